//! The corpus of the static scan: components that hold what it looks for, and components that do not.
//!
//! A scanner is worth what its figures are worth. So the bad ones are made here, byte by byte or by the same compiler that
//! makes plugins, each with the finding that it must cause; and the clean ones are real: every plugin of this repository, in
//! all five languages, and programs that hash for honest reasons.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::format_collect
)]

mod bad;
mod component;
mod guests;
mod noise;
mod programs;

pub use bad::{Bad, bad};
pub use component::{component, manifest, module, with_custom, with_data, with_manifest};
pub use guests::{Guest, guests};
pub use noise::noise;
pub use programs::{LEVELS, Program, compiled, hashers, miners};
