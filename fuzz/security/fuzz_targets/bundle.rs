//! Any bytes as bundles, as an envelope and as a statement.
//!
//! Nothing may panic; what is accepted is written and read again as the same; and without the key nobody makes a statement that counts: the
//! only thing that may verify is the fixture that the key did sign.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use plugwright_security::{
    Timestamp,
    bundle::{Bundle, Envelope, parse_bundles, write_bundles},
    keys::PublicKey,
    signature::{Expected, Moment, Trust, signers, verify},
    statement::{Statement, Subject},
};

/// The key of the fixtures, and what it signed.
const KEY: &str = include_str!("../../../crates/security/tests/fixtures/foreign/key-1.pub");
const SIGNED: &str = include_str!("../../../crates/security/tests/fixtures/foreign/bundle.json");

static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let mut trust = Trust::nobody();
    let key: PublicKey = KEY.parse().expect("the fixture is a key");
    trust.key(key).expect("there is room for one");
    trust
});

static SUBJECT: LazyLock<Subject> = LazyLock::new(|| {
    let bundle = Bundle::parse(SIGNED.as_bytes()).expect("the fixture is a bundle");
    let found = verify(&Expected::digest(digest(&bundle)), &[bundle], &TRUST, moment());
    found.signed().first().expect("it verifies").subject.clone()
});

fn digest(bundle: &Bundle) -> plugwright_manifest::Digest {
    let statement = bundle.statement().expect("it has a statement");
    *statement.digests().next().expect("it is about something")
}

fn moment() -> Moment {
    Moment {
        recorded: None,
        now: Timestamp::from_unix(1_800_000_000),
    }
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(statement) = Statement::parse(bytes) {
        let again = Statement::parse(&statement.to_bytes()).expect("what is written is read");
        assert_eq!(again, statement);
        let _ = statement.predicate();
    }
    if let Ok(envelope) = Envelope::parse(bytes) {
        let again = Envelope::parse(envelope.to_json().to_string().as_bytes());
        assert_eq!(again.expect("what is written is read"), envelope);
        if !signers(&envelope, &TRUST, moment()).is_empty() {
            let statement = envelope.statement().expect("the key signed statements only");
            assert!(statement.is_about(SUBJECT.digest()));
        }
    }
    let Ok(bundles) = parse_bundles(bytes) else {
        return;
    };
    let again = parse_bundles(write_bundles(&bundles).as_bytes());
    assert_eq!(again.expect("what is written is read"), bundles);
    let found = verify(&Expected::digest(*SUBJECT.digest()), &bundles, &TRUST, moment());
    assert!(found.attestations().is_empty());
    assert!(found.signed().iter().all(|signed| signed.subject == *SUBJECT));
});
