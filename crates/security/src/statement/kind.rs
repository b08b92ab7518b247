//! What sort of package a digest names.

use serde::{Deserialize, Serialize};

/// The sort of a package. It is inside what is signed, so that a collection of plugins is never taken for one of them (RA9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// One plugin.
    Plugin,
    /// Several plugins that are installed together.
    Bundle,
    /// Plugins with all that an installation without a network needs.
    Kit,
}

impl Kind {
    /// The word that stands for it in statements.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::Bundle => "bundle",
            Self::Kit => "kit",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Kind {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Plugin, Self::Bundle, Self::Kit]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| super::in_toto::refuse("a kind is `plugin`, `bundle` or `kit`"))
    }
}
