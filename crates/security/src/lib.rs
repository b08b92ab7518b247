//! Who may run what, and what was done about it.
//!
//! Version 0.1 has the audit log: an operator who answers for what ran has to be able to show it, also to somebody who does
//! not trust the machine that it ran on.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod audit;
mod document;
mod error;
pub mod policy;
mod timestamp;

pub use document::{Mistake, MistakeKind};
pub use error::Error;
pub use timestamp::{NoTimestamp, Timestamp};
