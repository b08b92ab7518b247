//! What PubGrub chooses from: for each package a version, or its absence.

use std::fmt;

use plugwright_manifest::{PluginId, Version, VersionReq};
use pubgrub::Ranges;

/// A package in the sense of PubGrub.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Node {
    /// Whoever wants plugins.
    Root,
    /// The program that runs them.
    Host,
    /// A world, as one requirement asks for it. A host may serve several versions at once, so two requirements do not exclude
    /// each other.
    World(String, String),
    /// A plugin.
    Plugin(PluginId),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("what is wanted"),
            Self::Host => f.write_str("Plugwright"),
            Self::World(name, _) => f.write_str(name),
            Self::Plugin(id) => id.fmt(f),
        }
    }
}

/// A version of a package. Absence comes before all versions.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Choice {
    /// It does not run.
    Absent,
    /// This version runs.
    At(Version),
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::At(version) => version.fmt(f),
        }
    }
}

/// Some of the choices.
pub(super) type Choices = Ranges<Choice>;

pub(super) fn absent() -> Choices {
    Choices::singleton(Choice::Absent)
}

/// Exactly these versions. Requirements are never turned into intervals, because
/// [Cargo's rule for pre-releases](https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#pre-releases) has none.
pub(super) fn exactly<'a>(versions: impl Iterator<Item = &'a Version>) -> Choices {
    let single = |version: &Version| Choices::singleton(Choice::At(version.clone()));
    versions
        .map(single)
        .fold(Choices::empty(), |all, one| all.union(&one))
}

/// Those of `versions` that `requirement` admits.
pub(super) fn admitted<'a>(
    versions: impl Iterator<Item = &'a Version>,
    requirement: &VersionReq,
) -> Choices {
    exactly(versions.filter(|version| requirement.matches(version)))
}
