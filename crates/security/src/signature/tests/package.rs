//! Is it about this package?

use super::*;

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
        document["dsseEnvelope"]["signatures"] = json!([]);
    });
    let empty = changed(&bundle, |document| {
        document["dsseEnvelope"]["signatures"][0]["sig"] = json!("");
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
        document["dsseEnvelope"]["signatures"][0]["sig"] = json!("AAAA");
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
            document["verificationMaterial"] = material;
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
