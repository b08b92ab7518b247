//! Why a plugin cannot be installed, loaded, replaced or removed.

use std::io;

use plugwright_manifest::Fault;

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
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store { .. } => "PW-LOADER-STORE",
            Self::UnknownState => "PW-LOADER-UNKNOWN-STATE",
            Self::AlreadyLed { .. } => "PW-LOADER-ALREADY-LED",
            Self::Quarantined { .. } => "PW-LOADER-QUARANTINED",
        }
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Store { .. } => Fault::Host,
            Self::UnknownState | Self::AlreadyLed { .. } => Fault::Caller,
            Self::Quarantined { .. } => Fault::Policy,
        }
    }
}
