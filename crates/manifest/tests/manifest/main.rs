//! The manifest, as authors write it and as attackers do.
#![allow(clippy::unwrap_used)]

mod arbitrary;
mod errors;
mod fields;
mod hostile;
mod layouts;
mod mutation;
mod property;
mod round_trip;
mod samples;
