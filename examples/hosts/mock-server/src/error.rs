//! What can go wrong before a request is answered: while files are read, plugins loaded and addresses bound.
//!
//! These messages are for the operator and may name files. What a client is told is a [`crate::problem::Problem`],
//! which never does.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::extension::PluginFault;

/// Why a configuration could not be put into use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read {}: {source}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is no valid description of an API.
    #[error("{}{place}: {reason}", file.display())]
    Document {
        /// The file.
        file: PathBuf,
        /// Where in it.
        place: Place,
        /// What is wrong and, where it helps, what to do.
        reason: String,
    },
    /// A file is no valid configuration of this server.
    #[error("{}{place}: {reason}", file.display())]
    Config {
        /// The file.
        file: PathBuf,
        /// Where in it.
        place: Place,
        /// What is wrong and, where it helps, what to do.
        reason: String,
    },
    /// A plugin could not be loaded.
    #[error("plugin `{plugin}` could not be loaded ({code}): {reason}")]
    Plugin {
        /// The name that the configuration gives the plugin.
        plugin: String,
        /// The stable code of the cause.
        code: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A plugin failed while it was asked what it adds.
    #[error("a plugin could not be set up: {0}")]
    Fault(#[from] PluginFault),
    /// An address could not be listened on.
    #[error("cannot listen on {address}: {source}; is another program using it?")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Serve(io::Error),
}

impl Error {
    /// The stable code of this error, for programs that compare.
    pub fn code(&self) -> &str {
        match self {
            Self::Read { .. } => "PW-MOCK-FILE-UNREADABLE",
            Self::Document { .. } => "PW-MOCK-DOCUMENT-INVALID",
            Self::Config { .. } => "PW-MOCK-CONFIG-INVALID",
            Self::Plugin { code, .. } => code,
            Self::Fault(fault) => &fault.code,
            Self::Listen { .. } => "PW-MOCK-LISTEN",
            Self::Serve(_) => "PW-MOCK-SERVE",
        }
    }

    pub(crate) fn document(file: &Path, place: Place, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        let file = file.to_owned();
        Self::Document {
            file,
            place,
            reason,
        }
    }

    pub(crate) fn config(file: &Path, place: Place, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        let file = file.to_owned();
        Self::Config {
            file,
            place,
            reason,
        }
    }
}

/// A place in a file, as exactly as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Line and column, both from 1.
    pub position: Option<(usize, usize)>,
    /// JSON Pointer (RFC 6901) of the value; empty for the whole file or when unknown.
    pub pointer: String,
}

impl Place {
    /// A value whose position in the text is unknown.
    pub fn pointer(pointer: impl Into<String>) -> Self {
        let pointer = pointer.into();
        Self {
            position: None,
            pointer,
        }
    }

    /// A position in the text.
    pub fn position(line: usize, column: usize) -> Self {
        let position = Some((line, column));
        Self {
            position,
            pointer: String::new(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " at {}", self.pointer)?;
        }
        Ok(())
    }
}
