//! One of two plugins that are to be one.

use crate::store::Record;
use plugwright_host::PluginRef;
use plugwright_manifest::{Capabilities, Digest, PluginId, Version};

/// A plugin, as far as its composition goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The plugin.
    pub id: PluginId,
    /// Its version.
    pub version: Version,
    /// Its component.
    pub component: Vec<u8>,
    /// What the component imports.
    pub imports: Vec<String>,
    /// What the component exports.
    pub exports: Vec<String>,
    /// What its manifest asks for.
    pub capabilities: Capabilities,
    /// Whether its manifest says that it may be composed.
    pub composable: bool,
}

impl Part {
    /// An installed version, and its component.
    pub fn of(record: &Record, component: Vec<u8>) -> Self {
        Self {
            id: record.release.id.clone(),
            version: record.release.version.clone(),
            component,
            imports: record.imports.clone(),
            exports: record.exports.clone(),
            capabilities: record.manifest.capabilities.clone(),
            composable: record.manifest.composable,
        }
    }

    pub(super) fn reference(&self) -> PluginRef {
        PluginRef {
            id: self.id.clone(),
            version: self.version.clone(),
            digest: Digest::of(&self.component),
        }
    }
}
