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
    /// Whose signatures over exactly this package verified.
    pub signers: Vec<Signer>,
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
    /// What a manifest says, of a package of which nothing else is known yet.
    pub fn unverified(manifest: &Manifest, digest: Digest, source: Source) -> Self {
        Self {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            digest,
            source,
            published: None,
            signers: Vec::new(),
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
}

impl Findings {
    /// What a scan found; nothing if it did not come to its end, for what lies behind that may be anything. Findings that are only
    /// worth knowing do not count.
    pub fn of(report: &scan::Report) -> Option<Self> {
        if report.outcome != scan::Outcome::Complete {
            return None;
        }
        let counted = [
            (Severity::Low, report.summary.low),
            (Severity::Medium, report.summary.medium),
            (Severity::High, report.summary.high),
            (Severity::Critical, report.summary.critical),
        ];
        let some = counted.into_iter().filter(|&(_, count)| count > 0);
        let capped = |(severity, count)| (severity, u32::try_from(count).unwrap_or(u32::MAX));
        Some(Self(some.map(capped).collect()))
    }

    /// How many are at least that bad.
    pub fn at_least(&self, severity: Severity) -> u64 {
        self.0.range(severity..).map(|(_, &n)| u64::from(n)).sum()
    }
}
