//! Any bytes as a manifest, in each language. The first byte chooses the language, so that the fuzzer learns both.
//!
//! The property is the one that `cargo test -p plugwright-manifest` checks on mutated fixtures.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_manifest::Manifest;

#[path = "../../../crates/manifest/tests/manifest/property.rs"]
mod property;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, text)) = bytes.split_first() else {
        return;
    };
    if choice % 3 == 0 {
        if let Err(error) = Manifest::from_canonical_json(text) {
            property::message_is_harmless(&error);
        }
        return;
    }
    if let Ok(text) = std::str::from_utf8(text) {
        let name = if choice % 3 == 1 {
            "plugin.yaml"
        } else {
            "plugin.toml"
        };
        property::holds(name, text);
    }
});
