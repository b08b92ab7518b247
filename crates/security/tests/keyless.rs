//! A keyless signature that GitHub Actions made for a package of prefix.dev in 2025, taken from the public log of Sigstore; and what an attacker
//! could do to it. No network is used.
#![cfg(feature = "keyless")]
#![allow(clippy::unwrap_used)]

use std::{fs, num::NonZeroUsize, path::Path};

use plugwright_security::{
    bundle::{Bundle, Material},
    signature::{Expected, IdentityRule, KeylessRoot, Moment, Signer, Trust, Verification, verify},
};
use serde_json::Value;

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const DIGEST: &str = "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f";

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/foreign");
    fs::read_to_string(folder.join(name)).unwrap()
}

fn trusting(rules: &[IdentityRule]) -> Trust {
    let mut trust = Trust::nobody();
    trust.keyless(KeylessRoot::from_json(&fixture("trusted_root.json")).unwrap());
    rules.iter().for_each(|rule| trust.identity(rule.clone()));
    trust
}

fn any_of_github() -> IdentityRule {
    IdentityRule::like(GITHUB, "^https://github\\.com/.*$").unwrap()
}

fn verified(bundle: &str, digest: &str, trust: &Trust) -> Verification {
    let bundle = Bundle::parse(bundle.as_bytes()).unwrap();
    assert_eq!(*bundle.material(), Material::Certificate);
    let moment = Moment {
        recorded: None,
        now: "2026-06-01".parse().unwrap(),
    };
    verify(
        &Expected::digest(digest.parse().unwrap()),
        &[bundle],
        trust,
        moment,
    )
}

/// Why it does not count.
fn refused(bundle: &str, trust: &Trust) -> String {
    let verification = verified(bundle, DIGEST, trust);
    assert!(verification.attestations().is_empty() && verification.signed().is_empty());
    verification.set_aside()[0].reason.to_string()
}

fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut document: Value = serde_json::from_str(&fixture("keyless.sigstore.json")).unwrap();
    change(&mut document);
    document.to_string()
}

fn signer() -> Signer {
    let verification = verified(
        &fixture("keyless.sigstore.json"),
        DIGEST,
        &trusting(&[any_of_github()]),
    );
    assert!(verification.set_aside().is_empty(), "{verification:?}");
    verification.attestations()[0].signer.clone()
}

#[test]
fn a_keyless_attestation_is_by_the_identity_in_its_certificate() {
    let Signer::Identity(identity) = signer() else {
        panic!("no identity");
    };
    assert_eq!(identity.issuer, GITHUB);
    let exact = IdentityRule::exactly(GITHUB, &identity.subject).unwrap();
    let verification = verified(
        &fixture("keyless.sigstore.json"),
        DIGEST,
        &trusting(&[exact]),
    );
    assert_eq!(verification.attestations().len(), 1);
    assert!(
        verification.accept(NonZeroUsize::MIN).is_err(),
        "it is an attestation, and names no package of ours"
    );
}

#[test]
fn rb8_another_issuer_or_a_part_of_the_identity_is_not_enough() {
    let Signer::Identity(identity) = signer() else {
        panic!("no identity");
    };
    let subject = identity.subject.as_str();
    for rule in [
        IdentityRule::exactly("https://accounts.google.com", subject).unwrap(),
        IdentityRule::exactly(GITHUB, &subject[..subject.len() - 1]).unwrap(),
        IdentityRule::like(GITHUB, "^https://github\\.com/[a-z]*$").unwrap(),
    ] {
        let reason = refused(&fixture("keyless.sigstore.json"), &trusting(&[rule]));
        assert!(reason.contains("not trusted here"), "{reason}");
    }
}

#[test]
fn rb10_without_proof_certificate_or_time_nothing_counts() {
    let trust = trusting(&[any_of_github()]);
    let entry = |document: &mut Value| document["verificationMaterial"]["tlogEntries"][0].take();
    let none = changed(|document| {
        document["verificationMaterial"]["tlogEntries"] = Value::Array(Vec::new());
    });
    let no_proof = changed(|document| {
        let mut only = entry(document);
        only.as_object_mut().unwrap().remove("inclusionProof");
        document["verificationMaterial"]["tlogEntries"][0] = only;
    });
    let other_proof = changed(|document| {
        document["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["logIndex"] =
            "1".into();
    });
    let other_time = changed(|document| {
        document["verificationMaterial"]["tlogEntries"][0]["integratedTime"] = "1".into();
    });
    let other_signature = changed(|document| {
        let signature = &mut document["dsseEnvelope"]["signatures"][0]["sig"];
        let text = signature.as_str().unwrap().replacen("ME", "MF", 1);
        *signature = text.into();
    });
    for bundle in [none, no_proof, other_proof, other_time, other_signature] {
        let reason = refused(&bundle, &trust);
        assert!(reason.starts_with("it is a keyless signature"), "{reason}");
    }
}

#[test]
fn rb10_without_a_root_or_an_identity_nothing_counts() {
    let mut rootless = Trust::nobody();
    rootless.identity(any_of_github());
    for trust in [&rootless, &trusting(&[]), &Trust::nobody()] {
        let reason = refused(&fixture("keyless.sigstore.json"), trust);
        assert!(reason.contains("trusted here"), "{reason}");
    }
    for bad in ["", "{}", "[]", "{\"mediaType\":1,\"mediaType\":1}"] {
        assert!(KeylessRoot::from_json(bad).is_err(), "{bad}");
    }
}

#[test]
fn rb11_a_keyless_attestation_about_other_bytes_is_set_aside() {
    let other = format!("sha256:{}", "0".repeat(64));
    let verification = verified(
        &fixture("keyless.sigstore.json"),
        &other,
        &trusting(&[any_of_github()]),
    );
    assert_eq!(
        verification.set_aside()[0].reason.code(),
        "PW-SIGNATURE-OTHER-BYTES"
    );
}
