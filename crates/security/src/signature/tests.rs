//! The attacks on signatures of the catalogue of registries (rows RB), and those of the hostile catalogue that are about signatures (rows E).

use std::num::NonZeroUsize;

use plugwright_manifest::Digest;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    Timestamp,
    bundle::{Bundle, Envelope, parse_bundles, write_bundles},
    keys::PrivateKey,
    statement::{
        Bom, Build, Component, Kind, Predicate, Provenance, Revocation, Rotation, Statement,
        Subject,
    },
};

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_seed(&[seed; 32]).unwrap()
}

fn subject_of(origin: &str, id: &str, version: &str, kind: Kind, bytes: &[u8]) -> Subject {
    let (id, version) = (id.parse().unwrap(), version.parse().unwrap());
    Subject::new(
        origin.parse().unwrap(),
        id,
        version,
        kind,
        Digest::of(bytes),
    )
    .unwrap()
}

fn subject() -> Subject {
    subject_of(
        "https://registry.example",
        "acme:auth",
        "1.0.0",
        Kind::Plugin,
        b"package",
    )
}

fn signed(subject: &Subject, key: &PrivateKey) -> Bundle {
    Bundle::sign(&subject.to_statement().unwrap(), key).unwrap()
}

fn trusting(seeds: &[u8]) -> Trust {
    let mut trust = Trust::nobody();
    for seed in seeds {
        trust.key(*key(*seed).public()).unwrap();
    }
    trust
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Moment {
    Moment {
        recorded: None,
        now: time("2026-06-01"),
    }
}

fn recorded(text: &str) -> Moment {
    Moment {
        recorded: Some(time(text)),
        ..now()
    }
}

fn at_least(signers: usize) -> NonZeroUsize {
    NonZeroUsize::new(signers).unwrap()
}

/// The codes of what does not count, when the package is asked for as [`subject`].
fn refused(bundles: &[Bundle], trust: &Trust, moment: Moment) -> Vec<&'static str> {
    let verification = verify(&Expected::exactly(&subject()), bundles, trust, moment);
    assert!(verification.accept(at_least(1)).is_err());
    let codes = verification
        .set_aside()
        .iter()
        .map(|aside| aside.reason.code());
    codes.collect()
}

/// A bundle with a field changed by somebody without the key.
fn changed(bundle: &Bundle, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut document: Value = serde_json::from_str(&bundle.to_json()).unwrap();
    change(&mut document);
    document.to_string().into_bytes()
}

#[test]
fn a_package_that_its_author_signed_is_accepted() {
    let bundle = signed(&subject(), &key(1));
    let verification = verify(
        &Expected::exactly(&subject()),
        &[bundle],
        &trusting(&[1]),
        now(),
    );
    let accepted = verification.accept(at_least(1)).unwrap();
    assert_eq!(accepted.subject, subject());
    assert!(
        accepted
            .signers
            .contains(&Signer::Key(key(1).public().id().digest()))
    );
}

#[test]
fn rb1_e1_a_package_without_a_signature_is_refused() {
    let verification = verify(&Expected::exactly(&subject()), &[], &trusting(&[1]), now());
    assert_eq!(
        verification.accept(at_least(1)).unwrap_err().code(),
        "PW-SIGNATURE-MISSING"
    );
}

#[test]
fn rb1_a_bundle_whose_signature_was_taken_out_is_refused() {
    let bundle = signed(&subject(), &key(1));
    let none = changed(&bundle, |document| {
        document["dsseEnvelope"]["signatures"] = json!([])
    });
    let empty = changed(&bundle, |document| {
        document["dsseEnvelope"]["signatures"][0]["sig"] = json!("")
    });
    let gone = changed(&bundle, |document| {
        document["dsseEnvelope"]
            .as_object_mut()
            .unwrap()
            .remove("signatures");
    });
    for bytes in [none, empty, gone, b"".to_vec(), b"{}".to_vec()] {
        assert_eq!(Bundle::parse(&bytes).unwrap_err().code(), "PW-BUNDLE");
    }
    let short = changed(&bundle, |document| {
        document["dsseEnvelope"]["signatures"][0]["sig"] = json!("AAAA")
    });
    let short = Bundle::parse(&short).unwrap();
    assert_eq!(
        refused(&[short], &trusting(&[1]), now()),
        ["PW-SIGNATURE-BAD"]
    );
}

