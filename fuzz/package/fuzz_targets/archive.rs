//! Any bytes as an archive, and any bytes as the parts of one.
//!
//! An archive is full of digests, which a fuzzer cannot guess. So the first byte chooses: the rest is an archive, or it
//! replaces a part of an honest one before its digests are made right again. The property is the one that
//! `cargo test -p plugwright-package` checks on mutated archives.
#![no_main]
#![allow(dead_code, reason = "the tests of the crate use more of it")]

use libfuzzer_sys::fuzz_target;

#[path = "../../../crates/package/tests/package/forge.rs"]
mod forge;
#[path = "../../../crates/package/tests/package/property.rs"]
mod property;
#[path = "../../../crates/package/tests/package/samples.rs"]
mod samples;

use forge::{Documents, Forged};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    match choice % 5 {
        0 => property::holds(bytes),
        1 => property::holds(&Documents::with_component(bytes.to_vec()).linked()),
        2 => property::holds(&with_index(bytes)),
        3 => property::holds(&with_manifest(bytes)),
        _ => property::holds(&with_end(bytes)),
    }
});

/// An archive with this index.
fn with_index(index: &[u8]) -> Vec<u8> {
    let mut documents = Documents::honest();
    documents.link();
    let blobs = [
        forge::encode(&documents.manifest),
        forge::encode(&documents.config),
        documents.component,
    ];
    forge::archive(index, blobs.iter())
}

/// An archive with this manifest, which the index names.
fn with_manifest(manifest: &[u8]) -> Vec<u8> {
    let mut documents = Documents::honest();
    documents.link();
    forge::name(&mut documents.index["manifests"][0], manifest);
    let blobs = [
        manifest.to_vec(),
        forge::encode(&documents.config),
        documents.component,
    ];
    forge::archive(&forge::encode(&documents.index), blobs.iter())
}

/// An honest archive that goes on like this after its last blob.
fn with_end(end: &[u8]) -> Vec<u8> {
    let mut forged = Forged::of(&samples::plain());
    forged.end = end.to_vec();
    forged.bytes()
}
