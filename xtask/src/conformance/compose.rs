//! Two components of one world as one: what the first imports, the second exports.

use anyhow::{Context as _, Result, bail};
use wasm_compose::graph::{Component, CompositionGraph, EncodeOptions, ExportIndex, InstanceId};
use wasmparser::{Validator, WasmFeatures};

/// Connects every import of `outer` that `inner` exports. The result exports what `outer` does, and imports what is left.
///
/// # Errors
/// When the two have nothing in common, or do not fit.
pub(crate) fn compose(outer: &[u8], inner: &[u8]) -> Result<Vec<u8>> {
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
        bail!("the first imports nothing that the second exports");
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
    validator
        .validate_all(&composed)
        .context("the composition is malformed")?;
    Ok(composed)
}
