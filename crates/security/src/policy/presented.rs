//! From a package with its signatures to a verdict: the one way there is.
//!
//! Commands, the loader and whoever else has a package at hand go through [`Presented::judge`], so that what an operator is told before an
//! installation is what the host decides at each load.

use plugwright_manifest::{Digest, Manifest, PluginId, Version, printable};

use super::candidate::{Arrival, Candidate, Provenance, Source};
use super::signer::recognised;
use super::{Policy, Signer, Verdict, evaluate};
use crate::Timestamp;
use crate::bundle::Bundle;
use crate::keys::KeyId;
use crate::scan::Report;
use crate::signature::{Attestation, Expected, Moment, Trust, Verification, verify};
use crate::statement::{Kind, Predicate};

/// A package that somebody presents, with what came with it. Nothing of it is believed yet.
#[derive(Clone, Debug)]
pub struct Presented<'a> {
    /// The manifest inside it.
    pub manifest: &'a Manifest,
    /// Its digest, computed from the bytes at hand.
    pub digest: Digest,
    /// How it came here.
    pub arrival: Arrival,
    /// The bundles that came with it.
    pub bundles: &'a [Bundle],
    /// What the scan of its component found, if there was one.
    pub report: Option<&'a Report>,
}

/// What was verified, and what the policy says of it.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Which of the signatures are good, and why others do not count.
    pub verification: Verification,
    /// What came of that, as the policy sees it.
    pub candidate: Candidate,
    /// What the policy says.
    pub verdict: Verdict,
}

impl Presented<'_> {
    /// Verifies the signatures by the keys and identities of `trust`, and asks the policy whether they are enough.
    pub fn judge(&self, policy: &Policy, trust: &Trust, now: Timestamp) -> Judgement {
        let verification = self.verify(policy, trust, now);
        let candidate = self.candidate(&verification, policy, trust);
        let verdict = evaluate(policy, &candidate, now);
        Judgement {
            verification,
            candidate,
            verdict,
        }
    }

    fn verify(&self, policy: &Policy, trust: &Trust, now: Timestamp) -> Verification {
        let Manifest { id, version, .. } = self.manifest;
        let expected = policy.expected(id, version, self.digest, &self.arrival.source);
        let moment = Moment {
            recorded: self.arrival.published,
            now,
        };
        verify(&expected, self.bundles, trust, moment)
    }

    fn candidate(&self, verification: &Verification, policy: &Policy, trust: &Trust) -> Candidate {
        let mut candidate = Candidate::unverified(self.manifest, self.digest, self.arrival.clone());
        if let Some(report) = self.report {
            candidate.scanned(report);
        }
        // Signatures for two registries are not added up.
        let signed = verification.signed().iter();
        if let Some(signed) = signed.max_by_key(|signed| signed.signers.len()) {
            let signers = signed.signers.iter();
            candidate.signers = signers.map(|by| known_as(by, policy, trust)).collect();
        }
        let aside = verification.set_aside().iter();
        candidate.set_aside = aside
            .map(|aside| printable(&aside.reason.to_string(), 400))
            .collect();
        let attested = verification.attestations();
        candidate.audited_by = (attested.iter())
            .filter(|attested| matches!(attested.predicate, Predicate::Audited(_)))
            .map(|attested| known_as(&attested.signer, policy, trust))
            .collect();
        let believed: Vec<&Attestation> = (attested.iter())
            .filter(|attested| {
                policy.believes(&known_as(&attested.signer, policy, trust), &candidate.id)
            })
            .collect();
        candidate.provenance = provenance(&believed, self.manifest);
        candidate.has_sbom =
            (believed.iter()).any(|attested| matches!(attested.predicate, Predicate::Bom(_)));
        candidate
    }
}

impl Policy {
    /// What a good signature has to be about: this package, for the registry that its namespace belongs to.
    fn expected(
        &self,
        id: &PluginId,
        version: &Version,
        digest: Digest,
        source: &Source,
    ) -> Expected {
        let expected = Expected::digest(digest).package(id.clone(), version.clone(), Kind::Plugin);
        let own = self.rule_for(id).1.registry.as_ref();
        let registry = match source {
            Source::Registry(origin) => Some(origin),
            Source::File | Source::Folder => own,
        };
        match registry {
            Some(origin) => expected.origin(origin.clone()),
            None => expected,
        }
    }

    /// Whether somebody's word about a plugin is worth anything here: that of its trusted signers and of the auditors.
    fn believes(&self, signer: &Signer, plugin: &PluginId) -> bool {
        let rule = self.rule_for(plugin).1;
        let known = recognised(&self.signers, std::slice::from_ref(signer));
        known
            .keys()
            .any(|name| rule.signers.contains(*name) || self.auditors.contains(*name))
    }

    fn knows(&self, signer: &Signer) -> bool {
        self.signers.values().any(|known| known.is(signer))
    }
}

/// A signer as the policy knows it: by its key, or by the key before that, whose word made it trusted.
fn known_as(signer: &Signer, policy: &Policy, trust: &Trust) -> Signer {
    let mut current = signer.clone();
    while !policy.knows(&current) {
        let Signer::Key(digest) = current else {
            return signer.clone();
        };
        match trust.predecessor(KeyId::from(digest)) {
            Some(old) => current = Signer::Key(old.digest()),
            None => return signer.clone(),
        }
    }
    current
}

/// What the attached provenance says, at its worst.
fn provenance(believed: &[&Attestation], manifest: &Manifest) -> Provenance {
    let Some(repository) = &manifest.metadata.repository else {
        return Provenance::Missing;
    };
    let repository = repository.to_string();
    let said = believed
        .iter()
        .filter_map(|attested| match &attested.predicate {
            Predicate::Provenance(provenance) => provenance.is_from(&repository),
            _ => None,
        });
    let said: Vec<bool> = said.collect();
    match said.as_slice() {
        [] => Provenance::Missing,
        said if said.iter().all(|agrees| *agrees) => Provenance::Agrees,
        _ => Provenance::Differs,
    }
}
