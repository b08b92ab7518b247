//! Bundles against trust.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
};

#[cfg(feature = "keyless")]
use crate::{policy::Identity, strict_json};

use super::{Expected, Moment, Reason, Signer, Trust};
use crate::{
    Error,
    bundle::{Bundle, Envelope, Material, Signature},
    keys::{KeyId, PublicKey},
    statement::{Predicate, Statement, Subject},
};

/// What was found about a package.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    signed: Vec<Signed>,
    attestations: Vec<Attestation>,
    set_aside: Vec<SetAside>,
}

/// A statement that the package is this subject, with all who signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What the package is.
    pub subject: Subject,
    /// Who says so, each once.
    pub signers: BTreeSet<Signer>,
}

/// Something else that a trusted signer says about the package: provenance, bill of materials, what else there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Attestation {
    /// Who says so.
    pub signer: Signer,
    /// What.
    pub predicate: Predicate,
}

/// A bundle that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Which of the bundles, counted from zero.
    pub index: usize,
    /// Why.
    pub reason: Reason,
}

/// What a bundle that counts says.
enum Counted {
    Package(Subject, Signer),
    Attestation(Attestation),
}

/// Looks at each of `bundles`: is it about the package that is `expected`, and by somebody who is trusted?
pub fn verify(
    expected: &Expected,
    bundles: &[Bundle],
    trust: &Trust,
    moment: Moment,
) -> Verification {
    let mut subjects: BTreeMap<Subject, BTreeSet<Signer>> = BTreeMap::new();
    let (mut attestations, mut set_aside) = (Vec::new(), Vec::new());
    for (index, bundle) in bundles.iter().enumerate() {
        match count(expected, bundle, trust, moment) {
            Ok(Counted::Package(subject, signer)) => {
                subjects.entry(subject).or_default().insert(signer);
            }
            Ok(Counted::Attestation(attestation)) => attestations.push(attestation),
            Err(reason) => set_aside.push(SetAside { index, reason }),
        }
    }
    let signed = subjects
        .into_iter()
        .map(|(subject, signers)| Signed { subject, signers });
    Verification {
        signed: signed.collect(),
        attestations,
        set_aside,
    }
}

/// Who of the trusted signed an envelope that stands alone. A key counts once, however often and under whatever names it signed.
pub fn signers(envelope: &Envelope, trust: &Trust, moment: Moment) -> BTreeSet<Signer> {
    let signer = |signature: &Signature| {
        let by = |key: &PublicKey| envelope.is_signed_by(signature, key);
        key_signer(signature.key_id(), by, trust, moment).ok()
    };
    envelope.signatures().iter().filter_map(signer).collect()
}

fn count(
    expected: &Expected,
    bundle: &Bundle,
    trust: &Trust,
    moment: Moment,
) -> Result<Counted, Reason> {
    let unreadable = |error: Error| Reason::Unreadable(error.to_string());
    let statement = bundle.statement().map_err(unreadable)?;
    check_bytes(expected, &statement)?;
    let signer = signer(expected, bundle, trust, moment)?;
    match statement.predicate().map_err(unreadable)? {
        Predicate::Package(subject) => {
            expected.compare(&subject)?;
            Ok(Counted::Package(*subject, signer))
        }
        Predicate::Rotation(_) | Predicate::Revocation(_) => Err(Reason::AboutKeys),
        predicate => Ok(Counted::Attestation(Attestation { signer, predicate })),
    }
}

fn check_bytes(expected: &Expected, statement: &Statement) -> Result<(), Reason> {
    let expected = *expected.bytes();
    match statement.digests().next().copied() {
        _ if statement.is_about(&expected) => Ok(()),
        Some(found) => Err(Reason::OtherBytes { found, expected }),
        None => Err(Reason::Unreadable("it is about nothing".to_owned())),
    }
}

fn signer(
    expected: &Expected,
    bundle: &Bundle,
    trust: &Trust,
    moment: Moment,
) -> Result<Signer, Reason> {
    match bundle.material() {
        Material::PublicKey(hint) => {
            key_signer(hint, |key| bundle.is_signed_by(key), trust, moment)
        }
        Material::Certificate => keyless_signer(expected, bundle, trust),
    }
}

