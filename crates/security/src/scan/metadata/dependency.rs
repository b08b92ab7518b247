//! Something that a component was built from.

use std::fmt;

/// Something that a component was built from, with where that is known from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The registry, in the spelling of OSV: `crates.io`, `PyPI`, `npm`, `Go`. Empty when it is not known.
    pub ecosystem: String,
    /// Its name there.
    pub name: String,
    /// Its version, as written.
    pub version: String,
    /// Where that is known from.
    pub source: DependencySource,
}

/// Where a dependency is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencySource {
    /// The section `.dep-v0` that cargo-auditable writes.
    AuditData,
    /// Paths of source files in its data.
    Paths,
    /// The section `producers`: tools that made it, whose runtime is often part of it.
    Producers,
    /// A software bill of materials that came beside it.
    Sbom,
}

impl fmt::Display for DependencySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AuditData => "the audit data inside",
            Self::Paths => "paths in its data",
            Self::Producers => "the list of its producers",
            Self::Sbom => "its SBOM",
        })
    }
}
