//! The verdict, for people and for scripts.

use std::num::NonZeroUsize;

use anstream::println;
use anyhow::Result;
use plugwright_manifest::{Digest, printable};
use plugwright_security::{
    Error,
    keys::KeyId,
    signature::{Attestation, Signed, Signer, Trust, Verification},
    statement::{Predicate, Provenance},
};
use serde_json::{Value, json};

/// Everything that was found.
pub(super) struct Report<'a> {
    pub(super) digest: &'a Digest,
    /// The repository that the package names.
    pub(super) repository: Option<String>,
    pub(super) verification: &'a Verification,
    pub(super) accepted: Result<&'a Signed, Error>,
    pub(super) threshold: NonZeroUsize,
    pub(super) trust: &'a Trust,
    pub(super) notes: Vec<String>,
}

impl Report<'_> {
    pub(super) fn print(&self, json: bool) -> Result<()> {
        if json {
            println!("{}", serde_json::to_string_pretty(&self.to_json())?);
        } else {
            self.print_text();
        }
        Ok(())
    }

    fn print_text(&self) {
        match &self.accepted {
            Ok(signed) => {
                let subject = &signed.subject;
                println!(
                    "accepted: {} is {}, a {} for {}",
                    self.digest,
                    subject.title(),
                    subject.kind(),
                    subject.origin()
                );
                let signers = signed.signers.len();
                println!("{signers} of {} needed signers signed it:", self.threshold);
                signed
                    .signers
                    .iter()
                    .for_each(|signer| println!("  {}", self.signer(signer)));
            }
            Err(error) => println!("refused: {error} [{}]", error.code()),
        }
        for attestation in self.verification.attestations() {
            println!("{}", self.attestation(attestation));
        }
        // A refusal has named the reasons.
        if self.accepted.is_ok() {
            for aside in self.verification.set_aside() {
                println!(
                    "signature {} does not count: {} [{}]",
                    aside.index + 1,
                    aside.reason,
                    aside.reason.code()
                );
            }
        }
        self.notes
            .iter()
            .for_each(|note| println!("ignored: {note}"));
    }

    fn signer(&self, signer: &Signer) -> String {
        let Signer::Key(digest) = signer else {
            return signer.to_string();
        };
        match self.trust.predecessor(KeyId::from(*digest)) {
            Some(old) => format!("key {digest}, the successor of {old}"),
            None => format!("key {digest}"),
        }
    }

    fn attestation(&self, attestation: &Attestation) -> String {
        let who = self.signer(&attestation.signer);
        match &attestation.predicate {
            Predicate::Provenance(provenance) => {
                format!("{who} says how it was built: {}", self.built(provenance))
            }
            Predicate::Bom(bom) => {
                format!("{who} says what it is made of: {} components", bom.count())
            }
            Predicate::Audited(audited) => {
                format!("{who} has audited it: {}", escaped(audited.scope.as_str()))
            }
            Predicate::Other(kind) => format!("{who} says something of the type {kind}"),
            _ => format!("{who} says something else"),
        }
    }

    fn built(&self, provenance: &Provenance) -> String {
        let repository = escaped(provenance.repository().unwrap_or("an unnamed repository"));
        let commit = provenance
            .commit()
            .map(|commit| format!(" at {}", escaped(commit)));
        let builder = escaped(provenance.builder());
        let agrees = match self.agrees(provenance) {
            Some(true) => ", which the package names too",
            Some(false) => ", WHICH IS NOT THE REPOSITORY THAT THE PACKAGE NAMES",
            None => "",
        };
        format!(
            "from {repository}{}{agrees}, by {builder}",
            commit.unwrap_or_default()
        )
    }

    /// Whether provenance and package name the same repository; none if one of them names none.
    fn agrees(&self, provenance: &Provenance) -> Option<bool> {
        provenance.is_from(self.repository.as_deref()?)
    }

    fn to_json(&self) -> Value {
        let signers = |signed: &Signed| -> Vec<String> {
            signed.signers.iter().map(ToString::to_string).collect()
        };
        let attestations: Vec<Value> = self
            .verification
            .attestations()
            .iter()
            .map(|attestation| self.attestation_json(attestation))
            .collect();
        let aside = self.verification.set_aside().iter().map(|aside| {
            json!({ "index": aside.index, "code": aside.reason.code(), "reason": aside.reason.to_string() })
        });
        let mut report = json!({
            "verdict": if self.accepted.is_ok() { "accepted" } else { "refused" },
            "digest": self.digest,
            "threshold": self.threshold,
            "attestations": attestations,
            "set_aside": aside.collect::<Vec<_>>(),
            "notes": self.notes,
        });
        match &self.accepted {
            Ok(signed) => {
                report["subject"] = json!(signed.subject);
                report["signers"] = json!(signers(signed));
            }
            Err(error) => {
                report["code"] = json!(error.code());
                report["reason"] = json!(error.to_string());
            }
        }
        report
    }

    fn attestation_json(&self, attestation: &Attestation) -> Value {
        let mut value = json!({ "signer": attestation.signer.to_string() });
        match &attestation.predicate {
            Predicate::Provenance(provenance) => {
                value["kind"] = json!("provenance");
                value["builder"] = json!(provenance.builder());
                value["repository"] = json!(provenance.repository());
                value["commit"] = json!(provenance.commit());
                value["agrees"] = json!(self.agrees(provenance));
            }
            Predicate::Bom(bom) => {
                value["kind"] = json!("sbom");
                value["components"] = json!(bom.count());
            }
            Predicate::Audited(audited) => {
                value["kind"] = json!("audit");
                value["scope"] = json!(audited.scope);
            }
            Predicate::Other(kind) => value["kind"] = json!(kind),
            _ => value["kind"] = json!("unknown"),
        }
        value
    }
}

/// A stranger's text on a terminal: printable ASCII, and not too much of it.
fn escaped(text: &str) -> String {
    printable(text, 200)
}
