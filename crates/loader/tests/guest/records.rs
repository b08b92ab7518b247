//! A caller and a provider of an interface with a record, and of one with a resource.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

pub(crate) const OPS: &str = "acme:calc/ops@1.0.0";

const RECORD: &str = "
    record order { id: u64, customer: string, items: list<tuple<string, u32>>, note: option<string> }
    echo: func(order: order) -> order;";

/// Ends `ops` and begins `desk`.
const DESK: &str = "} interface desk { use ops.{order}; run: func(order: order) -> order;";

const CURSOR: &str = "
    resource cursor { next: func() -> u32; }
    open: func() -> cursor;";

plugwright_bind::bind!({
    inline: "
        package acme:calc@1.0.0;

        interface ops {
            record order { id: u64, customer: string, items: list<tuple<string, u32>>, note: option<string> }
            echo: func(order: order) -> order;
        }

        world provider {
            export ops;
        }
    ",
    world: "provider",
    runtime: ::plugwright_host,
});

/// The same interface for callers, in a module of its own.
pub(crate) mod calling {
    plugwright_bind::bind!({
        inline: "
            package acme:calc@1.0.0;

            interface desk {
                record order { id: u64, customer: string, items: list<tuple<string, u32>>, note: option<string> }
                run: func(order: order) -> order;
            }

            world caller {
                export desk;
            }
        ",
        world: "caller",
        runtime: ::plugwright_host,
    });
}

/// `run` passes an order to `echo` and its answer back.
pub(crate) fn caller() -> Vec<u8> {
    let body = format!(
        r#"(import "{OPS}" "echo" (func $echo (param i64 i32 i32 i32 i32 i32 i32 i32 i32)))
        (func (export "acme:calc/desk@1.0.0#run") (param i64 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (call $echo (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5)
                (local.get 6) (local.get 7) (i32.const 64))
            (i32.const 64))"#
    );
    component("caller", &format!("{RECORD} {DESK}"), "export desk;", &body)
}

/// `echo` answers with what it gets.
pub(crate) fn provider() -> Vec<u8> {
    let body = format!(
        r#"(data (i32.const 1024) "not otherwise used")
        (func (export "{OPS}#echo") (param i64 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (i64.store (i32.const 64) (local.get 0))
            (i32.store (i32.const 72) (local.get 1))
            (i32.store (i32.const 76) (local.get 2))
            (i32.store (i32.const 80) (local.get 3))
            (i32.store (i32.const 84) (local.get 4))
            (i32.store (i32.const 88) (local.get 5))
            (i32.store (i32.const 92) (local.get 6))
            (i32.store (i32.const 96) (local.get 7))
            (i32.const 64))"#
    );
    component("provider", RECORD, "", &body)
}

/// `run` opens a cursor of another plugin and asks it once.
pub(crate) fn cursor_user() -> Vec<u8> {
    let body = format!(
        r#"(import "{OPS}" "open" (func $open (result i32)))
        (import "{OPS}" "[method]cursor.next" (func $next (param i32) (result i32)))
        (import "{OPS}" "[resource-drop]cursor" (func $drop (param i32)))
        (func (export "run") (result i32)
            (local $cursor i32) (local $answer i32)
            (local.set $cursor (call $open))
            (local.set $answer (call $next (local.get $cursor)))
            (call $drop (local.get $cursor))
            (local.get $answer))"#
    );
    component("caller", CURSOR, "export run: func() -> u32;", &body)
}

/// Cursors that say 42.
pub(crate) fn cursor_owner() -> Vec<u8> {
    let body = format!(
        r#"(import "[export]{OPS}" "[resource-new]cursor" (func $new (param i32) (result i32)))
        (func (export "{OPS}#open") (result i32) (call $new (i32.const 41)))
        (func (export "{OPS}#[method]cursor.next") (param i32) (result i32)
            (i32.add (local.get 0) (i32.const 1)))"#
    );
    component("provider", CURSOR, "", &body)
}

/// An allocator that starts anew when it has gone far: nothing lives longer than a call.
const MEMORY: &str = r#"
    (memory (export "memory") 4)
    (global $heap (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (local $at i32)
        (if (i32.gt_u (global.get $heap) (i32.const 131072)) (then (global.set $heap (i32.const 4096))))
        (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
        (global.set $heap (i32.add (local.get $at) (local.get 3)))
        (local.get $at))"#;

fn component(world: &str, items: &str, run: &str, body: &str) -> Vec<u8> {
    let wit = format!(
        "package acme:calc@1.0.0;
         interface ops {{ {items} }}
         world caller {{ import ops; {run} }}
         world provider {{ export ops; }}"
    );
    let mut resolve = Resolve::default();
    resolve.push_str("calc.wit", &wit).unwrap();
    let mut worlds = resolve.worlds.iter();
    let (world, _) = worlds.find(|(_, known)| known.name == world).unwrap();
    let mut module = wat::parse_str(format!("(module {body} {MEMORY})")).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let mut encoder = ComponentEncoder::default();
    encoder.module(&module).unwrap().encode().unwrap()
}
