//! Guests: the plugins and test programs of this repository that run inside the sandbox.
//!
//! A guest is a package of the workspace that makes a `cdylib` and uses the plugin SDK, or has a manifest beside its
//! `Cargo.toml`, or says so: `[package.metadata.plugwright] guest = "TARGET"`, where the target is
//! `wasm32-unknown-unknown` (the default) or `wasm32-wasip2`. Its component lands in `target/guests/components`, named
//! after the package without `plugwright-`: `auth-jwt.wasm`. Tests find that folder in [`FOLDER_VARIABLE`].

mod build;
mod discover;
mod fingerprint;

pub(crate) use build::build_all;
pub(crate) use discover::{Guest, discover};

/// The environment variable that tells tests where the components of the guests are.
pub(crate) const FOLDER_VARIABLE: &str = "PLUGWRIGHT_GUESTS";
