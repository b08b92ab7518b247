//! Each row of the catalogue of hostile behaviour, as a guest that does it and a claim about what follows.
//!
//! `docs/hostile.md` lists the rows and their tests. Everything that must hold in every case (other plugins answer, nothing
//! panics, nothing is left behind) is checked by [`plugwright_hostile_tests::Case`], which also runs one case at a time.
#![allow(clippy::unwrap_used)]

mod abi;
mod calls_between_plugins;
mod compilation;
mod concurrency;
mod handles;
mod lifecycle;
mod loading;
mod memory;
mod network;
mod output;
mod surroundings;
mod time;
mod transfer;
mod traps;
