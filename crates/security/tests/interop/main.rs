//! Signatures cross the border in both directions: what we sign, others verify, and the other way round.
//!
//! The fixtures in `fixtures/foreign` were made by `foreign.py make` and by `openssl pkcs8 -topk8 -scrypt`; they are checked always. Our own
//! signatures are given to the other implementations where they are installed, see `foreign.py`; where they are not, the test says so.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::Command,
};

use plugwright_manifest::{Digest, Slug};
use plugwright_security::{
    bundle::{Bundle, Envelope, parse_bundles},
    keys::{KeyStore, Passphrase, PrivateKey, PublicKey},
    signature::{Expected, Moment, Trust, signers, verify},
    statement::{Kind, Subject},
};
use zeroize::Zeroizing;

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/foreign");
    fs::read_to_string(folder.join(name)).unwrap()
}

fn subject() -> Subject {
    Subject::new(
        "https://registry.example".parse().unwrap(),
        "acme:auth".parse().unwrap(),
        "1.0.0".parse().unwrap(),
        Kind::Plugin,
        Digest::of(b"package"),
    )
    .unwrap()
}

fn trusting(keys: &[&str]) -> Trust {
    let mut trust = Trust::nobody();
    for key in keys {
        trust
            .key(fixture(key).parse::<PublicKey>().unwrap())
            .unwrap();
    }
    trust
}

fn now() -> Moment {
    Moment {
        recorded: None,
        now: "2026-06-01".parse().unwrap(),
    }
}

#[test]
fn a_bundle_of_the_python_tools_is_verified_here() {
    let bundles = parse_bundles(fixture("bundle.json").as_bytes()).unwrap();
    let one = NonZeroUsize::MIN;
    let good = verify(
        &Expected::exactly(&subject()),
        &bundles,
        &trusting(&["key-1.pub"]),
        now(),
    );
    assert_eq!(good.accept(one).unwrap().subject, subject());
    let other = verify(
        &Expected::exactly(&subject()),
        &bundles,
        &trusting(&["key-2.pub"]),
        now(),
    );
    assert_eq!(
        other.set_aside()[0].reason.code(),
        "PW-SIGNATURE-UNKNOWN-KEY"
    );
}

#[test]
fn an_envelope_with_two_signatures_of_the_python_tools_has_two_signers_here() {
    let envelope = Envelope::parse(fixture("envelope.json").as_bytes()).unwrap();
    assert_eq!(
        signers(&envelope, &trusting(&["key-1.pub", "key-2.pub"]), now()).len(),
        2
    );
    assert_eq!(
        signers(&envelope, &trusting(&["key-2.pub"]), now()).len(),
        1
    );
    assert!(envelope.statement().unwrap().is_about(subject().digest()));
}

#[test]
fn a_private_key_that_openssl_encrypted_opens_here() {
    let passphrase = Passphrase::new(Zeroizing::new("made by openssl".to_owned())).unwrap();
    let key = PrivateKey::from_encrypted_pem(&fixture("openssl.key"), &passphrase).unwrap();
    assert_eq!(*key.public(), fixture("key-1.pub").parse().unwrap());
}

#[test]
fn our_bundle_and_our_key_are_good_for_the_python_tools() {
    let Some(python) = python() else {
        eprintln!(
            "not run: no python3 with securesystemslib, in-toto-attestation, sigstore-models and cryptography; PLUGWRIGHT_PYTHON names one"
        );
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    write_ours(folder.path());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/foreign.py");
    let output = Command::new(python)
        .arg(script)
        .arg("verify")
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "verified");
}

#[test]
fn our_private_key_opens_in_openssl() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("not run: there is no `openssl`");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let public = write_ours(folder.path());
    let output = Command::new("openssl")
        .args(["pkey", "-pubout", "-in"])
        .arg(folder.path().join("key.key"))
        .arg("-passin")
        .arg(format!(
            "file:{}",
            folder.path().join("passphrase").display()
        ))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        String::from_utf8(output.stdout)
            .unwrap()
            .parse::<PublicKey>()
            .unwrap(),
        public
    );
}

/// A key, a bundle by it, and what the others should find in there.
fn write_ours(folder: &Path) -> PublicKey {
    let text = "correct horse battery";
    let passphrase = Passphrase::new(Zeroizing::new(text.to_owned())).unwrap();
    fs::write(folder.join("passphrase"), text).unwrap();
    let store = KeyStore::open(folder).unwrap();
    let name: Slug = "key".parse().unwrap();
    let public = store.create(&name, &passphrase).unwrap().public;
    let key = store.unlock(&name, &passphrase).unwrap();
    let bundle = Bundle::sign(&subject().to_statement().unwrap(), &key).unwrap();
    fs::write(folder.join("bundle.json"), bundle.to_json()).unwrap();
    let expected = serde_json::json!({
        "sha256": subject().digest().to_string().trim_start_matches("sha256:"),
        "predicate": {
            "origin": "https://registry.example",
            "namespace": "acme",
            "name": "auth",
            "version": "1.0.0",
            "kind": "plugin",
        },
    });
    fs::write(folder.join("expected.json"), expected.to_string()).unwrap();
    public
}

/// A Python with the packages.
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("PLUGWRIGHT_PYTHON").map_or("python3".into(), PathBuf::from);
    let imports = "import securesystemslib, in_toto_attestation, sigstore_models, cryptography";
    let output = Command::new(&python).args(["-c", imports]).output().ok()?;
    output.status.success().then_some(python)
}
