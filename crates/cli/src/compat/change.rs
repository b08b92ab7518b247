//! One difference between two contracts.

use std::fmt;

use serde::Serialize;

/// What a change does to those who rely on the old contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Effect {
    /// They go on as before.
    Compatible,
    /// They break, and the version says that they may.
    Announced,
    /// They break under a version that promises that they do not.
    Breaking,
}

/// One difference, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// What it does.
    pub(crate) effect: Effect,
    /// The package, world, interface or item, for instance `plugwright:auth/auth#authenticate`.
    pub(crate) place: String,
    /// What is different.
    pub(crate) what: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.effect {
            Effect::Compatible => "compatible",
            Effect::Announced => "announced",
            Effect::Breaking => "BREAKING",
        };
        write!(f, "{word:10}  {}: {}", self.place, self.what)
    }
}
