//! What can go wrong with what the operator relies on.

use std::path::PathBuf;

use crate::Mistake;

/// Why the audit log cannot be written, read or believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the log cannot be read or written.
    #[error("the audit log: {}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Another process writes to the log.
    #[error("the audit log in {} is written by another process; each host needs a log of its own", .folder.display())]
    InUse {
        /// The folder of the log.
        folder: PathBuf,
    },
    /// The log does not continue from itself: somebody or something changed it.
    #[error(
        "the audit log is broken at {place}: {problem}; keep the files as evidence and start a new log"
    )]
    Broken {
        /// File and line.
        place: String,
        /// What does not fit.
        problem: String,
    },
    /// A head is not signed by the key that it should be, or is of another log.
    #[error("the signed head of the audit log does not hold: {problem}")]
    Head {
        /// What does not fit.
        problem: &'static str,
    },
    /// The thread that writes is gone, after an error that it told when it happened.
    #[error("the audit log is not written any more: an earlier write failed")]
    Stopped,
    /// A policy or a grant that cannot be read.
    #[error(transparent)]
    Document(#[from] Mistake),
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "PW-AUDIT-IO",
            Self::InUse { .. } => "PW-AUDIT-IN-USE",
            Self::Broken { .. } => "PW-AUDIT-BROKEN",
            Self::Head { .. } => "PW-AUDIT-HEAD",
            Self::Stopped => "PW-AUDIT-STOPPED",
            Self::Document(mistake) => mistake.kind.code(),
        }
    }
}
