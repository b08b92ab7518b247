//! The life of plugins, from a file on a disk to a call, and back.
//!
//! A program that is extended by hundreds of plugins needs more than an engine: it has to know which versions are there, in
//! which state each is and why, in which order they start, and how one is replaced without losing a call. What is installed
//! survives a crash at any moment; what runs is always one of the states that are written down.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod accounting;
mod broker;
mod compose;
mod drain;
mod error;
mod faults;
mod loader;
mod release;
pub mod resolve;
mod serving;
pub mod state;
pub mod store;
mod swap;
mod verify;
mod watch;

pub use accounting::{Action, Anomaly, Quantity, Rule, Usage};
pub use broker::{Broker, Consumer, NoProvider, Obstacle, Offering};
pub use compose::{Composite, Part};
pub use drain::Drained;
pub use error::{Error, Result};
pub use faults::RestartBudget;
pub use loader::{Following, Launch, Loader, LoaderBuilder, Synced, Terms};
pub use release::Release;
pub use serving::{Event, Fleet, FleetBuilder, Listener, Loaded, Loading, Serving, Source};
pub use swap::{Probation, SwapPlan, SwapReport};
pub use verify::{Facts, Refusal, Unverified, Verifier};
pub use watch::{BuiltFile, WatchEvent, WatchSettings, Watching, watch};
