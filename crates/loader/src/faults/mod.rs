//! What is done about a plugin that fails as a whole, above what the host does about calls that fail.
//!
//! The host's breaker rests a plugin after faults in a row and quarantines it in the end. Here a plugin is loaded anew, with
//! fresh instances and a fresh breaker, when it cannot be loaded or ended in the host's quarantine; how often that is tried,
//! and when it is given up, is a [`RestartBudget`].

mod restart;

pub use restart::RestartBudget;
pub(crate) use restart::{Consequence, Refusal, Restarts};
