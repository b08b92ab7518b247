//! What can be wrong with a manifest or with one of the values of this vocabulary.

use crate::quoted::Quoted;
use crate::{Fault, Place};

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

    /// A version or a version requirement that is none.
    #[error("{version} is no semantic version {kind}: {reason}")]
    Version {
        /// `number` or `requirement`.
        kind: &'static str,
        /// The text as far as it can be shown.
        version: Quoted,
        /// The rule that it breaks.
        reason: String,
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

    /// A name, description or other text that its grammar refuses.
    #[error("{text} is no {kind}: {reason}")]
    Text {
        /// What was expected, for example `image reference`.
        kind: &'static str,
        /// The text as far as it can be shown.
        text: Quoted,
        /// The rule that it breaks, and what would be right.
        reason: &'static str,
    },

    /// The file is no YAML, TOML or JSON.
    #[error("{place}: the file cannot be read: {reason}")]
    Syntax {
        /// Where reading stopped.
        place: Place,
        /// What the parser says.
        reason: String,
    },

    /// The file is larger, deeper or more elaborate than a manifest may be.
    #[error("{place}: {reason}")]
    Limit {
        /// Where the limit was passed.
        place: Place,
        /// What is allowed.
        reason: &'static str,
    },

    /// A key that no manifest has.
    #[error("{place}: there is no key {key}; {hint}")]
    UnknownKey {
        /// Where the key stands.
        place: Place,
        /// The key with the keys that lead to it.
        key: Quoted,
        /// The nearest known key, or the known keys.
        hint: String,
    },

    /// A key that stands twice in the same mapping, or in two spellings.
    #[error("{place}: the key {key} is given twice; remove one of the two")]
    DuplicateKey {
        /// Where the second one, or the mapping, stands.
        place: Place,
        /// The key.
        key: Quoted,
    },

    /// A key that every manifest of this kind has.
    #[error("{place}: the key {key} is missing; add it")]
    MissingKey {
        /// Where the mapping begins that lacks it.
        place: Place,
        /// The key with the keys that lead to it.
        key: Quoted,
    },

    /// A value of the wrong type, out of range, or at odds with another one.
    #[error("{place}: {key}: {reason}")]
    Value {
        /// Where the value stands.
        place: Place,
        /// The keys that lead to it.
        key: Quoted,
        /// What is wrong, and what would be right.
        reason: String,
    },

    /// A folder without a manifest.
    #[error("there is no manifest; add a file `plugin.yaml`")]
    NoManifest,

    /// A folder with more than one manifest.
    #[error("there is more than one manifest: {first} and {second}; keep one, best `plugin.yaml`")]
    SeveralManifests {
        /// One of them.
        first: Quoted,
        /// Another one.
        second: Quoted,
    },

    /// A file whose name is none that a manifest has.
    #[error("{name} is no name of a manifest; use `plugin.yaml`, or `plugin.toml` for TOML")]
    FileName {
        /// The name as far as it can be shown.
        name: Quoted,
    },

    /// Bytes that claim to be the canonical form of a manifest and are not.
    #[error("the embedded manifest is not in its canonical form; build the plugin again")]
    NotCanonical,
}

impl Error {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PluginId { .. } => "PW-MANIFEST-ID",
            Self::Version { .. } => "PW-MANIFEST-VERSION",
            Self::Digest { .. } => "PW-MANIFEST-DIGEST",
            Self::ByteSize { .. } => "PW-MANIFEST-SIZE",
            Self::TimeSpan { .. } => "PW-MANIFEST-TIME",
            Self::Capability { .. } => "PW-MANIFEST-CAPABILITY",
            Self::Text { .. } => "PW-MANIFEST-TEXT",
            Self::Syntax { .. } => "PW-MANIFEST-SYNTAX",
            Self::Limit { .. } => "PW-MANIFEST-LIMIT",
            Self::UnknownKey { .. } => "PW-MANIFEST-UNKNOWN-KEY",
            Self::DuplicateKey { .. } => "PW-MANIFEST-DUPLICATE-KEY",
            Self::MissingKey { .. } => "PW-MANIFEST-MISSING-KEY",
            Self::Value { .. } => "PW-MANIFEST-VALUE",
            Self::NoManifest => "PW-MANIFEST-NONE",
            Self::SeveralManifests { .. } => "PW-MANIFEST-SEVERAL",
            Self::FileName { .. } => "PW-MANIFEST-FILE-NAME",
            Self::NotCanonical => "PW-MANIFEST-NOT-CANONICAL",
        }
    }

    /// Where in a file the error is, if it is in a file.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Syntax { place, .. }
            | Self::Limit { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::DuplicateKey { place, .. }
            | Self::MissingKey { place, .. }
            | Self::Value { place, .. } => Some(place),
            _ => None,
        }
    }

    /// Whose fault it is: always the plugin's, whose author wrote the value.
    pub fn fault(&self) -> Fault {
        Fault::Plugin
    }
}
