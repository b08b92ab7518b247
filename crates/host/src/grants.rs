//! What an operator gives a plugin, as opposed to what the plugin asks for.
//!
//! A grant is made of real things: a directory of this machine, a value, a store. Nothing is granted unless it is named here.

use plugwright_manifest::AccessMode;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Everything that one plugin may use.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    pub(crate) directories: Vec<Directory>,
    pub(crate) env: Vec<(String, String)>,
    interfaces: BTreeSet<String>,
}

/// A directory of the host, and where the plugin sees it.
#[derive(Clone, Debug)]
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
    pub fn directory(mut self, host: impl Into<PathBuf>, guest: impl Into<String>, mode: AccessMode) -> Self {
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

    /// An interface that the embedding program serves, by its full name.
    #[must_use]
    pub fn interface(mut self, name: impl Into<String>) -> Self {
        self.interfaces.insert(name.into());
        self
    }

    pub(crate) fn has_interface(&self, name: &str) -> bool {
        self.interfaces.contains(name)
    }
}
