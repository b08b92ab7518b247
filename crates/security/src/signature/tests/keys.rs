//! Is it by somebody who is trusted, at that time?

use super::*;

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
