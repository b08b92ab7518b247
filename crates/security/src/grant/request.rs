//! What a plugin asks for, as far as an operator decides about it.

use std::collections::BTreeSet;

use plugwright_manifest::{Capabilities, LimitRequest, Manifest, PluginId, Runtime};
use serde::{Deserialize, Serialize};

/// What a manifest asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Request {
    /// What it wants to do.
    #[serde(skip_serializing_if = "Capabilities::is_empty")]
    pub capabilities: Capabilities,
    /// How much of it.
    #[serde(skip_serializing_if = "LimitRequest::is_empty")]
    pub limits: LimitRequest,
    /// Where it runs, if not here: a remote plugin sees what it is called with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The plugins that come with it, each of which has a grant of its own.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub dependencies: BTreeSet<PluginId>,
}

impl From<&Manifest> for Request {
    fn from(manifest: &Manifest) -> Self {
        let endpoint = match &manifest.runtime {
            Runtime::Wasm => None,
            Runtime::Remote(remote) => Some(remote.endpoint.as_url().to_string()),
        };
        Self {
            capabilities: manifest.capabilities.clone(),
            limits: manifest.limits,
            endpoint,
            dependencies: manifest.dependencies.plugins.keys().cloned().collect(),
        }
    }
}
