//! One version of a plugin, as everything here names it.

use std::fmt;

use plugwright_manifest::{Digest, PluginId, Version};

/// A version of a plugin with the digest of its package. A version alone would not do: two packages can claim the same one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// Which plugin.
    pub id: PluginId,
    /// Which version.
    pub version: Version,
    /// The digest of its package.
    pub digest: Digest,
}

impl fmt::Display for Release {
    /// For people: the id and the version.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.version)
    }
}
