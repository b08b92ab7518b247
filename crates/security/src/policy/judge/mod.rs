//! The answer, rule by rule.

mod check;
mod score;
mod verdict;

pub use score::{Fact, Score};
pub use verdict::{Reason, RuleName, Standing, Verdict};

use std::collections::BTreeMap;

use super::namespace::is_reserved;
use super::signer::recognised;
use super::{Candidate, KnownSigner, Policy, Rule, SignerName, Source, TrustClass};
use crate::Timestamp;

/// A candidate under its rule, with what both come to.
pub(super) struct Case<'a> {
    pub(super) policy: &'a Policy,
    pub(super) rule: &'a Rule,
    pub(super) candidate: &'a Candidate,
    pub(super) now: Timestamp,
    /// The signers that the policy knows and that signed, counted or not.
    pub(super) known: BTreeMap<&'a SignerName, &'a KnownSigner>,
    /// Those of them that count for this plugin.
    pub(super) counted: BTreeMap<&'a SignerName, TrustClass>,
    /// The auditors that vouched for it.
    pub(super) auditors: Vec<&'a SignerName>,
}

/// Judges a candidate. It looks at nothing but its arguments.
pub fn evaluate(policy: &Policy, candidate: &Candidate, now: Timestamp) -> Verdict {
    let (name, rule) = policy.rule_for(&candidate.id);
    let case = Case::new(policy, rule, candidate, now);
    let score = Score::of(&case);
    let reasons = vec![
        check::block(&case),
        check::registry(&case),
        check::signatures(&case),
        check::minimum_age(&case),
        check::level(&case),
        check::allowed_capabilities(&case),
        check::network(&case),
        check::limits(&case),
        check::advisories(&case),
        check::scan(&case),
        check::audit(&case),
        check::provenance(&case),
        check::minimum_score(&case, &score),
    ];
    Verdict {
        rule: name,
        level: rule.level,
        standing: case.standing(),
        reasons,
        limits: rule.limits,
        score,
    }
}

impl<'a> Case<'a> {
    fn new(policy: &'a Policy, rule: &'a Rule, candidate: &'a Candidate, now: Timestamp) -> Self {
        let known = recognised(&policy.signers, &candidate.signers);
        let reserved = candidate.id.namespace().is_some_and(is_reserved);
        let counted = known
            .iter()
            .filter(|(name, signer)| {
                rule.signers.contains(name)
                    && signer.counted_at(candidate.published)
                    && (!reserved || signer.class == TrustClass::Official)
            })
            .map(|(&name, signer)| (name, signer.class))
            .collect();
        let auditors = recognised(&policy.signers, &candidate.audited_by)
            .into_iter()
            .filter(|(name, signer)| {
                policy.auditors.contains(*name) && signer.counted_at(candidate.published)
            })
            .map(|(name, _)| name)
            .collect();
        Self {
            policy,
            rule,
            candidate,
            now,
            known,
            counted,
            auditors,
        }
    }

    /// Whether enough signatures count.
    pub(super) fn is_signed(&self) -> bool {
        self.counted.len() >= self.rule.signatures as usize
    }

    /// Whether the policy lets it run unsigned: only a folder, only where that was asked for.
    pub(super) fn is_development(&self) -> bool {
        self.candidate.source == Source::Folder
            && self.policy.unsigned_folders
            && self.rule.admits_unsigned_folders()
    }

    fn standing(&self) -> Standing {
        if !self.is_signed() {
            return if self.is_development() {
                Standing::Development
            } else {
                Standing::Unknown
            };
        }
        // Several signers are as good as the one that the operator is nearest to.
        let class = self.counted.values().copied().max();
        match class {
            Some(class) if self.auditors.is_empty() => Standing::Signed(class),
            Some(class) => Standing::Trusted(class),
            None => Standing::Unknown,
        }
    }
}
