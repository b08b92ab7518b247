//! The stage that hostile plugins are put on.
//!
//! A hostile plugin must get its error, and nothing else may notice it. The second half is the same for every case, so it
//! is checked here and not in the cases: other plugins answer in time meanwhile, no thread of the host panics, errors say who
//! is to blame and nothing that is secret, and memory, threads and files are as they were when the plugin is gone.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "everything here is part of tests: it fails by panicking"
)]

mod arena;
mod built;
mod canary;
mod component;
mod footprint;
mod ledger;
mod panics;
mod relay;
mod server;
mod verdict;

pub use arena::{Arena, Case};
pub use built::{built, everything_granted};
pub use component::{MEMORY, RELAY, component, component_text};
pub use footprint::PeakMemory;
pub use relay::Relay;
pub use server::Server;
pub use verdict::{SECRET, failed, judged, not_loaded};
