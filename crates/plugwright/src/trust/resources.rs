//! What a machine has, and what of it a version gets.
//!
//! A grant names things: a directory as the guest sees it, a configuration key, a bucket, a secret. What is behind a name is the
//! program's to say, once; a version gets of it what it asks for and was granted, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use plugwright_host::{EgressPolicy, GrantedSecret, Grants, OriginPattern, SecretValue, Storage};
use plugwright_loader::store::{Pinned, Record};
use plugwright_loader::{Error, Launch, Terms};
use plugwright_manifest::{Capabilities, PluginId};

use super::PolicyVerifier;

/// What is behind the names that grants have. The default has nothing.
#[derive(Clone, Default)]
pub struct Resources {
    config: BTreeMap<PluginId, BTreeMap<String, String>>,
    directories: BTreeMap<(PluginId, String), PathBuf>,
    env: BTreeMap<String, String>,
    secrets: BTreeMap<String, SecretValue>,
    storage: Option<Storage>,
}

impl Resources {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// The configuration of a plugin; it reads the keys that it was granted.
    #[must_use]
    pub fn config<K: Into<String>, V: Into<String>>(
        mut self,
        plugin: PluginId,
        values: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let own = self.config.entry(plugin).or_default();
        own.extend(
            values
                .into_iter()
                .map(|(key, value)| (key.into(), value.into())),
        );
        self
    }

    /// The directory of this machine that a plugin sees as `guest`, read-only or not as it was granted.
    #[must_use]
    pub fn directory(
        mut self,
        plugin: PluginId,
        guest: impl Into<String>,
        host: impl Into<PathBuf>,
    ) -> Self {
        self.directories.insert((plugin, guest.into()), host.into());
        self
    }

    /// An environment variable, for those plugins that were granted it.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// A secret, which plugins that were granted it can send to the origins of their grant, and never read.
    #[must_use]
    pub fn secret(mut self, name: impl Into<String>, value: SecretValue) -> Self {
        self.secrets.insert(name.into(), value);
        self
    }

    /// Where buckets are kept; each plugin has its own.
    #[must_use]
    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = Some(storage);
        self
    }

    /// What a plugin gets that was granted this.
    ///
    /// # Errors
    /// What was granted and is not there, in plain words.
    pub fn grants(&self, plugin: &PluginId, gives: &Capabilities) -> Result<Grants, String> {
        let mut grants = Grants::none();
        for (guest, mode) in &gives.directories {
            let key = (plugin.clone(), guest.to_string());
            let Some(host) = self.directories.get(&key) else {
                return Err(format!(
                    "it was granted the directory {guest}, and this program has none for that"
                ));
            };
            grants = grants.directory(host, guest.to_string(), *mode);
        }
        for name in &gives.env {
            if let Some(value) = self.env.get(name.as_str()) {
                grants = grants.env(name.as_str(), value);
            }
        }
        if !gives.config.is_empty() {
            grants = grants.config(self.configured(plugin, gives));
        }
        if !gives.key_value.is_empty() {
            let storage = self
                .storage
                .as_ref()
                .ok_or("it was granted buckets, and this program has no storage for them")?;
            let buckets = gives.key_value.iter().map(|bucket| bucket.as_str());
            grants = grants.buckets(storage, buckets);
        }
        if !gives.http.is_empty() {
            grants = grants.http(policy(gives)?);
        }
        for (name, origins) in &gives.secrets {
            grants = grants.secret(self.secret_for(name.as_str(), origins)?);
        }
        Ok(grants)
    }

    fn configured(&self, plugin: &PluginId, gives: &Capabilities) -> BTreeMap<String, String> {
        let own = self.config.get(plugin);
        let granted = gives.config.iter().filter_map(|key| {
            let value = own?.get(key.as_str())?;
            Some((key.as_str().to_owned(), value.clone()))
        });
        granted.collect()
    }

    fn secret_for(
        &self,
        name: &str,
        origins: &BTreeSet<plugwright_manifest::OriginPattern>,
    ) -> Result<GrantedSecret, String> {
        let Some(value) = self.secrets.get(name) else {
            return Ok(GrantedSecret::without_value(name));
        };
        let origins: Vec<OriginPattern> = origins
            .iter()
            .map(|origin| OriginPattern::try_from(origin).map_err(|error| error.to_string()))
            .collect::<Result<_, _>>()?;
        Ok(GrantedSecret::new(name, value.clone(), origins))
    }
}

fn policy(gives: &Capabilities) -> Result<EgressPolicy, String> {
    let mut origins = gives.http.iter();
    origins.try_fold(EgressPolicy::default(), |policy, (origin, methods)| {
        let granted = OriginPattern::granted(origin, methods);
        granted
            .map(|pattern| policy.allow(pattern))
            .map_err(|error| error.to_string())
    })
}

/// Launches versions on the terms of their grants: what `verifier` admits, filled with what this machine has.
#[derive(Clone)]
pub struct PolicyLaunch {
    verifier: Arc<PolicyVerifier>,
    resources: Resources,
}

impl PolicyLaunch {
    /// Asks the same verifier that the loader asks whether a version may run at all.
    pub fn new(verifier: Arc<PolicyVerifier>, resources: Resources) -> Self {
        Self {
            verifier,
            resources,
        }
    }
}

impl Launch for PolicyLaunch {
    fn launch(&self, record: &Record, pinned: &Pinned) -> Result<Terms, Error> {
        let admission = self.verifier.admission(record, pinned)?;
        let id = &record.release.id;
        let grants = self.resources.grants(id, &admission.gives);
        Ok(Terms {
            grants: grants.map_err(|reason| Error::Refused {
                release: Box::new(record.release.clone()),
                reason,
            })?,
            limits: admission.limits,
            // The operator consented to the plugins that its manifest names.
            calls: record
                .manifest
                .dependencies
                .plugins
                .keys()
                .cloned()
                .collect(),
            ..Terms::default()
        })
    }
}