#[test]
fn rb2_ra9_a_signature_for_another_registry_name_version_or_kind_is_refused() {
    let registry = "https://registry.example";
    for other in [
        subject_of(
            "https://other.example",
            "acme:auth",
            "1.0.0",
            Kind::Plugin,
            b"package",
        ),
        subject_of(
            "https://registry.example:8443",
            "acme:auth",
            "1.0.0",
            Kind::Plugin,
            b"package",
        ),
        subject_of(
            registry,
            "acme:auth-evil",
            "1.0.0",
            Kind::Plugin,
            b"package",
        ),
        subject_of(registry, "evil:auth", "1.0.0", Kind::Plugin, b"package"),
        subject_of(registry, "acme:auth", "1.0.1", Kind::Plugin, b"package"),
        subject_of(registry, "acme:auth", "1.0.0+b", Kind::Plugin, b"package"),
        subject_of(registry, "acme:auth", "1.0.0", Kind::Bundle, b"package"),
    ] {
        let bundle = signed(&other, &key(1));
        assert_eq!(
            refused(&[bundle], &trusting(&[1]), now()),
            ["PW-SIGNATURE-OTHER-PACKAGE"],
            "{other:?}"
        );
    }
}

#[test]
fn rb3_e3_a_signature_over_other_bytes_is_refused() {
    let other = subject_of(
        "https://registry.example",
        "acme:auth",
        "1.0.0",
        Kind::Plugin,
        b"exchanged",
    );
    let codes = refused(&[signed(&other, &key(1))], &trusting(&[1]), now());
    assert_eq!(codes, ["PW-SIGNATURE-OTHER-BYTES"]);
}

#[test]
fn rb5_e2_a_revoked_key_counts_only_for_what_a_registry_recorded_before() {
    let since = time("2026-03-01");
    let revocation = Revocation {
        key: key(1).public().id(),
        since,
        reason: "stolen".parse().unwrap(),
    };
    let revocation = Bundle::sign(&revocation.to_statement().unwrap(), &key(1)).unwrap();
    let mut trust = trusting(&[1]);
    trust.revoke(&revocation).unwrap();
    let bundles = [signed(&subject(), &key(1))];
    for moment in [now(), recorded("2026-03-01"), recorded("2026-03-02")] {
        assert_eq!(
            refused(&bundles, &trust, moment),
            ["PW-SIGNATURE-REVOKED"],
            "{moment:?}"
        );
    }
    let before = verify(
        &Expected::exactly(&subject()),
        &bundles,
        &trust,
        recorded("2026-02-28"),
    );
    assert!(before.accept(at_least(1)).is_ok());
}

#[test]
fn rb5_a_later_revocation_does_not_make_the_earlier_one_weaker() {
    let mut trust = trusting(&[1]);
    for since in ["2026-03-01", "2026-05-01"] {
        let revocation = Revocation {
            key: key(1).public().id(),
            since: time(since),
            reason: "stolen".parse().unwrap(),
        };
        trust
            .revoke(&Bundle::sign(&revocation.to_statement().unwrap(), &key(1)).unwrap())
            .unwrap();
    }
    let bundles = [signed(&subject(), &key(1))];
    assert_eq!(
        refused(&bundles, &trust, recorded("2026-04-01")),
        ["PW-SIGNATURE-REVOKED"]
    );
}

#[test]
fn rb5_e2_e17_a_key_counts_in_its_time_only_and_the_message_names_the_clock() {
    let mut trust = Trust::nobody();
    let key_1 = *key(1).public();
    trust
        .key(TrustedKey {
            key: key_1,
            from: Some(time("2026-01-01")),
            until: Some(time("2026-07-01")),
        })
        .unwrap();
    let bundles = [signed(&subject(), &key(1))];
    let expected = Expected::exactly(&subject());
    assert!(
        verify(&expected, &bundles, &trust, now())
            .accept(at_least(1))
            .is_ok()
    );
    for (at, code) in [
        ("2025-12-31", "PW-SIGNATURE-TOO-EARLY"),
        ("2026-07-01", "PW-SIGNATURE-TOO-LATE"),
    ] {
        assert_eq!(refused(&bundles, &trust, recorded(at)), [code]);
        let clock = Moment {
            recorded: None,
            now: time(at),
        };
        let error = verify(&expected, &bundles, &trust, clock)
            .accept(at_least(1))
            .unwrap_err();
        assert!(error.to_string().contains("clock"), "{error}");
    }
}

