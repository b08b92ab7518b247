//! The configuration of a Wasm artifact, after the
//! [layout of the CNCF](https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/).

use plugwright_manifest::Digest;
use serde::{Deserialize, Serialize};

/// What a component needs and offers, for registries that look no deeper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WasmConfig {
    architecture: String,
    component: ComponentSummary,
    created: String,
    layer_digests: Vec<Digest>,
    os: String,
}

/// The names of what a component imports and exports, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComponentSummary {
    pub(crate) exports: Vec<String>,
    pub(crate) imports: Vec<String>,
}

impl WasmConfig {
    /// The configuration of the component with this digest. The layout wants a time of creation; a package has none, because
    /// two builds of one source are one package.
    pub(crate) fn new(component: Digest, summary: ComponentSummary) -> Self {
        Self {
            architecture: "wasm".to_owned(),
            component: summary,
            created: "1970-01-01T00:00:00Z".to_owned(),
            layer_digests: vec![component],
            os: "wasip2".to_owned(),
        }
    }
}
