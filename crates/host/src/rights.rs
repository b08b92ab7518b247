//! What a plugin was granted, prepared once for all its instances.
//!
//! Grants name things; rights have them at hand: the bounded log, the sender with its policy and connections, the buckets in
//! their namespace. Each tenant of a plugin has rights of its own, so that no connection and no value is shared.

use crate::config::ConfigValues;
use crate::egress::{Egress, EgressCounts, EgressLimits, EgressPolicy};
use crate::error::{Error, PluginRef, Problem, Result};
use crate::granted::Granted;
use crate::grants::{Directory, Grants};
use crate::keyvalue::{KeyValue, Quota};
use crate::logging::{LogBounds, LogBuffer, OutputCapture};
use crate::observer::Witness;
use plugwright_manifest::{AccessMode, Limits};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{FsPerms, WasiCtx};
use wasmtime_wasi_http::WasiHttpCtx;

/// The rights of a plugin for one tenant.
pub(crate) struct Rights {
    tenant: Arc<str>,
    directories: Vec<Directory>,
    env: Vec<(String, String)>,
    config: ConfigValues,
    buckets: KeyValue,
    egress: Egress,
    logs: LogBuffer,
    limits: Limits,
    witness: Witness,
}

impl Rights {
    pub(crate) fn new(
        plugin: &PluginRef,
        tenant: &str,
        grants: &Grants,
        limits: &Limits,
        witness: Witness,
    ) -> Result<Self> {
        let config = grants.config.clone().unwrap_or_default();
        let unusable = |what: &str, reason: String| Problem::UnusableGrant {
            what: what.to_owned(),
            reason,
        };
        let egress = Egress::builder()
            .policy(grants.http.clone().unwrap_or_default())
            .limits(EgressLimits::from(&limits.http))
            .secrets(grants.secrets.clone())
            .roots(grants.roots.clone())
            .build()
            .map_err(|error| unusable("http", error.to_string()))?;
        Ok(Self {
            tenant: tenant.into(),
            directories: grants.directories.clone(),
            env: grants.env.clone(),
            config: ConfigValues::new(config.keys().cloned().collect(), config),
            buckets: buckets(plugin, tenant, grants, limits),
            egress,
            logs: LogBuffer::new(plugin.id.as_ref(), log_bounds(limits)),
            limits: *limits,
            witness,
        })
    }

    /// The state of one instance.
    pub(crate) fn granted(&self) -> Result<Box<Granted>> {
        let mut table = ResourceTable::new();
        table.set_max_capacity(self.limits.call.handles as usize);
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(
            usize::try_from(self.limits.http.headers.0).unwrap_or(usize::MAX),
        );
        let egress = self.egress.for_instance();
        let (stdout, stderr) = (
            OutputCapture::stdout(&self.logs),
            OutputCapture::stderr(&self.logs),
        );
        Ok(Box::new(Granted {
            wasi: self.wasi(stdout.clone(), stderr.clone())?,
            table,
            http,
            hooks: egress.hooks(self.witness.clone()),
            vault: egress.vault().clone(),
            config: self.config.clone(),
            buckets: self.buckets.clone(),
            logs: self.logs.clone(),
            witness: self.witness.clone(),
            output: [stdout, stderr],
        }))
    }

    fn wasi(&self, stdout: OutputCapture, stderr: OutputCapture) -> Result<WasiCtx> {
        let mut wasi = WasiCtx::builder();
        wasi.stdout(stdout)
            .stderr(stderr)
            .envs(&self.env)
            .max_random_size(self.limits.call.random.0)
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false);
        for directory in &self.directories {
            let access = match directory.mode {
                AccessMode::ReadOnly => FsPerms::ReadOnly,
                AccessMode::ReadWrite => FsPerms::ReadWrite,
            };
            wasi.preopened_dir(&directory.host, &directory.guest, access)
                .map_err(|error| {
                    Error::new(Problem::UnusableGrant {
                        what: format!("the directory `{}`", directory.guest),
                        reason: "it cannot be opened".into(),
                    })
                    .with_detail(error)
                })?;
        }
        Ok(wasi.build())
    }

    /// Whose rights they are; empty without tenants.
    pub(crate) fn tenant(&self) -> &Arc<str> {
        &self.tenant
    }

    /// The configuration, as `init` gets it.
    pub(crate) fn config(&self) -> Vec<(String, String)> {
        self.config.all()
    }

    pub(crate) fn replace_config(&self, values: BTreeMap<String, String>) {
        self.config.replace(values);
    }

    pub(crate) fn replace_http(&self, policy: EgressPolicy) {
        self.egress.replace_policy(policy);
    }

    /// Takes away what running calls could still ask for.
    pub(crate) fn revoke(&self) {
        self.replace_http(EgressPolicy::default());
        self.replace_config(BTreeMap::new());
    }

    pub(crate) fn egress_counts(&self) -> EgressCounts {
        self.egress.counts()
    }

    pub(crate) fn logs(&self) -> &LogBuffer {
        &self.logs
    }
}

fn buckets(plugin: &PluginRef, tenant: &str, grants: &Grants, limits: &Limits) -> KeyValue {
    let quota = Quota {
        keys: u64::from(limits.key_value.keys),
        bytes: limits.key_value.size.0,
        ..Quota::default()
    };
    // Neither an id nor a tenant's length can be mistaken for the other's.
    let namespace = format!("{}/{}:{tenant}", plugin.id, tenant.len());
    match &grants.storage {
        Some((storage, names)) => storage.namespace(&namespace, names.iter().cloned(), quota),
        None => crate::storage::Storage::in_memory().namespace(&namespace, [], quota),
    }
}

fn log_bounds(limits: &Limits) -> LogBounds {
    let bytes = |size: plugwright_manifest::ByteSize| usize::try_from(size.0).unwrap_or(usize::MAX);
    LogBounds {
        bytes: bytes(limits.log.buffer),
        line_bytes: bytes(limits.log.line),
        records_per_second: u64::from(limits.log.rate),
        burst: u64::from(limits.log.burst),
        ..LogBounds::default()
    }
}
