//! Components in the text format: small enough to see what they do, and able to do what no compiler would emit.

use std::path::Path;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// One page of memory and an allocator that only goes forwards.
pub const MEMORY: &str = r#"
    (memory (export "memory") 1)
    (global $heap (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
      (global.get $heap)
      (global.set $heap (i32.add (global.get $heap) (local.get 3))))
"#;

/// The interface of [`crate::Relay`], as guests import it.
pub const RELAY: &str = "import hostile:relay/relay@0.1.0;";

const RELAY_WIT: &str = "
    package hostile:relay@0.1.0;
    interface relay {
        call: func(plugin: string, function: string) -> u32;
        meet: func();
        fail: func();
        is-on: func() -> bool;
    }
";

/// Every guest counts its calls, so that a case can tell whether it meets an instance again.
const ANSWER: &str = r#"
    (global $answers (mut i32) (i32.const 0))
    (func (export "answer") (result i32)
      (global.set $answers (i32.add (global.get $answers) (i32.const 1)))
      (global.get $answers))
"#;

/// A component of a world with these items, and `answer: func() -> u32`, around a core module with this body.
pub fn component(items: &str, body: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    resolve.push_path(standard_wit()).unwrap();
    resolve.push_str("relay.wit", RELAY_WIT).unwrap();
    let wit =
        format!("package hostile:guest; world guest {{ {items}\n export answer: func() -> u32; }}");
    let package = resolve
        .push_str("guest.wit", &wit)
        .unwrap_or_else(|error| panic!("{error:#}\n{wit}"));
    let world = resolve.packages[package].worlds["guest"];
    let mut module = component_text(&format!("(module {body} {ANSWER})"));
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let mut encoder = ComponentEncoder::default();
    encoder.module(&module).unwrap().encode().unwrap()
}

/// The bytes of a text.
pub fn component_text(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn standard_wit() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/plugin")
}