#[test]
fn rb6_e2_a_signature_by_an_unknown_key_is_refused_and_names_the_key() {
    let bundles = [signed(&subject(), &key(2))];
    assert_eq!(
        refused(&bundles, &trusting(&[1]), now()),
        ["PW-SIGNATURE-UNKNOWN-KEY"]
    );
    let verification = verify(
        &Expected::exactly(&subject()),
        &bundles,
        &trusting(&[1]),
        now(),
    );
    let error = verification.accept(at_least(1)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(&key(2).public().id().to_string()),
        "{error}"
    );
}

#[test]
fn rb6_a_signature_that_names_a_trusted_key_which_did_not_make_it_is_refused() {
    let bundle = signed(&subject(), &key(2));
    let pretends = changed(&bundle, |document| {
        document["verificationMaterial"]["publicKey"]["hint"] = json!(key(1).public().id());
    });
    let pretends = Bundle::parse(&pretends).unwrap();
    assert_eq!(
        refused(&[pretends], &trusting(&[1, 3]), now()),
        ["PW-SIGNATURE-BAD"]
    );
}

#[test]
fn rb7_two_signatures_by_one_key_are_one_signer() {
    let bundle = signed(&subject(), &key(1));
    let renamed = |hint: &str| {
        Bundle::parse(&changed(&bundle, |document| {
            document["verificationMaterial"]["publicKey"]["hint"] = json!(hint);
            document["dsseEnvelope"]["signatures"][0]["keyid"] = json!(hint);
        }))
        .unwrap()
    };
    let mut trust = trusting(&[1, 2, 3]);
    // The same key once more, from PEM.
    let again: crate::keys::PublicKey = key(1).public().to_pem().parse().unwrap();
    trust.key(again).unwrap();
    let bundles = [
        bundle.clone(),
        bundle.clone(),
        renamed(""),
        renamed("the other key of mine"),
    ];
    let verification = verify(&Expected::exactly(&subject()), &bundles, &trust, now());
    assert_eq!(verification.signed()[0].signers.len(), 1);
    let error = verification.accept(at_least(2)).unwrap_err();
    assert_eq!(error.code(), "PW-SIGNATURE-TOO-FEW");
    let bundles = [bundle, signed(&subject(), &key(3))];
    let two = verify(&Expected::exactly(&subject()), &bundles, &trust, now());
    assert!(two.accept(at_least(2)).is_ok());
    assert!(two.accept(at_least(3)).is_err());
}

#[test]
fn rb7_ra12_a_key_counts_once_in_an_envelope_of_many_signatures() {
    let statement = subject().to_statement().unwrap();
    let envelope = Envelope::sign(&statement, &[&key(1), &key(1), &key(2), &key(4)]).unwrap();
    let signers = signers(&envelope, &trusting(&[1, 2, 3]), now());
    assert_eq!(
        signers.len(),
        2,
        "4 is not trusted, 3 did not sign, 1 signed twice"
    );
}

#[test]
fn rb7_signatures_over_two_subjects_do_not_add_up() {
    let other = subject_of(
        "https://other.example",
        "acme:auth",
        "1.0.0",
        Kind::Plugin,
        b"package",
    );
    let bundles = [signed(&subject(), &key(1)), signed(&other, &key(2))];
    let verification = verify(
        &Expected::digest(*subject().digest()),
        &bundles,
        &trusting(&[1, 2]),
        now(),
    );
    assert_eq!(
        verification.accept(at_least(2)).unwrap_err().code(),
        "PW-SIGNATURE-TOO-FEW"
    );
    assert_eq!(
        verification.accept(at_least(1)).unwrap_err().code(),
        "PW-SIGNATURE-AMBIGUOUS"
    );
}

