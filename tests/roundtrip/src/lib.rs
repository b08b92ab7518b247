//! Proves a component against the WIT that its bindings were generated from.
//!
//! The component was made with `--stubs echo`, so what each of its functions answers is known before it is called. Random
//! values that love extremes go in through the host's calls by name, out through the component's imports, and back; every
//! bit must arrive. Nothing here knows a language: whatever compiles to a component can be proven.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod component;
mod default;
mod exchange;
mod generator;
mod imports;
mod json;
mod makers;
mod memory;
mod report;
mod round;
mod shape;
mod stage;
mod text;
mod val;
mod value;

pub use component::prove;
pub use report::{Report, Request, Verdict};
