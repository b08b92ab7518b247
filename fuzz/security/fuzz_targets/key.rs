//! Any text as a public key and as an encrypted private key.
//!
//! What is accepted has one name in every form; a private key that names an absurd cost is refused before memory is taken.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use plugwright_security::keys::{Passphrase, PrivateKey, PublicKey};
use zeroize::Zeroizing;

static PASSPHRASE: LazyLock<Passphrase> = LazyLock::new(|| {
    Passphrase::new(Zeroizing::new("made by openssl".to_owned())).expect("it is long enough")
});

fuzz_target!(|text: &str| {
    if let Ok(key) = text.parse::<PublicKey>() {
        let line: PublicKey = key.to_string().parse().expect("a line is read");
        let pem: PublicKey = key.to_pem().parse().expect("PEM is read");
        assert_eq!((line.id(), pem.id()), (key.id(), key.id()));
    }
    // A cost that is allowed takes half a second: only the way there is of interest.
    if text.len() < 300 {
        let _ = PrivateKey::from_encrypted_pem(text, &PASSPHRASE);
    }
});
