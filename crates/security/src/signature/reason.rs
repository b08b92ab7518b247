//! Why a bundle does not count.

use plugwright_manifest::Digest;

use crate::{Timestamp, keys::KeyId};

/// Why a bundle was set aside, in a sentence that goes on from "it does not count: ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// It is about other bytes.
    #[error("it is about {found}, and these bytes are {expected}")]
    OtherBytes {
        /// The digest in it.
        found: Digest,
        /// The digest of the package.
        expected: Digest,
    },
    /// It is for another registry, plugin, version or kind of package.
    #[error("it is for the {what} {found}, and {expected} was asked for")]
    Other {
        /// `registry`, `plugin`, `version` or `kind`.
        what: &'static str,
        /// What it says.
        found: String,
        /// What was asked for.
        expected: String,
    },
    /// Its statement is none, or says something that has another form.
    #[error("its statement cannot be read: {0}")]
    Unreadable(String),
    /// It is about keys, not about packages.
    #[error("it is a statement about a key, not about a package")]
    AboutKeys,
    /// It names a key that nobody here trusts.
    #[error(
        "it names the key {0}, which is not trusted here; trust that key if you know whose it is"
    )]
    UnknownKey(KeyId),
    /// It names no key in our form, and none of the trusted keys made it.
    #[error("no trusted key made this signature")]
    NoTrustedKey,
    /// It names a trusted key that did not make the signature.
    #[error(
        "the signature is not by the key {0} that it names: it was changed, or somebody pretends"
    )]
    BadSignature(KeyId),
    /// Its key was revoked, and nothing shows that the signature was there before.
    #[error(
        "its key {key} was revoked as of {since}, and no registry recorded the signature before"
    )]
    Revoked {
        /// The key.
        key: KeyId,
        /// From when on.
        since: Timestamp,
    },
    /// Its key is trusted only as the successor of one that was revoked since.
    #[error(
        "its key {key} is trusted only as the successor of {old}, which was revoked; trust the new key itself"
    )]
    SuccessorOfRevoked {
        /// The key.
        key: KeyId,
        /// The key before it.
        old: KeyId,
    },
    /// Its key is not trusted yet at that time.
    #[error(
        "its key {key} is trusted from {from} on, and this is {at}; if that is wrong, set the clock"
    )]
    TooEarly {
        /// The key.
        key: KeyId,
        /// From when on.
        from: Timestamp,
        /// The time that counts.
        at: Timestamp,
    },
    /// Its key is not trusted any more at that time.
    #[error(
        "its key {key} is trusted until {until}, and this is {at}; if that is wrong, set the clock"
    )]
    TooLate {
        /// The key.
        key: KeyId,
        /// Until when.
        until: Timestamp,
        /// The time that counts.
        at: Timestamp,
    },
    /// It is keyless, and no identity is trusted, or this build cannot verify it.
    #[error("it is a keyless signature: {0}")]
    Keyless(String),
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherBytes { .. } => "PW-SIGNATURE-OTHER-BYTES",
            Self::Other { .. } => "PW-SIGNATURE-OTHER-PACKAGE",
            Self::Unreadable(_) => "PW-SIGNATURE-UNREADABLE",
            Self::AboutKeys => "PW-SIGNATURE-ABOUT-KEYS",
            Self::UnknownKey(_) | Self::NoTrustedKey => "PW-SIGNATURE-UNKNOWN-KEY",
            Self::BadSignature(_) => "PW-SIGNATURE-BAD",
            Self::Revoked { .. } | Self::SuccessorOfRevoked { .. } => "PW-SIGNATURE-REVOKED",
            Self::TooEarly { .. } => "PW-SIGNATURE-TOO-EARLY",
            Self::TooLate { .. } => "PW-SIGNATURE-TOO-LATE",
            Self::Keyless(_) => "PW-SIGNATURE-KEYLESS",
        }
    }
}
