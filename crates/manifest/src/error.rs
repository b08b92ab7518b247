//! What can be wrong with a manifest or with one of the values of this vocabulary.

use crate::Fault;
use crate::quoted::Quoted;

/// An error of this crate. Every message names the value or the place in the file, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A plugin id that the grammar refuses.
    #[error(
        "{id} is no plugin id: {reason}; write `name` or `namespace:name`, for example `acme:auth-jwt`"
    )]
    PluginId {
        /// The text as far as it can be shown.
        id: Quoted,
        /// The rule that it breaks.
        reason: &'static str,
    },

    /// A text that is no SHA-256 digest.
    #[error("{digest} is no digest; write `sha256:` and 64 lower-case hex digits")]
    Digest {
        /// The text as far as it can be shown.
        digest: Quoted,
    },

    /// A text that is no amount of bytes.
    #[error(
        "{size} is no amount of bytes: {reason}; write a number with a unit, for example `64MiB`"
    )]
    ByteSize {
        /// The text as far as it can be shown.
        size: Quoted,
        /// The rule that it breaks.
        reason: &'static str,
    },

    /// A text that is no length of time.
    #[error(
        "{span} is no length of time: {reason}; write a number with a unit, for example `250ms`"
    )]
    TimeSpan {
        /// The text as far as it can be shown.
        span: Quoted,
        /// The rule that it breaks.
        reason: &'static str,
    },

    /// A parameter of a capability that its grammar refuses.
    #[error("{value} is no {kind}: {reason}")]
    Capability {
        /// What was expected, for example `origin`.
        kind: &'static str,
        /// The text as far as it can be shown.
        value: Quoted,
        /// The rule that it breaks, and what would be right.
        reason: &'static str,
    },
}

impl Error {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PluginId { .. } => "PW-MANIFEST-ID",
            Self::Digest { .. } => "PW-MANIFEST-DIGEST",
            Self::ByteSize { .. } => "PW-MANIFEST-SIZE",
            Self::TimeSpan { .. } => "PW-MANIFEST-TIME",
            Self::Capability { .. } => "PW-MANIFEST-CAPABILITY",
        }
    }

    /// Whose fault it is: always the plugin's, whose author wrote the value.
    pub fn fault(&self) -> Fault {
        Fault::Plugin
    }
}
