//! How capabilities are written in a file.
//!
//! Three designs named the same things differently: nested blocks or boolean flags, `allow_outbound` or
//! `allow_http_outbound`. All of them are read here into one [`Capabilities`]; what is written is the nested form with its
//! parameters. A flag that is true without parameters asks for the widest meaning (any origin, the directory `/data`); a
//! flag that is false beside parameters contradicts them, and is an error rather than a guess.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::http_access::HttpAccess;
use super::{AccessMode, Capabilities, GuestPath, KeyName, Methods, OriginPattern};
use crate::quoted::Quoted;
use crate::{ByteSize, Error};

/// What a plugin asks for. What is missing is not asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Capabilities")]
pub(crate) struct CapabilityForm {
    /// Outbound HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<NetworkForm>,
    /// Directories.
    #[serde(skip_serializing_if = "Option::is_none")]
    filesystem: Option<FilesystemForm>,
    /// Environment variables by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    env: Vec<KeyName>,
    /// Configuration keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    config: Vec<KeyName>,
    /// Key-value buckets.
    #[serde(alias = "keyvalue", skip_serializing_if = "Vec::is_empty")]
    key_value: Vec<KeyName>,
    /// Secrets, and where they may be sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<SecretForm>,
    /// The GPU.
    #[serde(alias = "gpu_access", skip_serializing_if = "is_false")]
    gpu: bool,
    /// Reading the interface signature graph of a code base.
    #[serde(skip_serializing_if = "is_false")]
    read_isg: bool,
    /// Writing visualizations.
    #[serde(skip_serializing_if = "is_false")]
    write_visualization: bool,
    /// Short for `network.allow_outbound`.
    #[serde(skip_serializing_if = "Option::is_none")]
    network_access: Option<bool>,
    /// Short for `filesystem.allow_write`.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_system_access: Option<bool>,
    /// The older place for three of the `limits`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resources: Option<ResourceForm>,
}

/// Outbound HTTP.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "NetworkCapability")]
struct NetworkForm {
    /// The origins that the plugin talks to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    origins: Vec<HttpAccess>,
    /// Without `origins`: the plugin talks to any origin.
    #[serde(
        alias = "allow_http_outbound",
        alias = "allowHttpOutbound",
        alias = "allowOutbound",
        skip_serializing_if = "Option::is_none"
    )]
    allow_outbound: Option<bool>,
}

/// Directories.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "FilesystemCapability")]
struct FilesystemForm {
    /// The directories that the plugin sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directories: Vec<DirectoryForm>,
    /// Without `directories`: the plugin reads `/data`.
    #[serde(alias = "allowRead", skip_serializing_if = "Option::is_none")]
    allow_read: Option<bool>,
    /// Without `directories`: the plugin reads and writes `/data`.
    #[serde(alias = "allowWrite", skip_serializing_if = "Option::is_none")]
    allow_write: Option<bool>,
}

/// A directory.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DirectoryCapability")]
struct DirectoryForm {
    /// The path at which the plugin sees it.
    path: GuestPath,
    /// What the plugin does in it: `ro`, the default, or `rw`.
    #[serde(default = "read_only")]
    mode: AccessMode,
}

/// A secret.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SecretCapability")]
struct SecretForm {
    /// Its name; the operator knows the value.
    name: KeyName,
    /// The origins that it may be sent to: at least one.
    #[schemars(length(min = 1))]
    origins: Vec<OriginPattern>,
}

/// Limits as they stood among the capabilities before there was a `limits` block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Resources")]
pub(crate) struct ResourceForm {
    /// The same as `limits.memory.size`.
    #[serde(alias = "maxMemoryBytes", skip_serializing_if = "Option::is_none")]
    pub(crate) max_memory_bytes: Option<ByteSize>,
    /// The same as `limits.concurrency.instances`.
    #[serde(
        alias = "maxConcurrentRequests",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) max_concurrent_requests: Option<NonZeroU32>,
    /// The same as `limits.time.call`, in milliseconds.
    #[serde(alias = "timeoutMs", skip_serializing_if = "Option::is_none")]
    pub(crate) timeout_ms: Option<u64>,
}

