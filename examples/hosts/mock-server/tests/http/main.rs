//! The mock server over real HTTP, with and without extensions.

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
