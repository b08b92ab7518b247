//! Any text as WIT, generated for all languages. The property is the one that `cargo test -p plugwright-codegen` checks on
//! mutated seeds.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../../codegen/tests/any_wit/property.rs"]
mod property;

fuzz_target!(|text: &str| property::holds(text));