/// The trusted key that made a signature. The hint of other tools has another form; then each trusted key is tried.
fn key_signer(
    hint: &str,
    by: impl Fn(&PublicKey) -> bool,
    trust: &Trust,
    moment: Moment,
) -> Result<Signer, Reason> {
    let id = if let Ok(id) = hint.parse::<KeyId>() {
        let key = trust.find(id).ok_or(Reason::UnknownKey(id))?;
        by(key).then_some(id).ok_or(Reason::BadSignature(id))?
    } else {
        let key = trust.keys().find(|key| by(key));
        key.ok_or(Reason::NoTrustedKey)?.id()
    };
    trust.check(id, moment)?;
    Ok(Signer::Key(id.digest()))
}

fn keyless_signer(expected: &Expected, bundle: &Bundle, trust: &Trust) -> Result<Signer, Reason> {
    if trust.identities().is_empty() {
        return Err(Reason::Keyless("no identity is trusted here".to_owned()));
    }
    identify(expected, bundle, trust)
}

#[cfg(feature = "keyless")]
fn identify(expected: &Expected, bundle: &Bundle, trust: &Trust) -> Result<Signer, Reason> {
    let root = trust.keyless_root().ok_or_else(|| {
        Reason::Keyless("no root of certificates and logs is trusted here".to_owned())
    })?;
    let found = root.identify(bundle, expected.bytes())?;
    let mut rules = trust.identities().iter();
    if !rules.any(|rule| rule.is_met_by(&found.issuer, &found.subject)) {
        let (issuer, subject) = (
            strict_json::quoted(&found.issuer),
            strict_json::quoted(&found.subject),
        );
        let problem =
            format!("it is by {subject}, says {issuer}, and that identity is not trusted here");
        return Err(Reason::Keyless(problem));
    }
    Ok(Signer::Identity(Identity {
        issuer: found.issuer,
        subject: found.subject,
    }))
}

#[cfg(not(feature = "keyless"))]
fn identify(_: &Expected, _: &Bundle, _: &Trust) -> Result<Signer, Reason> {
    let problem = "this program was built without the feature `keyless`";
    Err(Reason::Keyless(problem.to_owned()))
}

impl Verification {
    /// Each subject that the package was signed as, with its signers.
    pub fn signed(&self) -> &[Signed] {
        &self.signed
    }

    /// What else trusted signers say about the package.
    pub fn attestations(&self) -> &[Attestation] {
        &self.attestations
    }

    /// The bundles that do not count.
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// The subject that at least `threshold` different signers signed.
    ///
    /// # Errors
    /// [`Error::Unsigned`] for no good signature, [`Error::TooFewSigners`] for fewer than `threshold`, [`Error::Ambiguous`] when the package was
    /// signed as two different subjects and nobody said which was asked for.
    pub fn accept(&self, threshold: NonZeroUsize) -> Result<&Signed, Error> {
        let mut enough = self
            .signed
            .iter()
            .filter(|signed| signed.signers.len() >= threshold.get());
        match (enough.next(), enough.next()) {
            (Some(signed), None) => Ok(signed),
            (Some(_), Some(_)) => Err(Error::Ambiguous),
            (None, _) => Err(self.refusal(threshold)),
        }
    }

    fn refusal(&self, threshold: NonZeroUsize) -> Error {
        let most = self.signed.iter().map(|signed| signed.signers.len()).max();
        let reasons: Vec<String> = self
            .set_aside
            .iter()
            .map(|aside| format!("signature {}: {}", aside.index + 1, aside.reason))
            .collect();
        let because = reasons.join("; ");
        match most {
            Some(signers) => Error::TooFewSigners {
                signers,
                threshold: threshold.get(),
                because,
            },
            None if because.is_empty() => Error::Unsigned,
            None => Error::NoGoodSignature { because },
        }
    }
}