#[test]
fn rb9_provenance_is_shown_with_the_repository_that_it_names() {
    let provenance = Provenance::of_build(&Build {
        repository: Some("https://github.com/acme/auth".to_owned()),
        ..Build::default()
    });
    let statement = provenance.to_statement("acme:auth@1.0.0", *subject().digest());
    let bundles = [
        signed(&subject(), &key(1)),
        Bundle::sign(&statement, &key(1)).unwrap(),
    ];
    let verification = verify(
        &Expected::exactly(&subject()),
        &bundles,
        &trusting(&[1]),
        now(),
    );
    let [attestation] = verification.attestations() else {
        panic!("one attestation: {verification:?}");
    };
    let Predicate::Provenance(found) = &attestation.predicate else {
        panic!("{attestation:?}");
    };
    assert_eq!(
        found.is_from("https://github.com/acme/auth.git"),
        Some(true)
    );
    assert_eq!(found.is_from("https://github.com/acme/other"), Some(false));
}

#[test]
fn rb10_a_keyless_bundle_counts_for_nothing_without_an_identity_that_is_trusted() {
    let bundle = signed(&subject(), &key(1));
    for material in [
        json!({ "certificate": { "rawBytes": "AAAA" }, "tlogEntries": [] }),
        json!({ "x509CertificateChain": { "certificates": [{ "rawBytes": "AAAA" }] }, "tlogEntries": [] }),
    ] {
        let keyless = changed(&bundle, |document| {
            document["verificationMaterial"] = material
        });
        let keyless = Bundle::parse(&keyless).unwrap();
        assert_eq!(
            refused(&[keyless], &trusting(&[1]), now()),
            ["PW-SIGNATURE-KEYLESS"]
        );
    }
}

#[test]
fn rb11_attestations_about_other_bytes_are_set_aside_and_reported() {
    let other = Digest::of(b"another package");
    let bom = Bom::of_crates("auth", "1.0.0", &[].into());
    let provenance = Provenance::of_build(&Build::default());
    let bundles = [
        signed(&subject(), &key(1)),
        Bundle::sign(&bom.to_statement("acme:auth@1.0.0", other), &key(1)).unwrap(),
        Bundle::sign(&provenance.to_statement("acme:auth@1.0.0", other), &key(1)).unwrap(),
    ];
    let verification = verify(
        &Expected::exactly(&subject()),
        &bundles,
        &trusting(&[1]),
        now(),
    );
    assert!(verification.accept(at_least(1)).is_ok());
    assert_eq!(verification.attestations(), []);
    let places: Vec<usize> = verification
        .set_aside()
        .iter()
        .map(|aside| aside.index)
        .collect();
    assert_eq!(places, [1, 2]);
}

#[test]
fn rb11_an_attestation_by_nobody_who_is_trusted_does_not_belong_to_the_package() {
    let crates = [Component {
        name: "a".to_owned(),
        version: "1.0.0".to_owned(),
        checksum: None,
    }];
    let bom = Bom::of_crates("auth", "1.0.0", &crates.into());
    let statement = bom.to_statement("acme:auth@1.0.0", *subject().digest());
    let bundles = [9, 1].map(|seed| Bundle::sign(&statement, &key(seed)).unwrap());
    let verification = verify(
        &Expected::exactly(&subject()),
        &bundles,
        &trusting(&[1]),
        now(),
    );
    assert_eq!(verification.attestations().len(), 1);
    assert_eq!(
        verification.set_aside()[0].reason.code(),
        "PW-SIGNATURE-UNKNOWN-KEY"
    );
    assert!(
        verification.accept(at_least(1)).is_err(),
        "an attestation makes nothing installable"
    );
}

fn rotation(old: u8, new: u8, signer: u8) -> Bundle {
    let rotation = Rotation {
        old: *key(old).public(),
        new: *key(new).public(),
        time: time("2026-01-01"),
    };
    Bundle::sign(&rotation.to_statement().unwrap(), &key(signer)).unwrap()
}

