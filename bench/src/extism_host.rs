//! Extism with raw bytes, its fastest way: numbers little-endian, the record packed, text and blobs as they are.

use extism::{CompiledPlugin, Plugin, PluginBuilder};
use std::path::Path;
use workloads::{AuthRequest, Decision};

/// Compiles without a cache, or with the one that the file configures.
pub fn compile(wasm: &[u8], cache: Option<&Path>) -> CompiledPlugin {
    let builder = PluginBuilder::new(wasm);
    let builder = match cache {
        Some(file) => builder.with_cache_config(file),
        None => builder.with_cache_disabled(),
    };
    builder.compile().expect("the guest compiles")
}

pub fn plugin(compiled: &CompiledPlugin) -> Plugin {
    Plugin::new_from_compiled(compiled).expect("a plugin")
}

pub fn add(plugin: &mut Plugin, a: u32, b: u32) -> u32 {
    let input = (u64::from(b) << 32 | u64::from(a)).to_le_bytes();
    let sum: Vec<u8> = plugin.call("add_raw", &input[..]).expect("add");
    u32::from_le_bytes(sum.try_into().expect("four bytes"))
}

pub fn authorize(plugin: &mut Plugin, request: &AuthRequest) -> Decision {
    let request = postcard::to_allocvec(request).expect("a request can be packed");
    let decision: &[u8] = plugin.call("authorize_raw", request).expect("authorize");
    postcard::from_bytes(decision).expect("a decision")
}

pub fn render(plugin: &mut Plugin, template: &str) -> String {
    plugin.call("render_raw", template).expect("render")
}

pub fn bytes(plugin: &mut Plugin, function: &str, data: &[u8]) -> Vec<u8> {
    plugin.call(function, data).expect("bytes")
}
