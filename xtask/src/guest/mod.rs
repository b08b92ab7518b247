//! Guests: the plugins and test programs of this repository that run inside the sandbox.
//!
//! In Rust, a guest is a package of the workspace that makes a `cdylib` and uses the plugin SDK, or has a manifest beside
//! its `Cargo.toml`, or says so: `[package.metadata.plugwright] guest = "TARGET"`, where the target is
//! `wasm32-unknown-unknown` (the default) or `wasm32-wasip2`. In another language, it is a folder of `examples/plugins` or
//! `tests/roundtrip/guests` with a manifest and that language's build file. Its component lands in `target/guests/components`,
//! named after the package without `plugwright-`, or the folder: `auth-jwt.wasm`. Tests find the components in
//! [`FOLDER_VARIABLE`].

mod build;
mod discover;
mod echo;
mod fingerprint;
mod foreign;
mod rust;

use plugwright_codegen::Language;
use plugwright_manifest::Manifest;

pub(crate) use build::{build_all, build_some};
pub(crate) use discover::{discover, discover_rust};
pub(crate) use echo::build_echoes;
pub(crate) use foreign::ForeignGuest;
pub(crate) use rust::RustGuest;

/// The environment variable that tells tests where the components of the guests are.
pub(crate) const FOLDER_VARIABLE: &str = "PLUGWRIGHT_GUESTS";

/// What is compiled to a component.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// The name of its component.
    pub(crate) name: String,
    /// What it says about itself, when it is a plugin that users could install.
    pub(crate) manifest: Option<Manifest>,
    /// Where it comes from.
    pub(crate) source: Source,
}

/// What a guest is compiled from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// A package of the workspace.
    Rust(RustGuest),
    /// A folder in another language.
    Foreign(ForeignGuest),
}

impl Guest {
    /// The language it is written in.
    pub(crate) fn language(&self) -> Language {
        match &self.source {
            Source::Rust(_) => Language::Rust,
            Source::Foreign(guest) => guest.language,
        }
    }
}
