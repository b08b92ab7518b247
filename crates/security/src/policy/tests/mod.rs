mod arbitrary;
mod attacks;
mod file;
mod monotone;
mod presented;
mod rules;

use plugwright_manifest::{Capabilities, Digest, LimitRequest, Methods, OriginPattern};

use super::evaluate;
use super::{Candidate, Findings, Policy, Provenance, Reason, RuleName, Signer, Source, Verdict};
use crate::Timestamp;

pub(super) const NOW: Timestamp = Timestamp::from_unix(1_795_278_600);
pub(super) const DAY: u64 = 86_400;

/// The key that the tests call by a number.
pub(super) fn key(number: u8) -> Digest {
    Digest::from([number; 32])
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it is what `Candidate::published` takes"
)]
pub(super) fn days_ago(days: u64) -> Option<Timestamp> {
    Some(Timestamp::from_unix(NOW.as_unix() - days * DAY))
}

pub(super) fn policy(text: &str) -> Policy {
    Policy::parse("policy.yaml", text).unwrap()
}

/// Three signers with the keys 1 to 3, of which `official` and `alice` are trusted, and a registry.
pub(super) fn usual() -> Policy {
    policy(&format!(
        "format: 1
signers:
  official: {{ class: official, keys: ['{}'] }}
  alice: {{ class: verified, keys: ['{}', '{}'] }}
  mallory: {{ class: verified, keys: ['{}'] }}
trusted_authors: [official, alice]
auditors: [official]
default: {{ registry: 'https://plugins.example.com' }}
",
        key(1),
        key(2),
        key(22),
        key(3)
    ))
}

/// What [`usual`] allows.
pub(super) fn good() -> Candidate {
    Candidate {
        id: "acme:greeter".parse().unwrap(),
        version: "1.4.0".parse().unwrap(),
        digest: key(99),
        source: Source::Registry("https://plugins.example.com".parse().unwrap()),
        published: days_ago(7),
        kept_since: None,
        signers: vec![Signer::Key(key(2))],
        set_aside: Vec::new(),
        audited_by: Vec::new(),
        author: None,
        license: None,
        capabilities: Capabilities::none(),
        limits: LimitRequest::default(),
        scan: Some(Findings::default()),
        advisories: Vec::new(),
        provenance: Provenance::Missing,
        has_sbom: false,
    }
}

pub(super) fn judge(policy: &Policy, candidate: &Candidate) -> Verdict {
    evaluate(policy, candidate, NOW)
}

/// The codes of what stands in the way.
pub(super) fn codes(policy: &Policy, candidate: &Candidate) -> Vec<&'static str> {
    let verdict = judge(policy, candidate);
    verdict.denials().map(|reason| reason.rule.code()).collect()
}

pub(super) fn reason(verdict: &Verdict, rule: RuleName) -> &Reason {
    let of_rule = |reason: &&Reason| reason.rule == rule;
    verdict.reasons.iter().find(of_rule).unwrap()
}

pub(super) fn http(origins: &[&str]) -> Capabilities {
    let origin = |text: &&str| (text.parse::<OriginPattern>().unwrap(), Methods::default());
    Capabilities {
        http: origins.iter().map(origin).collect(),
        ..Capabilities::none()
    }
}