#[test]
fn e16_a_successor_is_trusted_on_the_word_of_the_old_key_until_that_is_revoked() {
    let mut trust = trusting(&[1]);
    assert_eq!(
        trust.succeed(&rotation(1, 2, 2)).unwrap_err().code(),
        "PW-KEY-STATEMENT"
    );
    assert_eq!(
        trust.succeed(&rotation(3, 2, 3)).unwrap_err().code(),
        "PW-KEY-STATEMENT"
    );
    trust.succeed(&rotation(1, 2, 1)).unwrap();
    trust.succeed(&rotation(2, 3, 2)).unwrap();
    let bundles = [signed(&subject(), &key(3))];
    let expected = Expected::exactly(&subject());
    assert!(
        verify(&expected, &bundles, &trust, now())
            .accept(at_least(1))
            .is_ok()
    );
    assert!(
        trust.succeed(&rotation(1, 4, 1)).is_err(),
        "one of the two is the thief's"
    );
    let revocation = Revocation {
        key: key(1).public().id(),
        since: time("2026-05-01"),
        reason: "stolen".parse().unwrap(),
    };
    trust
        .revoke(&Bundle::sign(&revocation.to_statement().unwrap(), &key(1)).unwrap())
        .unwrap();
    assert_eq!(
        refused(&bundles, &trust, recorded("2026-02-01")),
        ["PW-SIGNATURE-REVOKED"]
    );
    trust.key(*key(3).public()).unwrap();
    assert!(
        verify(&expected, &bundles, &trust, now())
            .accept(at_least(1))
            .is_ok()
    );
}

#[test]
fn a_statement_about_a_key_is_no_statement_about_a_package() {
    let digest = key(2).public().id().digest();
    let verification = verify(
        &Expected::digest(digest),
        &[rotation(1, 2, 1)],
        &trusting(&[1]),
        now(),
    );
    assert_eq!(
        verification.set_aside()[0].reason.code(),
        "PW-SIGNATURE-ABOUT-KEYS"
    );
    let mut trust = trusting(&[1]);
    assert!(trust.succeed(&signed(&subject(), &key(1))).is_err());
    assert!(trust.revoke(&rotation(1, 2, 1)).is_err());
}

#[test]
fn ra15_the_statement_that_is_read_is_the_one_that_was_signed() {
    let bundle = signed(&subject(), &key(1));
    let text = bundle.to_json();
    let twice = text.replacen("\"payload\":", "\"payload\":\"e30=\",\"payload\":", 1);
    let unknown = text.replacen("\"payload\":", "\"evil\":1,\"payload\":", 1);
    let behind = format!("{text} {{}}");
    let cut = &text[..text.len() - 1];
    for bad in [twice.as_str(), &unknown, &behind, cut] {
        assert_eq!(
            Bundle::parse(bad.as_bytes()).unwrap_err().code(),
            "PW-BUNDLE",
            "{bad:.60}"
        );
    }
    for (field, value) in [
        ("payloadType", json!("application/json")),
        ("payload", json!("e30")),
        ("payload", json!("e31=")),
        ("payload", json!("e30=\n")),
    ] {
        let bytes = changed(&bundle, |document| document["dsseEnvelope"][field] = value);
        assert_eq!(
            Bundle::parse(&bytes).unwrap_err().code(),
            "PW-BUNDLE",
            "{field}"
        );
    }
    let old = changed(&bundle, |document| {
        document["mediaType"] = json!("application/vnd.dev.sigstore.bundle+json;version=0.1");
    });
    assert!(Bundle::parse(&old).is_err());
}

#[test]
fn ra15_a_statement_has_one_reading() {
    let good = String::from_utf8(subject().to_statement().unwrap().to_bytes()).unwrap();
    assert!(
        Statement::parse(good.as_bytes())
            .unwrap()
            .predicate()
            .is_ok()
    );
    for (from, to) in [
        (
            "\"origin\"",
            "\"origin\":\"https://evil.example\",\"origin\"",
        ),
        ("\"origin\"", "\"extra\":1,\"origin\""),
        ("\"_type\"", "\"extra\":1,\"_type\""),
        ("Statement/v1", "Statement/v0.1"),
        ("acme:auth@1.0.0", "acme:auth@1.0.1"),
        ("\"1.0.0\"", "\"01.0.0\""),
        ("\"acme\"", "\"../acme\""),
        ("\"acme\"", "\"\""),
        ("\"plugin\"", "\"program\""),
        ("https://registry", "http://registry"),
        ("sha256", "sha1"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good);
        let read = Statement::parse(bad.as_bytes()).and_then(|statement| statement.predicate());
        assert_eq!(read.unwrap_err().code(), "PW-STATEMENT", "{from} {to}");
    }
}

