//! Two components of one world as one: what the first imports, the second exports.

use anyhow::{Context as _, Result};
use wasm_compose::graph::{Component, CompositionGraph, EncodeOptions, ExportIndex, InstanceId};
use wasmparser_composed::{Validator, WasmFeatures};

/// Connects every import of `outer` that `inner` exports. The result exports what `outer` does, and imports what is left;
/// nothing if the two have nothing to say to each other.
///
/// # Errors
/// When they do not fit.
pub(crate) fn compose(outer: &[u8], inner: &[u8]) -> Result<Option<Vec<u8>>> {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let outer = Component::from_bytes(&mut validator, "outer", outer)?;
    let inner = Component::from_bytes(&mut validator, "inner", inner)?;
    let mut pairs = Vec::new();
    for (import, name, _) in outer.imports() {
        if let Some((export, _, _)) = inner.export_by_name(name) {
            pairs.push((import, export));
        }
    }
    if pairs.is_empty() {
        return Ok(None);
    }
    let mut graph = CompositionGraph::new();
    let outer = graph.add_component(outer)?;
    let inner = graph.add_component(inner)?;
    let inner: InstanceId = graph.instantiate(inner)?;
    let outer: InstanceId = graph.instantiate(outer)?;
    for (import, export) in pairs {
        graph.connect(inner, Some::<ExportIndex>(export), outer, import)?;
    }
    let options = EncodeOptions {
        define_components: true,
        export: Some(outer),
        validate: false,
    };
    let composed = graph.encode(options)?;
    Validator::new_with_features(WasmFeatures::all())
        .validate_all(&composed)
        .context("the composition is malformed")?;
    Ok(Some(composed))
}
