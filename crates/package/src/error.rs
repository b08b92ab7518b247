//! Why a package is not accepted, or cannot be made.

use std::io;

use plugwright_manifest::{Digest, Fault};

/// An error of this crate. What it quotes of a package is cut and escaped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source of the bytes failed.
    #[error("the package cannot be read: {0}")]
    Read(#[source] io::Error),
    /// What the bytes are written to failed.
    #[error("the package cannot be written: {0}")]
    Write(#[source] io::Error),
    /// The place where blobs are kept failed.
    #[error("the content of the package cannot be stored: {0}")]
    Store(#[source] io::Error),
    /// The archive ends in the middle.
    #[error("the package ends before it is complete, at {entry}; fetch it again")]
    Truncated {
        /// What was being read.
        entry: String,
    },
    /// The archive is not as `plugwright pack` writes it.
    #[error("the package is no archive that `plugwright pack` writes: {entry}: {problem}")]
    Archive {
        /// What was expected there.
        entry: String,
        /// What is there instead.
        problem: &'static str,
    },
    /// The bytes of a blob are not those that its digest names.
    #[error(
        "the package is damaged or was changed: the bytes of {expected} have the digest {found}"
    )]
    Digest {
        /// The digest in the document that names the blob.
        expected: Digest,
        /// The digest of the bytes.
        found: Digest,
    },
    /// A document of the package is malformed.
    #[error("the package's {document} is malformed: {problem}")]
    Document {
        /// Which document.
        document: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A document says something else than what it describes.
    #[error("the package contradicts itself: its {document} is not the one of {of}")]
    Mismatch {
        /// Which document.
        document: &'static str,
        /// What it should follow from.
        of: &'static str,
    },
    /// Something is larger, or there is more of it, than a package may have.
    #[error("the package is refused: {what} is over the limit of {limit}")]
    Limit {
        /// What is too large or too many.
        what: &'static str,
        /// The limit, in bytes or in pieces.
        limit: u64,
    },
    /// The layer is no component, or none that can be a plugin.
    #[error("the component is refused: {problem}")]
    Component {
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The manifest inside the component is malformed.
    #[error("the manifest inside the component is refused: {0}")]
    Manifest(#[from] plugwright_manifest::Error),
    /// A file has a name that some system takes for something else.
    #[error("the file name `{path}` is refused: {problem}")]
    FileName {
        /// The name as far as it can be shown.
        path: String,
        /// The rule that it breaks.
        problem: &'static str,
    },
    /// Two files have names that are one on some systems.
    #[error(
        "the files `{first}` and `{second}` are one on systems that do not tell case apart; rename one"
    )]
    SameFile {
        /// One of them.
        first: String,
        /// The other one.
        second: String,
    },
    /// Something in a folder of assets is neither a file nor a folder.
    #[error("`{path}` is a link or a device; put a regular file there")]
    NotAFile {
        /// Its path in the folder.
        path: String,
    },
    /// The endpoint of a remote plugin is not public.
    #[error("the endpoint of the remote plugin is refused: {problem}")]
    Endpoint {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Packages that cannot be in one archive.
    #[error("these packages cannot be packed together: {problem}")]
    Together {
        /// Why not.
        problem: String,
    },
    /// Bytes that were hashed before are others now.
    #[error("{blob} changed while the package was written; run the command again")]
    Changed {
        /// The digest that they had.
        blob: Digest,
    },
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "PW-PACKAGE-READ",
            Self::Write(_) => "PW-PACKAGE-WRITE",
            Self::Store(_) => "PW-PACKAGE-STORE",
            Self::Truncated { .. } => "PW-PACKAGE-TRUNCATED",
            Self::Archive { .. } => "PW-PACKAGE-ARCHIVE",
            Self::Digest { .. } => "PW-PACKAGE-DIGEST",
            Self::Document { .. } => "PW-PACKAGE-DOCUMENT",
            Self::Mismatch { .. } => "PW-PACKAGE-MISMATCH",
            Self::Limit { .. } => "PW-PACKAGE-LIMIT",
            Self::Component { .. } => "PW-PACKAGE-COMPONENT",
            Self::Manifest(error) => error.code(),
            Self::FileName { .. } => "PW-PACKAGE-FILE-NAME",
            Self::SameFile { .. } => "PW-PACKAGE-SAME-FILE",
            Self::NotAFile { .. } => "PW-PACKAGE-NOT-A-FILE",
            Self::Endpoint { .. } => "PW-PACKAGE-ENDPOINT",
            Self::Together { .. } => "PW-PACKAGE-TOGETHER",
            Self::Changed { .. } => "PW-PACKAGE-CHANGED",
        }
    }

    /// Whose fault it is: the machine's where reading or writing failed, otherwise the package's.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Read(_) | Self::Write(_) | Self::Store(_) | Self::Changed { .. } => Fault::Host,
            _ => Fault::Plugin,
        }
    }

    /// Fails when `found` is more than `limit`.
    pub(crate) fn over(what: &'static str, found: u64, limit: u64) -> Result<(), Self> {
        if found > limit {
            return Err(Self::Limit { what, limit });
        }
        Ok(())
    }

    /// Fails when there are more than `limit`.
    pub(crate) fn too_many(what: &'static str, found: usize, limit: usize) -> Result<(), Self> {
        Self::over(what, found as u64, limit as u64)
    }
}

/// Text of a package as a message may show it: short, and in printable ASCII.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 64;
    let mut shown = plugwright_manifest::printable(text, MOST);
    if text.chars().nth(MOST).is_some() {
        shown.push_str("...");
    }
    shown
}
