use ed25519_dalek::{Verifier as _, VerifyingKey};
use serde::Deserialize;

use super::*;

/// RFC 8032, section 7.1, TEST 1: an empty message.
const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const SIGNATURE: &str = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

/// The points of small order, in every encoding that some verifier accepts ("Taming the many EdDSAs", table 1).
const SMALL_ORDER: [&str; 14] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
    bytes.try_into().unwrap()
}

#[test]
fn the_signature_of_the_standard_verifies_and_no_changed_one_does() {
    let key = PublicKey::from_bytes(&bytes(KEY)).unwrap();
    let signature = bytes(SIGNATURE);
    assert!(key.verifies(b"", &signature));
    assert!(!key.verifies(b"x", &signature));
    for bit in 0..512 {
        let mut changed = signature;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!key.verifies(b"", &changed), "bit {bit}");
    }
}

#[test]
fn rb4_small_order_keys_are_refused() {
    for hex in SMALL_ORDER {
        let error = PublicKey::from_bytes(&bytes(hex)).unwrap_err();
        assert_eq!(error.code(), "PW-KEY-PUBLIC", "{hex}");
    }
}

#[test]
fn rb4_keys_in_an_encoding_that_is_not_canonical_are_refused() {
    // All 19 numbers from p to 2^255 - 1, with both signs.
    let mut points = 0;
    for (low, high) in (0xed..=0xff).flat_map(|low| [(low, 0x7f), (low, 0xff)]) {
        let mut encoding = [0xff; 32];
        (encoding[0], encoding[31]) = (low, high);
        points += usize::from(VerifyingKey::from_bytes(&encoding).is_ok());
        assert!(
            PublicKey::from_bytes(&encoding).is_err(),
            "{low:x} {high:x}"
        );
    }
    assert!(
        points > 10,
        "the library below does not refuse them by itself"
    );
}

#[test]
fn rb4_no_vector_of_the_speccheck_verifies() {
    #[derive(Deserialize)]
    struct Case {
        message: String,
        pub_key: String,
        signature: String,
    }
    // <https://github.com/novifinancial/ed25519-speccheck>
    let cases = include_str!("../../../tests/fixtures/ed25519-speccheck.json");
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    let mut accepted_loosely = 0;
    for (number, case) in cases.iter().enumerate() {
        let (message, key) = (bytes::<32>(&case.message), bytes(&case.pub_key));
        let signature = bytes(&case.signature);
        let ours = PublicKey::from_bytes(&key).is_ok_and(|key| key.verifies(&message, &signature));
        assert!(!ours, "case {number}");
        let loose = VerifyingKey::from_bytes(&key).unwrap();
        accepted_loosely += usize::from(
            loose
                .verify(&message, &Signature::from_bytes(&signature))
                .is_ok(),
        );
    }
    assert_eq!(
        (cases.len(), accepted_loosely),
        (12, 5),
        "the vectors do tell verifiers apart"
    );
}

#[test]
fn rb4_a_signature_with_r_of_small_order_does_not_verify() {
    let key = PublicKey::from_bytes(&bytes(KEY)).unwrap();
    for hex in SMALL_ORDER {
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&bytes::<32>(hex));
        assert!(!key.verifies(b"", &signature), "{hex}");
    }
}

#[test]
fn rb7_one_key_has_one_name_in_whatever_form_it_comes() {
    let key = PublicKey::from_bytes(&bytes(KEY)).unwrap();
    let pem = key.to_pem();
    for form in [
        key.to_string(),
        pem.clone(),
        format!("\n {pem}\n\n"),
        pem.replace('\n', "\r\n"),
        format!(" {key}\n"),
    ] {
        assert_eq!(form.parse::<PublicKey>().unwrap().id(), key.id(), "{form}");
    }
    // As `openssl pkey -pubin -outform DER | sha256sum` prints it.
    let id = "sha256:06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9";
    assert_eq!(key.id().to_string(), id);
}

#[test]
fn ra16_keys_of_other_algorithms_and_rubbish_are_refused() {
    let p256 = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9\nq9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==\n-----END PUBLIC KEY-----\n";
    let key = PublicKey::from_bytes(&bytes(KEY)).unwrap();
    let twice = key.to_pem().repeat(2);
    let private = key.to_pem().replace("PUBLIC", "PRIVATE");
    let not_canonical = key.to_string().replace("Ro=", "Rp=");
    let long = "ed25519:".to_owned() + &"A".repeat(100_000);
    for bad in [
        "",
        "ed25519:",
        "ed25519:AAAA",
        "none",
        p256,
        &twice,
        &private,
        &not_canonical,
        &long,
    ] {
        assert_eq!(
            bad.parse::<PublicKey>().unwrap_err().code(),
            "PW-KEY-PUBLIC",
            "{bad:.80}"
        );
    }
}
