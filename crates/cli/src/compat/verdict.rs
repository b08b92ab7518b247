//! The answer: all changes together.

use std::fmt;

use serde::Serialize;

use super::change::{Change, Effect};

/// Whether the new contract may be published under its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// Nothing that anybody could rely on changed.
    Same,
    /// Everything that worked goes on working.
    Compatible,
    /// Something breaks, under a version that says so.
    Announced,
    /// Something breaks under a version that promises the opposite.
    Refused,
}

impl Verdict {
    /// The worst of `changes`.
    pub(crate) fn weigh(changes: &[Change]) -> Self {
        let of = |effect| match effect {
            Effect::Compatible => Self::Compatible,
            Effect::Announced => Self::Announced,
            Effect::Breaking => Self::Refused,
        };
        changes
            .iter()
            .map(|change| of(change.effect))
            .max_by_key(|verdict| *verdict as u8)
            .unwrap_or(Self::Same)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => "the same contract",
            Self::Compatible => "compatible: what works with the old one works with the new one",
            Self::Announced => "incompatible, and the new version says so",
            Self::Refused => {
                "refused: a breaking change needs a version that is not compatible with the old one (0.1 to 0.2, 1 to 2)"
            }
        })
    }
}
