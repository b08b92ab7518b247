//! One record in the format of OSV. What the scan has no use for is not read.

use serde::Deserialize;

use super::versions;
use crate::scan::metadata::Dependency;
use crate::scan::report::Severity;

/// One advisory.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
    #[serde(default)]
    pub(super) summary: String,
    pub(super) withdrawn: Option<String>,
    #[serde(default)]
    pub(super) affected: Vec<Affected>,
    #[serde(default)]
    database_specific: Specific,
}

/// A package and its versions that the advisory is about.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Affected {
    package: Package,
    #[serde(default)]
    ranges: Vec<Range>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    database_specific: Specific,
}

#[derive(Clone, Debug, Deserialize)]
struct Package {
    ecosystem: String,
    name: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Range {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<Event>,
}

/// A version at which something begins or ends.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Event {
    Introduced(String),
    Fixed(String),
    LastAffected(String),
    Limit(String),
}

/// What the publishers of databases add: GitHub a severity, RustSec a score and the kind of an advisory that is none.
#[derive(Clone, Debug, Default, Deserialize)]
struct Specific {
    severity: Option<String>,
    informational: Option<String>,
}

impl Record {
    /// Whether it is about this version of this package.
    pub(super) fn affects(&self, dependency: &Dependency) -> bool {
        self.of(dependency)
            .any(|affected| affected.includes(&dependency.version))
    }

    /// The first version in which it is fixed.
    pub(super) fn fixed(&self, dependency: &Dependency) -> Option<&str> {
        let affected = self
            .of(dependency)
            .find(|affected| affected.includes(&dependency.version))?;
        affected.events().find_map(|event| match event {
            Event::Fixed(version) if versions::is_after(version, &dependency.version) => {
                Some(version.as_str())
            }
            _ => None,
        })
    }

    /// Whether it tells of something else than a vulnerability, as RustSec's `unmaintained` does.
    pub(super) fn is_informational(&self) -> bool {
        let kinds = self
            .affected
            .iter()
            .filter_map(|affected| affected.database_specific.informational.as_deref());
        let own = self.database_specific.informational.as_deref();
        kinds.chain(own).any(|kind| kind != "unsound")
    }

    /// How grave its publisher finds it.
    pub(super) fn severity(&self) -> Option<Severity> {
        match self
            .database_specific
            .severity
            .as_deref()?
            .to_ascii_lowercase()
            .as_str()
        {
            "critical" => Some(Severity::Critical),
            "high" => Some(Severity::High),
            "moderate" | "medium" => Some(Severity::Medium),
            "low" => Some(Severity::Low),
            _ => None,
        }
    }

    fn of(&self, dependency: &Dependency) -> impl Iterator<Item = &Affected> {
        let wanted = super::key(&dependency.ecosystem, &dependency.name);
        self.affected
            .iter()
            .filter(move |affected| super::key(affected.ecosystem(), affected.name()) == wanted)
    }
}

impl Affected {
    /// The registry; a suffix such as that of `Debian:12` names a part of it.
    pub(super) fn ecosystem(&self) -> &str {
        self.package.ecosystem.split(':').next().unwrap_or_default()
    }

    pub(super) fn name(&self) -> &str {
        &self.package.name
    }

    fn includes(&self, version: &str) -> bool {
        self.versions.iter().any(|listed| listed == version)
            || self
                .comparable()
                .any(|range| versions::includes(&range.events, version))
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.comparable().flat_map(|range| &range.events)
    }

    /// Ranges of commits say nothing about a version.
    fn comparable(&self) -> impl Iterator<Item = &Range> {
        self.ranges
            .iter()
            .filter(|range| matches!(range.kind.as_str(), "SEMVER" | "ECOSYSTEM"))
    }
}
