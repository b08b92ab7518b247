//! What a scan says: facts with their places, in three forms.

mod check;
mod finding;
mod findings;
mod rule;
mod sarif;
mod severity;
mod shown;
mod text;

pub use check::Check;
pub use finding::{Evidence, Finding, Place};
pub(super) use findings::Findings;
pub use rule::Rule;
pub use severity::{Severity, Summary};
pub(super) use shown::shown;

use std::collections::BTreeMap;

use plugwright_manifest::Digest;
use serde::Serialize;

/// What a scan found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The digest of the bytes that were scanned.
    pub digest: Digest,
    /// How many bytes they are.
    pub bytes: u64,
    /// Whether they were read to their end.
    pub outcome: Outcome,
    /// How many findings of each severity there are; accepted ones do not count.
    pub summary: Summary,
    /// What was looked for, and what was not and why.
    pub checks: Vec<Check>,
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
    /// How many more findings there are of a rule than are listed.
    pub omitted: BTreeMap<Rule, u64>,
    /// The advisories that concern what it was built from; each has findings of its own.
    pub advisories: Vec<KnownAdvisory>,
}

/// An advisory that concerns what a component was built from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnownAdvisory {
    /// Its id, for example `RUSTSEC-2026-0001`.
    pub id: String,
    /// How grave it is.
    pub severity: Severity,
    /// How many findings it made.
    pub findings: u64,
}

/// Whether a component was read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "reason", rename_all = "kebab-case")]
pub enum Outcome {
    /// It was.
    Complete,
    /// It was not, and what is behind the place may be anything: treat it as not scanned.
    Stopped(String),
}

impl Report {
    /// Whether it was read to its end and nothing that counts is as grave as `limit`.
    pub fn passes(&self, limit: Severity) -> bool {
        self.outcome == Outcome::Complete
            && self
                .findings
                .iter()
                .all(|finding| finding.accepted || finding.severity < limit)
    }

    /// The report as SARIF 2.1.0
    /// ([OASIS standard](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)); `file` names what was scanned.
    pub fn to_sarif(&self, file: &str) -> serde_json::Value {
        sarif::log(self, file)
    }

    /// The report as lines for a terminal, in printable ASCII.
    pub fn to_text(&self) -> String {
        text::lines(self)
    }
}
