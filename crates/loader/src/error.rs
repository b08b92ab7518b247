//! Why a plugin cannot be installed, loaded, replaced or removed.

use std::io;

use plugwright_manifest::{Fault, PluginId, Version};
use std::sync::Arc;
use std::time::Duration;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

use crate::Release;

/// An error of this crate. Messages name files by their place in the store, never by a path of the machine.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of the store cannot be read or written.
    #[error("the plugin store cannot {action}: {source}")]
    Store {
        /// What was being done, with the name inside the store.
        action: String,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// A word that is no state.
    #[error(
        "there is no such state; the states are discovered, verified, resolved, compiled, active, draining, unloaded, failed, quarantined"
    )]
    UnknownState,
    /// Somebody leads the life of this plugin already.
    #[error("{release} is already being loaded or runs; wait for it, or stop it first")]
    AlreadyLed {
        /// Which.
        release: Box<Release>,
    },
    /// The plugin has to be let out of quarantine first.
    #[error("{release} is in quarantine; find the cause, then release it")]
    Quarantined {
        /// Which.
        release: Box<Release>,
    },
    /// The host refuses the plugin, or a call of it failed.
    #[error(transparent)]
    Plugin(#[from] plugwright_host::Error),
    /// The plugin was to be loaded for a call, which failed; all callers that waited for it get the same cause.
    #[error("{plugin} could not be loaded: {cause}")]
    NotLoaded {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        cause: Arc<Error>,
    },
    /// What loads the plugin panicked.
    #[error("loading the plugin panicked; correct the program that loads it")]
    LoadPanicked,
    /// There is no plugin of that name.
    #[error("there is no plugin {plugin}; add it first")]
    UnknownPlugin {
        /// The name.
        plugin: PluginId,
    },
    /// There is a plugin of that name already.
    #[error("there is a plugin {plugin} already; swap it, or remove it first")]
    PluginExists {
        /// The name.
        plugin: PluginId,
    },
    /// A call that cannot wait needs a plugin that is loaded.
    #[error("{plugin} cannot be called at once; call it asynchronously, or preload it")]
    NotReady {
        /// The plugin.
        plugin: PluginId,
    },
    /// A call was not over when its version had to go.
    #[error(
        "{plugin} {version} was replaced, and the call was not over before the drain deadline; call again"
    )]
    DrainedAway {
        /// The plugin.
        plugin: PluginId,
        /// The version that was replaced.
        version: Version,
    },
    /// Another swap of the same plugin is under way.
    #[error("another swap of {plugin} is under way; wait for its end")]
    SwapUnderWay {
        /// The plugin.
        plugin: PluginId,
    },
    /// A version said that it can do none of its work, so it does not take over.
    #[error("{plugin} {version} says that it is unhealthy: {detail}")]
    Unhealthy {
        /// The plugin.
        plugin: PluginId,
        /// The version.
        version: Version,
        /// What it says.
        detail: String,
    },
    /// State could not be handed over, so the old version goes on.
    #[error("{plugin} could not hand its state over: {reason}; the old version goes on")]
    HandoverFailed {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        reason: String,
    },
    /// Somebody, or a budget, stopped the plugin.
    #[error("{plugin} is stopped: {reason}; release it when that is settled")]
    Stopped {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        reason: String,
    },
    /// The plugin used up its restarts.
    #[error("{plugin} is in quarantine: {reason}; find the cause, then release it or swap it")]
    GivenUp {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        reason: String,
    },
    /// The plugin could not be started a moment ago.
    #[error("{plugin} failed to start and is tried again in {} ms", .retry_after.as_millis())]
    RestartLater {
        /// The plugin.
        plugin: PluginId,
        /// When it is tried again.
        retry_after: Duration,
    },
    /// The plugin used more than its budget, and more calls wait for it than may.
    #[error("{plugin} is throttled; call again in {} ms", .retry_after.as_millis())]
    Throttled {
        /// The plugin.
        plugin: PluginId,
        /// When there may be room again.
        retry_after: Duration,
    },
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store { .. } => "PW-LOADER-STORE",
            Self::UnknownState => "PW-LOADER-UNKNOWN-STATE",
            Self::AlreadyLed { .. } => "PW-LOADER-ALREADY-LED",
            Self::Quarantined { .. } => "PW-LOADER-QUARANTINED",
            Self::Plugin(error) => error.code(),
            Self::NotLoaded { cause, .. } => cause.code(),
            Self::LoadPanicked => "PW-LOAD-PANICKED",
            Self::UnknownPlugin { .. } => "PW-PLUGIN-UNKNOWN",
            Self::PluginExists { .. } => "PW-PLUGIN-EXISTS",
            Self::NotReady { .. } => "PW-NOT-READY",
            Self::DrainedAway { .. } => "PW-DRAINED-AWAY",
            Self::SwapUnderWay { .. } => "PW-SWAP-UNDER-WAY",
            Self::Unhealthy { .. } => "PW-SWAP-UNHEALTHY",
            Self::HandoverFailed { .. } => "PW-SWAP-HANDOVER",
            Self::Stopped { .. } => "PW-STOPPED",
            Self::GivenUp { .. } => "PW-GIVEN-UP",
            Self::RestartLater { .. } => "PW-RESTART-LATER",
            Self::Throttled { .. } => "PW-THROTTLED",
        }
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Store { .. } | Self::LoadPanicked => Fault::Host,
            Self::UnknownState | Self::AlreadyLed { .. } => Fault::Caller,
            Self::Quarantined { .. } => Fault::Policy,
            Self::Plugin(error) => error.fault(),
            Self::NotLoaded { cause, .. } => cause.fault(),
            Self::UnknownPlugin { .. } | Self::PluginExists { .. } | Self::NotReady { .. } => {
                Fault::Caller
            }
            Self::Unhealthy { .. } | Self::HandoverFailed { .. } | Self::RestartLater { .. } => {
                Fault::Plugin
            }
            Self::DrainedAway { .. }
            | Self::SwapUnderWay { .. }
            | Self::Stopped { .. }
            | Self::GivenUp { .. }
            | Self::Throttled { .. } => Fault::Policy,
        }
    }
}
