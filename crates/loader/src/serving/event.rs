//! What is told about plugins while they are loaded, switched and unloaded.

use crate::accounting::{Anomaly, Rule};
use crate::drain::Drained;
use plugwright_manifest::{Digest, PluginId, Version};
use std::time::Duration;

/// Hears what happens to the plugins of a [`Fleet`](super::Fleet). It is called where the event happened and must not wait.
///
/// A closure is a listener: `|plugin, event| println!("{plugin}: {event:?}")`.
pub trait Listener: Send + Sync + 'static {
    /// Something happened to a plugin.
    fn hear(&self, plugin: &PluginId, event: &Event);
}

impl<F: Fn(&PluginId, &Event) + Send + Sync + 'static> Listener for F {
    fn hear(&self, plugin: &PluginId, event: &Event) {
        self(plugin, event);
    }
}

/// A version that is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Its version.
    pub version: Version,
    /// The digest of its component.
    pub digest: Digest,
    /// Counts the loads of the plugin, so that one is not taken for another of the same digest.
    pub number: u64,
}

/// Something that happened to a plugin.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// It waits for its turn to be loaded.
    Queued,
    /// It is being loaded.
    Loading,
    /// It takes calls.
    Active {
        /// The version that is called from now on.
        loaded: Loaded,
        /// How long its load took, the wait for its turn included.
        took: Duration,
    },
    /// It could not be loaded.
    LoadFailed {
        /// The code of the error.
        code: &'static str,
        /// The error.
        reason: String,
    },
    /// Another version is being prepared; the old one takes the calls.
    Preparing,
    /// The other version cannot take over; the old one goes on.
    SwapRefused {
        /// The code of the error.
        code: &'static str,
        /// The error.
        reason: String,
    },
    /// Another version took over.
    Switched {
        /// The version that was called until now; none if none was loaded.
        from: Option<Version>,
        /// The version that is called from now on.
        to: Loaded,
        /// For how long calls had to wait, which they do only if state was handed over.
        pause: Duration,
    },
    /// The version that took over last was too faulty, and the one before it is called again.
    RolledBack {
        /// The version that was given up.
        from: Loaded,
        /// The version that is called again.
        to: Loaded,
        /// Why.
        reason: String,
    },
    /// A version takes no new calls, and finishes those that it has.
    Draining {
        /// The version.
        loaded: Loaded,
    },
    /// A version had its last call.
    Drained {
        /// The version.
        loaded: Loaded,
        /// How it ended.
        how: Drained,
        /// How long that took.
        took: Duration,
    },
    /// It was not called for a while, and is loaded again when it is.
    Evicted,
    /// It is loaded anew.
    Restarting {
        /// Why.
        reason: String,
    },
    /// It takes no calls until somebody releases it.
    Quarantined {
        /// Why.
        reason: String,
    },
    /// It takes no calls until somebody starts it.
    Stopped {
        /// Why.
        reason: String,
    },
    /// It uses more than a rule allows.
    OverBudget {
        /// The rule.
        rule: Rule,
        /// How much it uses.
        measured: f64,
    },
    /// It keeps a rule again.
    WithinBudget {
        /// The rule.
        rule: Rule,
    },
    /// It does what it did not do before.
    Unusual(Anomaly),
    /// It was taken out of quarantine, or is no longer stopped.
    Released,
}
