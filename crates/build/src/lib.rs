//! From a folder of source to a WebAssembly component that carries its manifest.
//!
//! `plugwright build` and the project's own tests make components in the same way, through this crate, so that what is
//! tested is what an author publishes. It runs no plugin: it needs no WebAssembly engine and builds in seconds.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod compile;
mod component;
mod declared;
mod embed;
mod error;
mod finish;
mod language;
mod project;

pub use compile::{Compile, compile};
pub use component::{Kind, encode_component, kind};
pub use declared::{check_declared, import_names, unused_capabilities};
pub use error::Error;
pub use finish::finish;
pub use language::language_of;
pub use project::{Project, Target, read_manifest};
