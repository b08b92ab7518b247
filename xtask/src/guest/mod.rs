//! Guests: the plugins and test programs of this repository that run inside the sandbox.
//!
//! A guest is a package of the workspace that says so: `[package.metadata.plugwright] guest = "TARGET"`, with the
//! target `wasm32-unknown-unknown` or `wasm32-wasip2`; or that has a `plugin.yaml` beside its `Cargo.toml`. Its
//! component lands in `target/guests/components/PACKAGE.wasm`, and tests find that folder in [`FOLDER_VARIABLE`].

mod build;
mod discover;
mod fingerprint;

pub(crate) use build::build_all;
pub(crate) use discover::{Guest, discover};

/// The environment variable that tells tests where the components of the guests are.
pub(crate) const FOLDER_VARIABLE: &str = "PLUGWRIGHT_GUESTS";
