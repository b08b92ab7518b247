//! What is known of a plugin when somebody asks whether it may be used.

use std::collections::BTreeMap;

use plugwright_manifest::{Capabilities, Digest, Label, LimitRequest, Manifest, PluginId, Version};

use super::{RegistryOrigin, Severity, Signer};
use crate::{Timestamp, scan};

/// A plugin that is to be judged. Everything in it was read or verified before: the policy does no cryptography and no I/O.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its id.
    pub id: PluginId,
    /// Its version.
    pub version: Version,
    /// The digest of the package, or of the component where there is no package.
    pub digest: Digest,
    /// Where it came from.
    pub source: Source,
    /// When the registry published it, by the registry's signed word. Never what the package or its author says.
    pub published: Option<Timestamp>,
    /// Since when this machine has kept it, by its own clock: it is at least that old. It says nothing about its signatures.
    pub kept_since: Option<Timestamp>,
    /// Whose signatures over exactly this package verified.
    pub signers: Vec<Signer>,
    /// Why other signatures that came with it do not count, each in a sentence of printable ASCII.
    pub set_aside: Vec<String>,
    /// Whose statements that this package was audited verified.
    pub audited_by: Vec<Signer>,
    /// Who the manifest says wrote it: shown, and never trusted.
    pub author: Option<Label>,
    /// The licence that the manifest names.
    pub license: Option<Label>,
    /// What it asks for.
    pub capabilities: Capabilities,
    /// How much it asks for.
    pub limits: LimitRequest,
    /// What the scan of the component found; none if there was no scan or it did not come to its end.
    pub scan: Option<Findings>,
    /// Known advisories about it and what was compiled into it.
    pub advisories: Vec<Advisory>,
    /// What its provenance says.
    pub provenance: Provenance,
    /// Whether a bill of materials is attached to exactly this package.
    pub has_sbom: bool,
}

/// How a package came here, by the word of others than its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Where it came from.
    pub source: Source,
    /// When the registry published it, by the registry's signed word.
    pub published: Option<Timestamp>,
    /// Since when this machine has kept it, by its own clock.
    pub kept_since: Option<Timestamp>,
}

/// Where a plugin came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder of the developer, on this machine.
    Folder,
    /// A file that somebody brought.
    File,
    /// A registry.
    Registry(RegistryOrigin),
}

/// How many findings of each severity a scan made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(pub BTreeMap<Severity, u32>);

/// A known weakness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advisory {
    /// Its id, for example `RUSTSEC-2026-0001`.
    pub id: Label,
    /// How bad it is.
    pub severity: Severity,
}

/// What the attached provenance says, compared with what the plugin says about its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Provenance {
    /// There is none.
    #[default]
    Missing,
    /// It is of this package, and of the repository that the manifest names.
    Agrees,
    /// It is of another repository.
    Differs,
}

impl Candidate {
    /// What a manifest says, of a package of which nothing else is known yet but how it came here.
    pub fn unverified(manifest: &Manifest, digest: Digest, arrival: Arrival) -> Self {
        let Arrival {
            source,
            published,
            kept_since,
        } = arrival;
        Self {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            digest,
            source,
            published,
            kept_since,
            signers: Vec::new(),
            set_aside: Vec::new(),
            audited_by: Vec::new(),
            author: manifest.metadata.author.clone(),
            license: manifest.metadata.license.clone(),
            capabilities: manifest.capabilities.clone(),
            limits: manifest.limits,
            scan: None,
            advisories: Vec::new(),
            provenance: Provenance::Missing,
            has_sbom: false,
        }
    }

    /// Takes in what a scan of its component found.
    pub fn scanned(&mut self, report: &scan::Report) {
        self.scan = Findings::of(report);
        self.advisories = report.advisories.iter().filter_map(advisory).collect();
    }

    /// The earliest moment at which somebody else than its author had it.
    pub(super) fn witnessed(&self) -> Option<Timestamp> {
        match (self.published, self.kept_since) {
            (Some(published), Some(kept)) => Some(published.min(kept)),
            (published, kept) => published.or(kept),
        }
    }
}

impl Arrival {
    /// From there, and nobody says when it was published.
    pub fn of(source: Source) -> Self {
        Self {
            source,
            published: None,
            kept_since: None,
        }
    }
}

/// What an advisory only tells is not worth a judgement.
fn advisory(known: &scan::KnownAdvisory) -> Option<Advisory> {
    Some(Advisory {
        id: Label::nearest(&known.id),
        severity: severity(known.severity)?,
    })
}

fn severity(severity: scan::Severity) -> Option<Severity> {
    match severity {
        scan::Severity::Info => None,
        scan::Severity::Low => Some(Severity::Low),
        scan::Severity::Medium => Some(Severity::Medium),
        scan::Severity::High => Some(Severity::High),
        scan::Severity::Critical => Some(Severity::Critical),
    }
}

impl Findings {
    /// What a scan found; nothing if it did not come to its end, for what lies behind that may be anything. Findings that are only
    /// worth knowing do not count, nor those of advisories, which a policy judges one by one.
    pub fn of(report: &scan::Report) -> Option<Self> {
        if report.outcome != scan::Outcome::Complete {
            return None;
        }
        let mut counts = BTreeMap::new();
        for found in scan::Severity::ALL {
            let of_advisories = report.advisories.iter();
            let of_advisories: u64 = of_advisories
                .filter(|known| known.severity == found)
                .map(|known| known.findings)
                .sum();
            let count = report.summary.of(found).saturating_sub(of_advisories);
            if let Some(severity) = severity(found).filter(|_| count > 0) {
                counts.insert(severity, u32::try_from(count).unwrap_or(u32::MAX));
            }
        }
        Some(Self(counts))
    }

    /// How many are at least that bad.
    pub fn at_least(&self, severity: Severity) -> u64 {
        self.0.range(severity..).map(|(_, &n)| u64::from(n)).sum()
    }
}
