//! A caller and a provider of `acme:calc/ops`, in the text format.

use crate::engine::Tiering;
use crate::{Engine, Error, Grants, Plugin, PluginBuilder};
use plugwright_manifest::Limits;
use std::time::Duration;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

pub(super) const OPS: &str = "acme:calc/ops@1.0.0";

/// The error of `plugwright:plugin/types`, spelled out.
pub(super) const ERROR: &str = "
    enum fault-class { caller, plugin, config, dependency, policy }
    record error { fault: fault-class, code: string, message: string }";

/// An allocator that only goes forwards.
const MEMORY: &str = r#"
    (memory (export "memory") 64)
    (global $heap (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (local $at i32)
        (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
        (global.set $heap (i32.add (local.get $at) (local.get 3)))
        (local.get $at))"#;

/// A component of one of the worlds `caller` (imports `ops`) and `provider` (exports it); `items` are those of the interface, `run`
/// is what the caller exports, `body` the core module's.
pub(super) fn component(world: &str, items: &str, run: &str, body: &str) -> Vec<u8> {
    let wit = format!(
        "package acme:calc@1.0.0;
         interface ops {{ {items} }}
         world caller {{ import ops; {run} }}
         world provider {{ export ops; }}"
    );
    let mut resolve = Resolve::default();
    resolve
        .push_str("calc.wit", &wit)
        .unwrap_or_else(|error| panic!("{error:#}\n{wit}"));
    let mut worlds = resolve.worlds.iter();
    let (world, _) = worlds.find(|(_, known)| known.name == world).unwrap();
    let text = format!("(module {body} {MEMORY})");
    let mut module = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let mut encoder = ComponentEncoder::default();
    encoder.module(&module).unwrap().encode().unwrap()
}

pub(super) const NUMBERS: &str = "add: func(a: u32, b: u32) -> u32;";

/// `run` adds its number to itself with the help of a provider.
pub(super) fn doubling() -> Vec<u8> {
    let body = format!(
        r#"(import "{OPS}" "add" (func $add (param i32 i32) (result i32)))
        (func (export "run") (param i32) (result i32) (call $add (local.get 0) (local.get 0)))"#
    );
    component("caller", NUMBERS, "export run: func(a: u32) -> u32;", &body)
}

/// A provider of `add` that does what the text says with its two parameters.
pub(super) fn adding(how: &str) -> Vec<u8> {
    let body = format!(
        r#"(global $calls (mut i32) (i32.const 0))
        (func (export "{OPS}#add") (param i32 i32) (result i32)
            (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            {how})"#
    );
    component("provider", NUMBERS, "", &body)
}

pub(super) fn engine() -> Engine {
    Engine::builder()
        .tiering(Tiering::FastOnly)
        .build()
        .unwrap()
}

pub(super) fn builder(engine: &Engine, id: &str, component: Vec<u8>) -> PluginBuilder {
    engine.plugin(id.parse().unwrap(), component)
}

pub(super) fn within(call: Duration) -> Limits {
    let mut limits = Limits::default();
    limits.time.call = call;
    limits
}

/// A plugin that takes `acme:calc/ops` from another.
pub(super) async fn caller_of(
    engine: &Engine,
    component: Vec<u8>,
    provider: &Plugin,
) -> Result<Plugin, Error> {
    let grants = Grants::none().provider(OPS, provider.clone());
    builder(engine, "caller", component)
        .grants(grants)
        .load()
        .await
}
