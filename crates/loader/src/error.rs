//! Why a plugin cannot be installed, loaded, replaced or removed.

use std::io;

use plugwright_manifest::Fault;

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
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store { .. } => "PW-LOADER-STORE",
        }
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Store { .. } => Fault::Host,
        }
    }
}
