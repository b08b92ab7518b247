//! What a policy says of a plugin: never yes or no alone.

use std::fmt;

use plugwright_manifest::{LimitRequest, Limits, SecurityLevel};
use serde::{Serialize, Serializer};

use super::Score;
use crate::policy::TrustClass;

/// The answer of a policy about one plugin. All rules are judged, so that one look shows everything that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What the policy file calls the rule that the plugin was judged by.
    pub rule: String,
    /// The level of that rule.
    pub level: SecurityLevel,
    /// What the plugin is to the operator.
    pub standing: Standing,
    /// Every rule that was looked at, in the order of the file.
    pub reasons: Vec<Reason>,
    /// What it gets at most, whatever it asks for: see [`Verdict::cap`].
    pub limits: LimitRequest,
    /// What speaks for it.
    pub score: Score,
}

/// What one rule asked, what was found, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Which rule.
    pub rule: RuleName,
    /// Whether it is kept.
    pub holds: bool,
    /// What was found, measured against what was asked.
    pub found: String,
    /// What to do about it; empty where it holds.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub remedy: &'static str,
}

/// The rules of a policy. Each has a code that scripts and the audit log can rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the key of the policy file of that name"
)]
pub enum RuleName {
    Block,
    Registry,
    Signatures,
    MinimumAge,
    Level,
    AllowedCapabilities,
    Network,
    Limits,
    Advisories,
    Scan,
    Audit,
    Provenance,
    MinimumScore,
}

/// What a plugin is to an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "status", content = "class")]
pub enum Standing {
    /// Signed by somebody of this class, and audited: only both together are trusted.
    Trusted(TrustClass),
    /// Signed by somebody of this class.
    Signed(TrustClass),
    /// A folder of the developer, without enough signatures.
    Development,
    /// Without signatures that count.
    Unknown,
}

impl Verdict {
    /// Whether the plugin may be used.
    pub fn allowed(&self) -> bool {
        self.reasons.iter().all(|reason| reason.holds)
    }

    /// What stands in the way.
    pub fn denials(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| !reason.holds)
    }

    /// What the plugin gets of what it asks for.
    #[must_use]
    pub fn cap(&self, asked: &Limits) -> Limits {
        asked.capped_by(&self.limits.resolve(asked))
    }
}

impl RuleName {
    /// The stable code of the refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::Block => "PW-POLICY-BLOCKED",
            Self::Registry => "PW-POLICY-REGISTRY",
            Self::Signatures => "PW-POLICY-SIGNATURES",
            Self::MinimumAge => "PW-POLICY-AGE",
            Self::Level => "PW-POLICY-LEVEL",
            Self::AllowedCapabilities => "PW-POLICY-CAPABILITIES",
            Self::Network => "PW-POLICY-NETWORK",
            Self::Limits => "PW-POLICY-LIMITS",
            Self::Advisories => "PW-POLICY-ADVISORIES",
            Self::Scan => "PW-POLICY-SCAN",
            Self::Audit => "PW-POLICY-AUDIT",
            Self::Provenance => "PW-POLICY-PROVENANCE",
            Self::MinimumScore => "PW-POLICY-SCORE",
        }
    }

    /// The key of the policy file that it is about.
    pub fn key(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Registry => "registry",
            Self::Signatures => "signatures",
            Self::MinimumAge => "minimum_age",
            Self::Level => "level",
            Self::AllowedCapabilities => "allowed_capabilities",
            Self::Network => "network",
            Self::Limits => "limits",
            Self::Advisories => "advisories_block",
            Self::Scan => "scan_blocks",
            Self::Audit => "require_audit",
            Self::Provenance => "require_provenance",
            Self::MinimumScore => "minimum_score",
        }
    }
}

impl Serialize for RuleName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trusted(class) => write!(f, "{class}, signed and audited"),
            Self::Signed(class) => write!(f, "{class}, signed"),
            Self::Development => f.write_str("a folder in development, unsigned"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.holds { "ok" } else { "no" };
        write!(f, "{mark:<3} {:<21} {}", self.rule.key(), self.found)?;
        if self.remedy.is_empty() {
            return Ok(());
        }
        write!(f, "; {} [{}]", self.remedy, self.rule.code())
    }
}
