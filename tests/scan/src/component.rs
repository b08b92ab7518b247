//! Components that are put together part by part.

use std::borrow::Cow;

use plugwright_manifest::Manifest;
use wasm_encoder::{
    Component, CustomSection, DataSection, MemorySection, MemoryType, Module, RawSection,
};

/// What follows the header in a component: section 1 holds a core module.
const MODULE_SECTION: u8 = 1;

/// The component that the text describes.
pub fn component(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

/// A component around a core module.
pub fn module(module: &[u8]) -> Vec<u8> {
    let mut outer = Component::new();
    outer.section(&RawSection {
        id: MODULE_SECTION,
        data: module,
    });
    outer.finish()
}

/// A component whose module has these data segments.
pub fn with_data(segments: &[&[u8]]) -> Vec<u8> {
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 16,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut data = DataSection::new();
    for segment in segments {
        data.passive(segment.iter().copied());
    }
    let mut inner = Module::new();
    inner.section(&memories).section(&data);
    module(&inner.finish())
}

/// `component` with a custom section more.
pub fn with_custom(component: &[u8], name: &str, data: &[u8]) -> Vec<u8> {
    let mut extended = component.to_vec();
    let section = CustomSection {
        name: Cow::Borrowed(name),
        data: Cow::Borrowed(data),
    };
    wasm_encoder::ComponentSection::append_to_component(&section, &mut extended);
    extended
}

/// A manifest with these lines more.
pub fn manifest(lines: &str) -> Manifest {
    let text =
        format!("plugin:\n  id: acme:sample\n  version: 1.0.0\n  description: A sample\n{lines}");
    Manifest::parse("plugin.yaml", &text).unwrap()
}

/// `component` with that manifest inside.
pub fn with_manifest(component: &[u8], lines: &str) -> Vec<u8> {
    with_custom(
        component,
        Manifest::SECTION,
        &manifest(lines).to_canonical_json(),
    )
}
