//! Each row of the catalogue of hostile behaviour, as a guest that does it and a claim about what follows.
//!
//! `docs/hostile.md` lists the rows and their tests. Everything that must hold in every case (other plugins answer, nothing
//! panics, nothing is left behind) is checked by [`plugwright_hostile_tests::Case`], which also runs one case at a time.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::single_match_else
)]

use plugwright_hostile_tests::Case;

mod abi;
mod chains;
mod compilation;
mod concurrency;
mod documented;
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

/// A case with a guest that a compiler made: those are large, so their machine code is kept from case to case.
fn case_with_built_guest() -> Case {
    let cache = concat!(env!("CARGO_TARGET_TMPDIR"), "/hostile-code");
    Case::new().engine(|engine| engine.cache_dir(cache))
}
