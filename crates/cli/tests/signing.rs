//! An author makes a key, signs a package and hands both out; somebody else verifies it, and everything that can be wrong is told apart.
#![allow(clippy::unwrap_used)]

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Output},
};

use plugwright_manifest::Manifest;
use plugwright_package::{Archive, Limits, Package};
use serde_json::Value;
use tempfile::TempDir;

const PASSPHRASE: &str = "correct horse canary staple";
const REGISTRY: &str = "https://registry.example";

/// An author's machine.
struct Author {
    folder: TempDir,
}

impl Author {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let author = Self { folder };
        author.package("auth.plug", "1.0.0");
        author.good(&["key", "new", "release"]);
        author
    }

    fn package(&self, file: &str, version: &str) {
        let package = Package::new(component(version), None, &Limits::default()).unwrap();
        let archive = Archive::plugin(package, &Limits::default()).unwrap();
        archive
            .write(File::create(self.path().join(file)).unwrap())
            .unwrap();
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, args: &[&str]) -> Output {
        let output = Command::new(env!("CARGO_BIN_EXE_plugwright"))
            .args(args)
            .current_dir(self.path())
            .env("PLUGWRIGHT_KEYS", self.path().join("keys"))
            .env("PLUGWRIGHT_PASSPHRASE", PASSPHRASE)
            .env_remove("PLUGWRIGHT_REGISTRY")
            .output()
            .unwrap();
        let shown = [output.stdout.as_slice(), &output.stderr].concat();
        assert!(
            !String::from_utf8_lossy(&shown).contains("canary"),
            "the passphrase is never shown"
        );
        output
    }

    fn good(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(
            output.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// The exit code and the code in the message.
    fn bad(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(args);
        let shown = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let code = shown
            .rsplit_once("[PW-")
            .and_then(|(_, rest)| rest.split_once(']'));
        let code = code.map(|(code, _)| format!("PW-{code}"));
        (output.status.code().unwrap(), code.unwrap_or(shown))
    }

    fn sign(&self, args: &[&str]) {
        self.good(&[&["sign", "auth.plug", "--origin", REGISTRY], args].concat());
    }

    fn verify_json(&self, args: &[&str]) -> Value {
        let output = self.run(&[&["verify", "auth.plug", "--json"], args].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn component(version: &str) -> Vec<u8> {
    let yaml = format!(
        "plugin:\n  id: acme:auth\n  version: {version}\n  description: Lets people in\n  repository: https://example.com/acme/auth\n"
    );
    let manifest = Manifest::parse("plugin.yaml", &yaml)
        .unwrap()
        .to_canonical_json();
    let mut section = vec![u8::try_from(Manifest::SECTION.len()).unwrap()];
    section.extend_from_slice(Manifest::SECTION.as_bytes());
    section.extend_from_slice(manifest.as_ref());
    let mut component = wat::parse_str("(component)").unwrap();
    component.push(0);
    let mut length = section.len();
    while length >= 0x80 {
        component.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
        length >>= 7;
    }
    component.push(u8::try_from(length).unwrap());
    component.extend_from_slice(&section);
    component
}

#[test]
fn a_signed_package_is_verified_with_the_authors_public_key() {
    let author = Author::new();
    let digest = author.verify_json(&["--key", "release"])["digest"].clone();
    author.sign(&[]);
    author.good(&["key", "export", "release", "--out", "release.pub"]);
    let line = author.good(&["key", "export", "release", "--format", "line"]);
    let line = line.split(' ').next().unwrap();
    for key in ["release.pub", "release", line] {
        author.good(&["verify", "auth.plug", "--key", key, "--origin", REGISTRY]);
    }
    let report = author.verify_json(&["--key", line]);
    assert_eq!(report["verdict"], "accepted");
    assert_eq!(report["subject"]["id"], "acme:auth");
    assert_eq!(
        report["digest"], digest,
        "signing does not change the digest"
    );
    let text = author.good(&["verify", "auth.plug", "--key", line]);
    assert!(
        text.starts_with("accepted: sha256:") && text.contains("acme:auth@1.0.0"),
        "{text}"
    );
}

#[test]
fn the_answer_is_no_for_each_wrong_signature_and_says_why() {
    let author = Author::new();
    let verify = ["verify", "auth.plug", "--key", "release"];
    assert_eq!(author.bad(&verify), (1, "PW-SIGNATURE-MISSING".to_owned()));
    author.sign(&["--beside"]);
    author.good(&verify);
    let two = [&verify[..], &["--threshold", "2"]].concat();
    assert_eq!(author.bad(&two), (1, "PW-SIGNATURE-TOO-FEW".to_owned()));
    let elsewhere = [&verify[..], &["--origin", "https://other.example"]].concat();
    assert_eq!(
        author.bad(&elsewhere),
        (1, "PW-SIGNATURE-NONE-GOOD".to_owned())
    );
    author.good(&["key", "new", "stranger"]);
    assert_eq!(
        author.bad(&["verify", "auth.plug", "--key", "stranger"]),
        (1, "PW-SIGNATURE-NONE-GOOD".to_owned())
    );
    // RB2: the signature of 1.0.0 beside the bytes of 1.0.1.
    author.package("auth.plug", "1.0.1");
    assert_eq!(
        author.bad(&verify),
        (1, "PW-SIGNATURE-NONE-GOOD".to_owned())
    );
    let report = author.verify_json(&["--key", "release"]);
    assert_eq!(report["set_aside"][0]["code"], "PW-SIGNATURE-OTHER-BYTES");
}

#[test]
fn two_authors_sign_and_both_count() {
    let author = Author::new();
    author.good(&["key", "new", "second"]);
    author.sign(&["--key", "release"]);
    author.sign(&["--key", "release"]);
    let verify = [
        "verify",
        "auth.plug",
        "--key",
        "release",
        "--key",
        "second",
        "--threshold",
        "2",
    ];
    assert_eq!(author.bad(&verify).1, "PW-SIGNATURE-TOO-FEW");
    author.sign(&["--key", "second"]);
    author.good(&verify);
}

#[test]
fn provenance_and_bill_of_materials_are_shown_with_the_package() {
    let author = Author::new();
    let source = author.path().join("source");
    fs::create_dir(&source).unwrap();
    fs::write(source.join("Cargo.toml"), "[package]\nname = \"auth\"\n").unwrap();
    let lock = "[[package]]\nname = \"auth\"\nversion = \"1.0.0\"\ndependencies = [\"serde\"]\n[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\n";
    fs::write(source.join("Cargo.lock"), lock).unwrap();
    let git = |args: &[&str]| {
        Command::new("git")
            .current_dir(&source)
            .args(args)
            .output()
            .unwrap()
    };
    git(&["init", "-q"]);
    git(&[
        "remote",
        "add",
        "origin",
        "https://token@example.com/acme/auth.git",
    ]);
    git(&["add", "."]);
    git(&[
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "commit",
        "-q",
        "-m",
        "x",
    ]);
    author.sign(&["--source", "source"]);
    let report = author.verify_json(&["--key", "release"]);
    let attestations = report["attestations"].as_array().unwrap();
    let of = |kind: &str| {
        attestations
            .iter()
            .find(|attestation| attestation["kind"] == kind)
            .unwrap()
    };
    assert_eq!(of("provenance")["agrees"], true);
    assert_eq!(
        of("provenance")["repository"],
        "git+https://example.com/acme/auth.git"
    );
    assert_eq!(of("provenance")["commit"].as_str().unwrap().len(), 40);
    assert_eq!(of("sbom")["components"], 2);
}

#[test]
fn a_rotated_key_is_followed_and_a_revoked_one_is_not() {
    let author = Author::new();
    let trusted = author.path().join("trusted");
    fs::create_dir(&trusted).unwrap();
    author.good(&["key", "export", "release", "--out", "trusted/release.pub"]);
    author.good(&["key", "rotate", "release", "--to", "release-2"]);
    assert_eq!(
        author.bad(&[
            "sign",
            "auth.plug",
            "--origin",
            REGISTRY,
            "--key",
            "release"
        ]),
        (2, "PW-KEY-RETIRED".to_owned())
    );
    author.sign(&[]);
    let verify = ["verify", "auth.plug", "--trusted", "trusted"];
    assert_eq!(author.bad(&verify).0, 1);
    author.good(&[
        "key",
        "export",
        "release",
        "--format",
        "statements",
        "--out",
        "trusted/release.sigstore.json",
    ]);
    let text = author.good(&verify);
    assert!(text.contains("the successor of"), "{text}");
    author.good(&["key", "revoke", "release-2", "--reason", "lost"]);
    author.good(&[
        "key",
        "export",
        "release-2",
        "--format",
        "statements",
        "--out",
        "trusted/release-2.sigstore.json",
    ]);
    assert_eq!(
        author.bad(&verify),
        (1, "PW-SIGNATURE-NONE-GOOD".to_owned())
    );
    let keys: Value = serde_json::from_str(&author.good(&["key", "list", "--json"])).unwrap();
    assert_eq!(
        (&keys[0]["state"], &keys[1]["state"]),
        (&"succeeded".into(), &"revoked".into())
    );
}

#[test]
fn any_file_is_signed_under_the_name_that_the_author_gives_it() {
    let author = Author::new();
    fs::write(author.path().join("notes.bin"), "bytes").unwrap();
    let sign = ["sign", "notes.bin", "--origin", REGISTRY];
    assert_eq!(author.bad(&sign), (2, "PW-SIGN-NAME".to_owned()));
    author.good(&[&sign[..], &["--as", "acme:notes@2.0.0"]].concat());
    author.good(&["verify", "notes.bin", "--key", "release"]);
    author.good(&[
        "verify",
        "notes.bin",
        "--key",
        "release",
        "--as",
        "acme:notes@2.0.0",
    ]);
    assert_eq!(
        author
            .bad(&[
                "verify",
                "notes.bin",
                "--key",
                "release",
                "--as",
                "acme:notes@2.0.1"
            ])
            .0,
        1
    );
}

#[test]
fn wrong_use_is_told_from_a_bad_signature() {
    let author = Author::new();
    assert_eq!(
        author.bad(&["key", "new", "release"]),
        (2, "PW-KEY-EXISTS".to_owned())
    );
    assert_eq!(author.bad(&["verify", "auth.plug"]).0, 2);
    assert_eq!(
        author.bad(&["verify", "auth.plug", "--key", "nobody"]),
        (2, "PW-KEY-UNKNOWN".to_owned())
    );
    assert_eq!(
        author.bad(&["verify", "auth.plug", "--key", "ed25519:AAAA"]),
        (2, "PW-KEY-PUBLIC".to_owned())
    );
    assert_eq!(
        author
            .bad(&["verify", "no-such-file", "--key", "release"])
            .0,
        4
    );
    fs::write(author.path().join("auth.plug.sigstore.json"), "{}").unwrap();
    assert_eq!(
        author.bad(&["verify", "auth.plug", "--key", "release"]),
        (3, "PW-BUNDLE".to_owned())
    );
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_can_read_signs_nothing() {
    use std::os::unix::fs::PermissionsExt as _;

    let author = Author::new();
    let key = author.path().join("keys/release.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(
        author.bad(&["sign", "auth.plug", "--origin", REGISTRY]),
        (4, "PW-KEY-PERMISSIONS".to_owned())
    );
}
