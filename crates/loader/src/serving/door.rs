//! Whether a plugin can be called, and if not, why not.

use super::active::Active;
use super::throttle::{Excess, Throttle};
use crate::error::{Error, Result};
use crate::faults::Refusal;
use futures_util::future::{BoxFuture, Shared};
use plugwright_manifest::PluginId;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What waits for a door to open; several callers share it.
pub(crate) type Opening = Shared<BoxFuture<'static, Result<(), Arc<Error>>>>;

/// What a call finds that found no pointer to call through.
pub(crate) enum Door {
    /// Nothing is loaded: the first call loads it.
    Closed,
    /// It is being loaded, or replaced together with its state.
    Opening(Opening),
    /// It takes calls.
    Open(Open),
    /// It takes calls only as fast as it is allowed to.
    Narrow(Open, Throttle),
    /// It takes no calls until somebody opens it.
    Locked(Lock),
}

/// A version that takes calls, and what resolves when its last call is over.
pub(crate) struct Open {
    pub(crate) active: Arc<Active>,
    pub(crate) gone: oneshot::Receiver<()>,
}

/// Why a plugin takes no calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// It used up its restarts.
    Quarantined(String),
    /// An operator or a budget stopped it.
    Stopped(String),
    /// It was taken out.
    Removed,
}

impl Door {
    pub(crate) fn open(&self) -> Option<&Open> {
        match self {
            Self::Open(open) | Self::Narrow(open, _) => Some(open),
            Self::Closed | Self::Opening(_) | Self::Locked(_) => None,
        }
    }
}

impl Lock {
    pub(crate) fn error(&self, plugin: &PluginId) -> Error {
        let plugin = plugin.clone();
        match self {
            Self::Quarantined(reason) => Error::GivenUp {
                plugin,
                reason: reason.clone(),
            },
            Self::Stopped(reason) => Error::Stopped {
                plugin,
                reason: reason.clone(),
            },
            Self::Removed => Error::UnknownPlugin { plugin },
        }
    }
}

impl Refusal {
    pub(crate) fn error(self, plugin: &PluginId) -> Error {
        Error::RestartLater {
            plugin: plugin.clone(),
            retry_after: self.retry_after,
        }
    }
}

impl Excess {
    pub(crate) fn error(self, plugin: &PluginId) -> Error {
        Error::Throttled {
            plugin: plugin.clone(),
            retry_after: self.retry_after,
        }
    }
}
