//! Does it have one reading, within limits?

use super::*;

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
        document["dsseEnvelope"]["signatures"] = json!(many);
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
