//! The mock server over real HTTP, with and without extensions.
#![allow(clippy::unwrap_used, reason = "a test")]

mod admin;
mod authenticating;
mod client;
mod describing;
mod failing;
mod fakes;
mod reloading;
mod responding;
mod sandboxed;
mod templating;
