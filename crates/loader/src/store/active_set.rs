//! The active set: which version of which plugin runs, with which grants, and which ran before it.

use std::collections::BTreeMap;

use plugwright_manifest::{Digest, PluginId, Version};
use serde::{Deserialize, Serialize};

use crate::{Error, Release};

/// The most bytes of the file: ten thousand plugins with all their earlier versions.
pub(super) const MOST: u64 = 64 << 20;

/// The most versions that are remembered to go back to.
pub(super) const EARLIER: usize = 8;

const FORMAT: u32 = 1;

/// What is active. Every change makes another one with the next generation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActiveSet {
    /// How often it was changed.
    pub generation: u64,
    /// The plugins.
    pub plugins: BTreeMap<PluginId, ActivePlugin>,
}

/// A plugin in the active set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivePlugin {
    /// The version that runs.
    pub now: Pinned,
    /// Those that ran before it, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Pinned>,
}

/// One version, so exactly that no other bytes can take its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// Its version.
    pub version: Version,
    /// The digest of its package.
    pub digest: Digest,
    /// The digest of what the store knows of it.
    pub record: Digest,
    /// The digest of the grants that it runs with; none for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Digest>,
}

impl Pinned {
    /// The version of `id` that is pinned.
    pub fn release(&self, id: &PluginId) -> Release {
        Release {
            id: id.clone(),
            version: self.version.clone(),
            digest: self.digest,
        }
    }
}

impl ActiveSet {
    /// The active releases, by id.
    pub fn releases(&self) -> impl Iterator<Item = Release> {
        self.plugins
            .iter()
            .map(|(id, plugin)| plugin.now.release(id))
    }

    pub(super) fn encode(&self) -> Result<Vec<u8>, Error> {
        let form = Form {
            format: FORMAT,
            generation: self.generation,
            plugins: self.plugins.clone(),
        };
        serde_json::to_vec_pretty(&form).map_err(|error| damaged(&error.to_string()))
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let form: Form =
            serde_json::from_slice(bytes).map_err(|error| damaged(&error.to_string()))?;
        if form.format != FORMAT {
            return Err(damaged(
                "it is of another format; use the program that wrote it",
            ));
        }
        Ok(Self {
            generation: form.generation,
            plugins: form.plugins,
        })
    }
}

fn damaged(problem: &str) -> Error {
    Error::damaged("the active set", problem)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    format: u32,
    generation: u64,
    plugins: BTreeMap<PluginId, ActivePlugin>,
}
