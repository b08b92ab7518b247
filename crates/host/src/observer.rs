//! Tells the embedding program what happens to its plugins, where counts are not enough: for audit logs, alerts, learning.

use crate::error::{PluginRef, Problem};
use http::Method;
use plugwright_manifest::{Fault, PluginId};
use std::sync::Arc;

/// Hears what happens to plugins.
///
/// It is called where the event happened, which may be in the middle of a call: it must not wait, and what it panics with is
/// the call's failure.
pub trait Observer: Send + Sync + 'static {
    /// Something happened to a plugin.
    fn observe(&self, plugin: &Arc<PluginRef>, event: &PluginEvent);

    /// Whether [`PluginEvent::Used`] is worth making, which costs an allocation for each use of a capability; default no.
    fn wants_uses(&self) -> bool {
        false
    }
}

/// Something that happened to a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PluginEvent {
    /// It takes calls from now on.
    Loaded,
    /// It could not be loaded.
    Refused {
        /// The code of the error.
        code: &'static str,
    },
    /// Its last handle is gone.
    Unloaded,
    /// A call of it failed after it was let in.
    Failed {
        /// The code of the error.
        code: &'static str,
        /// Whose fault it was.
        fault: Fault,
        /// Whether it used more of something than its limits allow.
        limit: bool,
    },
    /// It asked for what it was not granted, and got an error value.
    Denied {
        /// The code of the error.
        code: &'static str,
        /// What it asked for.
        access: Access,
    },
    /// It used what it was granted.
    Used(Access),
    /// It failed so often that it takes no calls until somebody releases it.
    Quarantined {
        /// Why.
        reason: String,
    },
    /// Somebody took it out of quarantine, or out of its rest.
    Released,
}

/// What a plugin reaches for. Names are the guest's own words, cut at 256 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// An outbound request.
    Http {
        /// Scheme, host and port as the guest wrote them.
        origin: String,
        /// The method.
        method: Method,
    },
    /// A key-value bucket.
    Bucket(String),
    /// A secret.
    Secret(String),
    /// A configuration value.
    Config(String),
    /// A function of another plugin.
    Plugin {
        /// The plugin that answers.
        provider: PluginId,
        /// The function, with its interface as the guest imports it.
        function: String,
    },
}

/// The observer of one plugin, if there is one.
#[derive(Clone, Default)]
pub(crate) struct Witness(Option<Arc<Seen>>);

struct Seen {
    observer: Arc<dyn Observer>,
    plugin: Arc<PluginRef>,
    uses: bool,
}

/// Nobody looks.
#[cfg(test)]
pub(crate) static NOBODY: Witness = Witness(None);

impl Witness {
    pub(crate) fn new(observer: Option<&Arc<dyn Observer>>, plugin: &Arc<PluginRef>) -> Self {
        Self(observer.map(|observer| {
            Arc::new(Seen {
                uses: observer.wants_uses(),
                observer: observer.clone(),
                plugin: plugin.clone(),
            })
        }))
    }

    pub(crate) fn tell(&self, event: &PluginEvent) {
        if let Some(seen) = &self.0 {
            seen.observer.observe(&seen.plugin, event);
        }
    }

    pub(crate) fn failed(&self, problem: &Problem) {
        self.tell(&PluginEvent::Failed {
            code: problem.code(),
            fault: problem.fault(),
            limit: problem.is_limit(),
        });
    }

    pub(crate) fn denied(&self, code: &'static str, access: impl FnOnce() -> Access) {
        if self.0.is_some() {
            let access = access();
            self.tell(&PluginEvent::Denied { code, access });
        }
    }

    pub(crate) fn used(&self, access: impl FnOnce() -> Access) {
        if let Some(seen) = self.0.as_deref().filter(|seen| seen.uses) {
            let event = PluginEvent::Used(access());
            seen.observer.observe(&seen.plugin, &event);
        }
    }
}

/// A guest's own word for something, short enough to be kept.
pub(crate) fn named(name: &str) -> String {
    name[..name.floor_char_boundary(256)].to_owned()
}
