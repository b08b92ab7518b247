//! The trust score: a sum of stated facts.
//!
//! A bare number invites trust that nobody can check. Here it is nothing but the sum of facts that are shown with it, each with its
//! weight and its evidence, each verified by somebody else than the author. Downloads and ratings are not among them: they can be
//! bought.

use std::fmt;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::Case;
use crate::policy::{Provenance, Severity};
use plugwright_manifest::SecurityLevel;

/// What speaks for a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    facts: Vec<Fact>,
}

/// Something that speaks for a plugin if it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is about.
    pub name: &'static str,
    /// How much it counts. All facts together come to 100.
    pub weight: u32,
    /// Whether it holds.
    pub holds: bool,
    /// What was seen.
    pub evidence: String,
}

impl Score {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let facts = vec![
            signed(case),
            signed_by_several(case),
            audited(case),
            provenance(case),
            scanned(case),
            without_advisories(case),
            aged(case),
            frugal(case),
            bill_of_materials(case),
        ];
        Self { facts }
    }

    /// All facts, whether they hold or not.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The facts that hold.
    pub fn held(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(|fact| fact.holds)
    }

    /// The sum of their weights, from 0 to 100. Show it with the facts.
    pub fn total(&self) -> u32 {
        self.held().map(|fact| fact.weight).sum()
    }
}

fn signed(case: &Case<'_>) -> Fact {
    let evidence = format!("{} signatures that count", case.counted.len());
    fact("signed", 30, case.is_signed(), evidence)
}

fn signed_by_several(case: &Case<'_>) -> Fact {
    let signers = case.counted.len();
    let evidence = format!("{signers} independent signers");
    fact("signed by several", 10, signers >= 2, evidence)
}

fn audited(case: &Case<'_>) -> Fact {
    let auditors = case.auditors.len();
    fact(
        "audited",
        15,
        auditors > 0,
        format!("{auditors} auditors vouch for it"),
    )
}

fn provenance(case: &Case<'_>) -> Fact {
    let provenance = case.candidate.provenance;
    let evidence = match provenance {
        Provenance::Missing => "none is attached",
        Provenance::Agrees => "built from the repository that it names",
        Provenance::Differs => "built from another repository than it names",
    };
    fact("provenance", 10, provenance == Provenance::Agrees, evidence)
}

fn scanned(case: &Case<'_>) -> Fact {
    match &case.candidate.scan {
        None => fact("clean scan", 10, false, "it was not scanned"),
        Some(findings) => {
            let bad = findings.at_least(Severity::Medium);
            let evidence = format!("{bad} findings of medium severity or worse");
            fact("clean scan", 10, bad == 0, evidence)
        }
    }
}

fn without_advisories(case: &Case<'_>) -> Fact {
    let known = case.candidate.advisories.len();
    // Without a scan nobody has looked.
    let looked = case.candidate.scan.is_some();
    let evidence = format!("{known} known advisories");
    fact("no advisories", 5, looked && known == 0, evidence)
}

fn aged(case: &Case<'_>) -> Fact {
    const MONTH: u64 = 30;
    let days = (case.candidate.published)
        .and_then(|published| case.now.since(published))
        .map(|age| age.as_secs() / 86_400);
    let evidence = match days {
        Some(days) => format!("published {days} days ago"),
        None => "nobody vouches for when it was published".to_owned(),
    };
    let old = days.is_some_and(|days| days >= MONTH);
    fact("a month old", 5, old, evidence)
}

fn frugal(case: &Case<'_>) -> Fact {
    let beyond = (case.candidate.capabilities.iter())
        .filter(|asked| !SecurityLevel::High.permits(asked))
        .count();
    let evidence = format!("{beyond} requests for what leaves the machine or changes it");
    fact("asks for little", 10, beyond == 0, evidence)
}

fn bill_of_materials(case: &Case<'_>) -> Fact {
    let attached = case.candidate.has_sbom;
    let evidence = if attached {
        "attached"
    } else {
        "none is attached"
    };
    fact("bill of materials", 5, attached, evidence)
}

fn fact(name: &'static str, weight: u32, holds: bool, evidence: impl Into<String>) -> Fact {
    Fact {
        name,
        weight,
        holds,
        evidence: evidence.into(),
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (+{})", self.name, self.weight)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut score = serializer.serialize_struct("Score", 2)?;
        score.serialize_field("total", &self.total())?;
        score.serialize_field("facts", &self.facts)?;
        score.end()
    }
}
