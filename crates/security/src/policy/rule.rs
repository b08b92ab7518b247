//! What has to hold of a plugin of a namespace, with a value for everything.

use std::collections::BTreeSet;
use std::time::Duration;

use plugwright_manifest::{LimitRequest, SecurityLevel};

use super::{CapabilityKind, Network, RegistryOrigin, Severity, SignerName};

/// The rule for a namespace. What the file leaves out comes from the file's `default`, and what that leaves out from the level.
///
/// | | `low` | `medium` | `high` |
/// | --- | --- | --- | --- |
/// | signatures that have to count | 1 | 1 | 2 |
/// | age of a version | any | 1 day | 3 days |
/// | scan | if there is one | has to be there | has to be there |
/// | findings that block, from | critical | high | medium |
/// | advisories that block, from | critical | high | medium |
/// | statement of an auditor | no | no | yes |
/// | provenance | no | no | yes |
/// | unsigned folders in development | yes | yes | no |
/// | capabilities | any | as [`SecurityLevel::Medium`] permits | as [`SecurityLevel::High`] permits |
///
/// The last two rows cannot be set otherwise: they are what the words mean, in the manifest as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How strict it is.
    pub level: SecurityLevel,
    /// The one registry that the namespace comes from. Without it, from none.
    pub registry: Option<RegistryOrigin>,
    /// Whose signatures count. Nobody's if it is empty.
    pub signers: BTreeSet<SignerName>,
    /// How many of them have to have signed; at least one.
    pub signatures: u32,
    /// How long ago a version has to have been published.
    pub minimum_age: Duration,
    /// Whether there has to be a scan.
    pub require_scan: bool,
    /// The least severity of a finding that blocks.
    pub scan_blocks: Severity,
    /// The least severity of an advisory that blocks.
    pub advisories_block: Severity,
    /// Whether one of the policy's auditors has to have stated that the version was audited.
    pub require_audit: bool,
    /// Whether there has to be provenance that agrees with what the plugin says about its source.
    pub require_provenance: bool,
    /// The kinds of capabilities that may be asked for.
    pub allowed_capabilities: BTreeSet<CapabilityKind>,
    /// The origins that may be asked for.
    pub network: Network,
    /// What plugins get at most, whatever they ask for.
    pub limits: LimitRequest,
    /// The least trust score, from 0 to 100.
    pub minimum_score: u32,
}

impl Rule {
    /// What a level asks for by itself, with nobody's signature counting.
    pub fn of_level(level: SecurityLevel) -> Self {
        let (blocks, age) = match level {
            SecurityLevel::Low => (Severity::Critical, 0),
            SecurityLevel::Medium => (Severity::High, 1),
            SecurityLevel::High => (Severity::Medium, 3),
        };
        let strict = level == SecurityLevel::High;
        Self {
            level,
            registry: None,
            signers: BTreeSet::new(),
            signatures: if strict { 2 } else { 1 },
            minimum_age: Duration::from_secs(age * 86_400),
            require_scan: level >= SecurityLevel::Medium,
            scan_blocks: blocks,
            advisories_block: blocks,
            require_audit: strict,
            require_provenance: strict,
            allowed_capabilities: CapabilityKind::ALL.into(),
            network: Network::default(),
            limits: LimitRequest::default(),
            minimum_score: 0,
        }
    }

    /// Whether a folder of the developer may run without a signature, where the policy allows that at all.
    pub(super) fn admits_unsigned_folders(&self) -> bool {
        self.level < SecurityLevel::High
    }
}
