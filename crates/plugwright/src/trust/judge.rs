//! From an archive to a verdict.

use plugwright_manifest::Digest;
use plugwright_package::{Archive, Error as PackageError, PackageInfo};
use plugwright_security::policy::{Arrival, Judgement, Policy, Presented};
use plugwright_security::scan::{Advisories, Report, ScanOptions, scan};
use plugwright_security::signature::Trust;
use plugwright_security::{Error, Timestamp};

use super::Attached;

/// What an operator decided about strangers' code: the policy, the keys that can count, the advisories that are known.
#[derive(Clone, Debug)]
pub struct Judge {
    policy: Policy,
    file: Option<Digest>,
    trust: Trust,
    advisories: Option<Advisories>,
}

/// Everything that was found out about a package, and what the policy says of it.
#[derive(Clone, Debug)]
pub struct Examination {
    /// The signatures, and the verdict.
    pub judgement: Judgement,
    /// What the scan found in its component.
    pub report: Report,
    /// What is attached to it and is no signature, each in a sentence.
    pub notes: Vec<String>,
}

impl Judge {
    /// Judges by a policy; its signers can sign with the keys of `trust`, and with the identities of the policy if `trust` has a root for
    /// them.
    ///
    /// # Errors
    /// [`Error::Identity`] for an identity of the policy that no certificate can have.
    pub fn new(policy: Policy, mut trust: Trust) -> Result<Self, Error> {
        trust.identities_of(&policy)?;
        Ok(Self {
            policy,
            file: None,
            trust,
            advisories: None,
        })
    }

    /// As [`Judge::new`], with the text of a policy file, whose digest goes into the audit log. `name` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Document`] if it cannot be read; otherwise as [`Judge::new`].
    pub fn of_file(name: &str, text: &str, trust: Trust) -> Result<Self, Error> {
        let judge = Self::new(Policy::parse(name, text)?, trust)?;
        let file = Some(Digest::of(text.as_bytes()));
        Ok(Self { file, ..judge })
    }

    /// Compares what components were built from with known vulnerabilities.
    #[must_use]
    pub fn advisories(self, advisories: Advisories) -> Self {
        Self {
            advisories: Some(advisories),
            ..self
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The digest of the file that the policy came from.
    pub fn policy_digest(&self) -> Option<Digest> {
        self.file
    }

    /// Verifies, scans and judges one package of an archive, which came here as `arrival` says.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn examine(
        &self,
        archive: &Archive,
        package: &PackageInfo,
        arrival: Arrival,
        now: Timestamp,
    ) -> Result<Examination, PackageError> {
        let Attached { bundles, notes } = Attached::read(archive, &package.digest())?;
        let report = self.scan(&archive.bytes(package.component())?);
        let presented = Presented {
            manifest: package.manifest(),
            digest: package.digest(),
            arrival,
            bundles: &bundles,
            report: Some(&report),
        };
        Ok(Examination {
            judgement: presented.judge(&self.policy, &self.trust, now),
            report,
            notes,
        })
    }

    fn scan(&self, component: &[u8]) -> Report {
        let options = ScanOptions {
            advisories: self.advisories.as_ref(),
            ..ScanOptions::default()
        };
        scan(component, &options)
    }
}
