//! What an operator gives a plugin, as opposed to what the plugin asks for.
//!
//! A grant is made of real things: a directory of this machine, a value, a store. Nothing is granted unless it is named here.

use crate::brokered::{self, Provider};
use crate::egress::{EgressPolicy, GrantedSecret, TrustedRoots};
use crate::storage::Storage;
use plugwright_manifest::AccessMode;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that one plugin may use.
#[derive(Clone, Default)]
pub struct Grants {
    pub(crate) directories: Vec<Directory>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) config: Option<BTreeMap<String, String>>,
    pub(crate) storage: Option<(Storage, BTreeSet<String>)>,
    pub(crate) http: Option<EgressPolicy>,
    pub(crate) roots: TrustedRoots,
    pub(crate) secrets: Vec<GrantedSecret>,
    interfaces: BTreeSet<String>,
    providers: BTreeMap<String, Arc<dyn Provider>>,
}

/// A directory of the host, and where the plugin sees it.
#[derive(Clone)]
pub(crate) struct Directory {
    pub(crate) host: PathBuf,
    pub(crate) guest: String,
    pub(crate) mode: AccessMode,
}

impl Grants {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// A directory of the host, which the plugin sees as `guest`.
    #[must_use]
    pub fn directory(
        mut self,
        host: impl Into<PathBuf>,
        guest: impl Into<String>,
        mode: AccessMode,
    ) -> Self {
        self.directories.push(Directory {
            host: host.into(),
            guest: guest.into(),
            mode,
        });
        self
    }

    /// An environment variable with the value that the plugin sees.
    #[must_use]
    pub fn env(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((key.into(), value.into()));
        self
    }

    /// Configuration values, which the plugin reads through `wasi:config` and gets in `init`.
    #[must_use]
    pub fn config<K: Into<String>, V: Into<String>>(
        mut self,
        values: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let config = self.config.get_or_insert_default();
        config.extend(
            values
                .into_iter()
                .map(|(key, value)| (key.into(), value.into())),
        );
        self
    }

    /// Key-value buckets by name, kept in a storage; each plugin and tenant has its own.
    #[must_use]
    pub fn buckets<B: Into<String>>(
        mut self,
        storage: &Storage,
        buckets: impl IntoIterator<Item = B>,
    ) -> Self {
        let buckets = buckets.into_iter().map(Into::into).collect();
        self.storage = Some((storage.clone(), buckets));
        self
    }

    /// Outbound HTTP to what a policy allows.
    #[must_use]
    pub fn http(mut self, policy: EgressPolicy) -> Self {
        self.http = Some(policy);
        self
    }

    /// The authorities that servers may have their certificates from; default those of the web.
    #[must_use]
    pub fn http_roots(mut self, roots: TrustedRoots) -> Self {
        self.roots = roots;
        self
    }

    /// A secret, which the plugin can send to the origins that it is granted for, and never read.
    #[must_use]
    pub fn secret(mut self, secret: GrantedSecret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// An interface that the embedding program serves, by its full name.
    #[must_use]
    pub fn interface(mut self, name: impl Into<String>) -> Self {
        self.interfaces.insert(name.into());
        self
    }

    /// An interface that another plugin answers, by the full name under which this one imports it. Interfaces of the host
    /// itself, `wasi:` and `plugwright:plugin`, are never taken from a plugin.
    #[must_use]
    pub fn provider(self, interface: impl Into<String>, provider: impl Provider) -> Self {
        self.shared_provider(interface, Arc::new(provider))
    }

    /// The same with a provider that answers for several.
    #[must_use]
    pub fn shared_provider(
        mut self,
        interface: impl Into<String>,
        provider: Arc<dyn Provider>,
    ) -> Self {
        self.providers.insert(interface.into(), provider);
        self
    }

    pub(crate) fn provider_of(&self, import: &str) -> Option<&Arc<dyn Provider>> {
        self.providers
            .get(import)
            .filter(|_| !brokered::is_reserved(import))
    }

    /// Whether the grants say who answers an import: the program, or another plugin.
    pub fn answers(&self, import: &str) -> bool {
        self.has_interface(import) || self.provider_of(import).is_some()
    }

    /// Whether an import is of an interface that only the host itself may answer.
    pub fn is_of_the_host(import: &str) -> bool {
        brokered::is_reserved(import)
    }

    pub(crate) fn has_interface(&self, name: &str) -> bool {
        self.interfaces.contains(name)
    }
}
