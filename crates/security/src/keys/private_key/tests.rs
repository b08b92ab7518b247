use std::time::Instant;

use super::*;

const CANARY: &str = "correct horse battery canary";

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned())).unwrap()
}

fn key() -> PrivateKey {
    PrivateKey::from_seed(&[7; 32]).unwrap()
}

#[test]
fn a_key_comes_back_with_its_passphrase_and_with_no_other() {
    let pem = key().to_encrypted_pem(&passphrase(CANARY)).unwrap();
    let back = PrivateKey::from_encrypted_pem(&pem, &passphrase(CANARY)).unwrap();
    assert_eq!(back.public(), key().public());
    assert!(back.public().verifies(b"message", &back.sign(b"message")));
    let wrong =
        PrivateKey::from_encrypted_pem(&pem, &passphrase("correct horse battery")).unwrap_err();
    assert_eq!(wrong.code(), "PW-KEY-WRONG-PASSPHRASE");
}

#[test]
fn two_files_of_one_key_have_nothing_in_common() {
    let files = [(); 2].map(|()| key().to_encrypted_pem(&passphrase(CANARY)).unwrap());
    let body = |pem: &str| pem.lines().nth(3).unwrap().to_owned();
    assert_ne!(
        body(&files[0]),
        body(&files[1]),
        "salt and nonce are new each time"
    );
}

#[test]
fn a_short_passphrase_locks_no_new_key() {
    let error = key().to_encrypted_pem(&passphrase("hunter2")).unwrap_err();
    assert_eq!(error.code(), "PW-KEY-PASSPHRASE");
    assert!(Passphrase::new(Zeroizing::new(String::new())).is_err());
}

#[test]
fn a_key_that_is_not_encrypted_or_of_another_algorithm_is_refused() {
    let seed = key().key.to_pkcs8_pem(LineEnding::LF).unwrap();
    let rubbish =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let cut = &key().to_encrypted_pem(&passphrase(CANARY)).unwrap()[..200];
    for bad in [seed.as_str(), rubbish, cut, "", "-----BEGIN"] {
        let error = PrivateKey::from_encrypted_pem(bad, &passphrase(CANARY)).unwrap_err();
        assert_eq!(error.code(), "PW-KEY-PRIVATE", "{bad}");
    }
}

#[test]
fn a_file_that_asks_for_a_terabyte_of_memory_is_refused_at_once() {
    for (cost, block_size, passes) in [
        (1 << 30, 8, 1),
        (1 << 14, u16::MAX, 1),
        (1 << 14, 8, 1000),
        (u64::MAX, 8, 1),
    ] {
        let pem = with_cost(cost, block_size, passes);
        let start = Instant::now();
        let error = PrivateKey::from_encrypted_pem(&pem, &passphrase(CANARY)).unwrap_err();
        assert_eq!(error.code(), "PW-KEY-PRIVATE");
        assert!(
            start.elapsed().as_millis() < 100,
            "{cost} {block_size} {passes}"
        );
    }
}

fn with_cost(cost_parameter: u64, block_size: u16, parallelization: u16) -> String {
    let info = EncryptedPrivateKeyInfo {
        encryption_algorithm: EncryptionScheme::Pbes2(Parameters {
            kdf: Kdf::Scrypt(ScryptParams {
                salt: &[1; 16],
                cost_parameter,
                block_size,
                parallelization,
                key_length: None,
            }),
            encryption: pbes2::EncryptionScheme::Aes256Cbc { iv: &[2; 16] },
        }),
        encrypted_data: &[3; 64],
    };
    let document = SecretDocument::try_from(info).unwrap();
    let pem = document.to_pem(EncryptedPrivateKeyInfo::PEM_LABEL, LineEnding::LF);
    pem.unwrap().to_string()
}

#[test]
fn h2_no_secret_is_in_debug_output_or_errors() {
    let passphrase = passphrase(CANARY);
    let pem = key().to_encrypted_pem(&passphrase).unwrap();
    let other =
        super::super::Passphrase::new(Zeroizing::new("another canary here".to_owned())).unwrap();
    let wrong = PrivateKey::from_encrypted_pem(&pem, &other).unwrap_err();
    let shown = format!("{passphrase:?} {:?} {wrong} {wrong:?}", key());
    assert!(!shown.contains("canary"), "{shown}");
    assert!(
        !shown.contains("07070707") && !shown.contains("7, 7, 7"),
        "{shown}"
    );
    assert!(!pem.contains("BwcHBwcH"), "the seed is not in the file");
}