fn read_only() -> AccessMode {
    AccessMode::ReadOnly
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl TryFrom<CapabilityForm> for Capabilities {
    type Error = Error;

    fn try_from(form: CapabilityForm) -> Result<Self, Error> {
        if form.resources.is_some() {
            let reason = "limits are no capability; they belong into `limits`";
            return Err(contradiction("resources", reason));
        }
        form.into_capabilities()
    }
}

impl CapabilityForm {
    /// Whether nothing is written.
    pub(crate) fn is_empty(&self) -> bool {
        // Only what is written comes here, and that is made from `Capabilities`.
        self.clone()
            .into_capabilities()
            .is_ok_and(|capabilities| capabilities.is_empty())
    }

    /// The capabilities, leaving `resources` aside.
    pub(crate) fn into_capabilities(self) -> Result<Capabilities, Error> {
        Ok(Capabilities {
            http: collect_http(self.network.unwrap_or_default(), self.network_access)?,
            directories: collect_directories(
                self.filesystem.unwrap_or_default(),
                self.file_system_access,
            )?,
            env: collect_names("env", self.env)?,
            config: collect_names("config", self.config)?,
            key_value: collect_names("key_value", self.key_value)?,
            secrets: collect_secrets(self.secrets)?,
            gpu: self.gpu,
            read_isg: self.read_isg,
            write_visualization: self.write_visualization,
        })
    }
}

fn collect_http(
    form: NetworkForm,
    flag: Option<bool>,
) -> Result<BTreeMap<OriginPattern, Methods>, Error> {
    let allowed = agree("network_access", form.allow_outbound, flag)?;
    if allowed == Some(false) && !form.origins.is_empty() {
        let reason =
            "`network.origins` asks for what `allow_outbound: false` denies; remove one of them";
        return Err(contradiction("network", reason));
    }
    if allowed == Some(true) && form.origins.is_empty() {
        return Ok([(OriginPattern::ANY, Methods::All)].into());
    }
    let mut http = BTreeMap::new();
    for HttpAccess { origin, methods } in form.origins {
        if http.insert(origin, methods).is_some() {
            return Err(contradiction(
                "network.origins",
                "an origin is listed twice; list it once",
            ));
        }
    }
    Ok(http)
}

fn collect_directories(
    form: FilesystemForm,
    flag: Option<bool>,
) -> Result<BTreeMap<GuestPath, AccessMode>, Error> {
    let write = agree("file_system_access", form.allow_write, flag)?;
    let flags = [form.allow_read, write];
    let mut directories = BTreeMap::new();
    for DirectoryForm { path, mode } in form.directories {
        if denied_by(mode, form.allow_read, write) {
            let reason = "`filesystem.directories` asks for what a flag that is false denies; remove one of them";
            return Err(contradiction("filesystem", reason));
        }
        if directories.insert(path, mode).is_some() {
            return Err(contradiction(
                "filesystem.directories",
                "a path is listed twice; list it once",
            ));
        }
    }
    if directories.is_empty() && flags.contains(&Some(true)) {
        let mode = if write == Some(true) {
            AccessMode::ReadWrite
        } else {
            AccessMode::ReadOnly
        };
        directories.insert(GuestPath::data(), mode);
    }
    Ok(directories)
}

fn denied_by(mode: AccessMode, read: Option<bool>, write: Option<bool>) -> bool {
    match mode {
        AccessMode::ReadOnly => read == Some(false),
        AccessMode::ReadWrite => write == Some(false),
    }
}

fn collect_names(key: &'static str, names: Vec<KeyName>) -> Result<BTreeSet<KeyName>, Error> {
    let listed = names.len();
    let names: BTreeSet<_> = names.into_iter().collect();
    if names.len() != listed {
        return Err(contradiction(key, "a name is listed twice; list it once"));
    }
    Ok(names)
}

fn collect_secrets(
    forms: Vec<SecretForm>,
) -> Result<BTreeMap<KeyName, BTreeSet<OriginPattern>>, Error> {
    let mut secrets = BTreeMap::new();
    for SecretForm { name, origins } in forms {
        if origins.is_empty() {
            let reason = "a secret that may be sent nowhere is of no use; list its `origins`";
            return Err(contradiction("secrets", reason));
        }
        if secrets
            .insert(name, origins.into_iter().collect())
            .is_some()
        {
            return Err(contradiction(
                "secrets",
                "a name is listed twice; list all origins under it once",
            ));
        }
    }
    Ok(secrets)
}

/// The value of a flag that has two names.
fn agree(key: &'static str, one: Option<bool>, other: Option<bool>) -> Result<Option<bool>, Error> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => {
            let reason = "two keys that mean the same say the opposite; remove one of them";
            Err(contradiction(key, reason))
        }
        _ => Ok(one.or(other)),
    }
}

fn contradiction(key: &str, reason: &'static str) -> Error {
    Error::Capability {
        kind: "consistent request",
        value: Quoted::new(key),
        reason,
    }
}

impl From<Capabilities> for CapabilityForm {
    fn from(capabilities: Capabilities) -> Self {
        let origins: Vec<_> = capabilities
            .http
            .into_iter()
            .map(|(origin, methods)| HttpAccess { origin, methods })
            .collect();
        let directories: Vec<_> = capabilities
            .directories
            .into_iter()
            .map(|(path, mode)| DirectoryForm { path, mode })
            .collect();
        let secrets = capabilities
            .secrets
            .into_iter()
            .map(|(name, origins)| SecretForm {
                name,
                origins: origins.into_iter().collect(),
            });
        Self {
            network: (!origins.is_empty()).then_some(NetworkForm {
                origins,
                allow_outbound: None,
            }),
            filesystem: (!directories.is_empty()).then(|| FilesystemForm {
                directories,
                ..FilesystemForm::default()
            }),
            env: capabilities.env.into_iter().collect(),
            config: capabilities.config.into_iter().collect(),
            key_value: capabilities.key_value.into_iter().collect(),
            secrets: secrets.collect(),
            gpu: capabilities.gpu,
            read_isg: capabilities.read_isg,
            write_visualization: capabilities.write_visualization,
            ..Self::default()
        }
    }
}
