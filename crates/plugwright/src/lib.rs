//! A plugin platform for Rust programs, built on the WebAssembly component model.
//!
//! This crate is the one that programs depend on: it puts the layers together and adds nothing of its own.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub use plugwright_bind::bind;
pub use plugwright_host::*;
pub use plugwright_manifest as manifest;
pub use plugwright_manifest::{AccessMode, ByteSize, Digest, Fault, Limits, PluginId, Version};