#[test]
fn ra16_a_million_signatures_are_refused_before_any_is_verified() {
    let bundle = signed(&subject(), &key(1));
    let one = json!({ "sig": "AAAA", "keyid": "x" });
    let many = vec![one; 1000];
    let bytes = changed(&bundle, |document| {
        document["dsseEnvelope"]["signatures"] = json!(many)
    });
    assert_eq!(Bundle::parse(&bytes).unwrap_err().code(), "PW-BUNDLE-LIMIT");
    let text = write_bundles(&vec![bundle.clone(); 65]);
    assert_eq!(
        parse_bundles(text.as_bytes()).unwrap_err().code(),
        "PW-BUNDLE"
    );
    assert_eq!(
        parse_bundles(&vec![b' '; 17 << 20]).unwrap_err().code(),
        "PW-BUNDLE-LIMIT"
    );
    assert_eq!(
        Bundle::parse(&vec![b'['; 5 << 20]).unwrap_err().code(),
        "PW-BUNDLE-LIMIT"
    );
    assert_eq!(
        parse_bundles(write_bundles(&vec![bundle; 64]).as_bytes())
            .unwrap()
            .len(),
        64
    );
}

#[test]
fn ra16_an_algorithm_is_a_matter_of_the_key_and_no_bundle_can_choose_one() {
    let bundle = signed(&subject(), &key(1));
    for field in ["alg", "algorithm", "cert"] {
        let bytes = changed(&bundle, |document| {
            document["dsseEnvelope"]["signatures"][0][field] = json!("none");
        });
        assert_eq!(Bundle::parse(&bytes).unwrap_err().code(), "PW-BUNDLE");
    }
}

#[test]
fn more_keys_than_can_be_tried_in_time_are_not_trusted() {
    let mut trust = Trust::nobody();
    let seed = |number: u16| {
        let mut seed = [0; 32];
        seed[..2].copy_from_slice(&number.to_le_bytes());
        PrivateKey::from_seed(&seed).unwrap()
    };
    for number in 0..256 {
        trust.key(*seed(number).public()).unwrap();
    }
    assert_eq!(
        trust.key(*seed(256).public()).unwrap_err().code(),
        "PW-KEY-TOO-MANY"
    );
    assert!(trust.key(*seed(0).public()).is_ok());
}

#[test]
fn a_plugin_without_a_namespace_cannot_be_signed() {
    let result = Subject::new(
        "https://registry.example".parse().unwrap(),
        "auth".parse().unwrap(),
        "1.0.0".parse().unwrap(),
        Kind::Plugin,
        Digest::of(b"package"),
    );
    assert_eq!(result.unwrap_err().code(), "PW-STATEMENT");
}

proptest! {
    /// Whatever byte of a bundle is changed: it verifies as exactly what was signed, or not at all.
    #[test]
    fn e3_a_changed_bundle_never_verifies_as_another_statement(at in any::<prop::sample::Index>(), byte: u8, cut in 0..3_usize) {
        let mut bytes = signed(&subject(), &key(1)).to_json().into_bytes();
        let at = at.index(bytes.len());
        match cut {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => { bytes.remove(at); }
        }
        if let Ok(bundles) = parse_bundles(&bytes) {
            let verification = verify(&Expected::digest(*subject().digest()), &bundles, &trusting(&[1]), now());
            prop_assert!(verification.attestations().is_empty());
            for signed in verification.signed() {
                prop_assert_eq!(&signed.subject, &subject());
            }
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, text in "[{}\\[\\]\":,a-z0-9 ]{0,200}") {
        for input in [bytes.as_slice(), text.as_bytes()] {
            let _ = (parse_bundles(input), Envelope::parse(input), Statement::parse(input).map(|s| s.predicate()));
        }
    }
}
