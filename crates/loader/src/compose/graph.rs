//! The bytes of a composition.
//!
//! Of the libraries that compose, wasm-compose has a release at the engine's version of parser and encoder, so it brings neither
//! a second time; wac-graph brings both, a language's types and a licence that is one of wasm-compose's three. Both write the
//! same: each component whole, instantiated after what it imports.

use std::panic::{AssertUnwindSafe, catch_unwind};
use wasm_compose_loaded::graph::{Component, CompositionGraph, EncodeOptions, ExportIndex};
use wasmparser::{Validator, WasmFeatures};

/// Connects imports of `outer` with exports of `inner`, pair by pair. The result exports what `outer` does and imports what is
/// left of both. The library was written for tools, where a panic is an answer; here it becomes one.
pub(super) fn compose(
    outer: &[u8],
    inner: &[u8],
    pairs: &[(String, String)],
) -> Result<Vec<u8>, String> {
    let composed = catch_unwind(AssertUnwindSafe(|| connected(outer, inner, pairs)));
    composed.unwrap_or_else(|_| Err("they use something that cannot be composed".into()))
}

fn connected(outer: &[u8], inner: &[u8], pairs: &[(String, String)]) -> Result<Vec<u8>, String> {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let mut part = |name: &'static str, bytes| Component::from_bytes(&mut validator, name, bytes);
    let (outer, inner) = (part("outer", outer), part("inner", inner));
    let mut graph = CompositionGraph::new();
    let outer = graph.add_component(outer.map_err(said)?).map_err(said)?;
    let inner = graph.add_component(inner.map_err(said)?).map_err(said)?;
    let mut connections = Vec::new();
    for (import, export) in pairs {
        let imported = graph.get_component(outer);
        let imported = imported.and_then(|outer| outer.import_by_name(import));
        let exported = graph.get_component(inner);
        let exported = exported.and_then(|inner| inner.export_by_name(export));
        let (Some((imported, _)), Some((exported, ..))) = (imported, exported) else {
            return Err(format!("`{import}` is not there"));
        };
        connections.push((imported, exported));
    }
    let inner = graph.instantiate(inner).map_err(said)?;
    let outer = graph.instantiate(outer).map_err(said)?;
    for (import, export) in connections {
        let connected = graph.connect(inner, Some::<ExportIndex>(export), outer, import);
        connected.map_err(said)?;
    }
    let composed = graph.encode(EncodeOptions {
        define_components: true,
        export: Some(outer),
        validate: false,
    });
    let composed = composed.map_err(said)?;
    let validated = Validator::new_with_features(WasmFeatures::all()).validate_all(&composed);
    validated.map(|_| composed).map_err(said)
}

fn said(error: impl std::fmt::Display) -> String {
    format!("{error:#}")
}
