//! What a host will say of a package, asked beforehand: by signatures, policy and scan together.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

const REGISTRY: &str = "https://registry.example";

/// An author's and an operator's machine, with one packed plugin and two keys.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let manifest = "plugin: { id: 'acme:auth', version: 1.0.0 }\n";
        let manifest = plugwright_manifest::Manifest::parse("plugin.yaml", manifest).unwrap();
        let component = wat::parse_str("(component)").unwrap();
        let component = plugwright_build::finish(&component, &manifest).unwrap();
        fs::write(desk.path().join("auth.wasm"), component).unwrap();
        desk.good("pack auth.wasm --out auth.plug");
        desk.good("key new release");
        desk.good("key new auditor");
        desk.policy("");
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes the policy; `more` is added to the rule of the namespace.
    fn policy(&self, more: &str) {
        let keys: Value = serde_json::from_str(&self.good("key list --json")).unwrap();
        let id = |name: &str| {
            let key = keys.as_array().unwrap().iter();
            key.clone().find(|key| key["name"] == name).unwrap()["id"]
                .as_str()
                .unwrap()
        };
        let policy = format!(
            "format: 1
signers:
  alice: {{ class: verified, keys: ['{}'] }}
  carol: {{ class: enterprise, keys: ['{}'] }}
auditors: [carol]
default: {{ level: low, registry: '{REGISTRY}' }}
namespaces: {{ acme: {{ signers: [alice]{more} }} }}
",
            id("release"),
            id("auditor")
        );
        fs::write(self.path().join("policy.yaml"), policy).unwrap();
    }

    fn run(&self, words: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_plugwright"))
            .args(words.split(' '))
            .current_dir(self.path())
            .env("PLUGWRIGHT_KEYS", self.path().join("keys"))
            .env("PLUGWRIGHT_PASSPHRASE", "correct horse battery staple")
            .env_remove("PLUGWRIGHT_REGISTRY")
            .output()
            .unwrap()
    }

    fn good(&self, words: &str) -> String {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The exit code and what was printed.
    fn verify(&self, more: &str) -> (i32, String) {
        let keys = "verify auth.plug --key release --key auditor --policy policy.yaml";
        let output = self.run(format!("{keys} {more}").trim_end());
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(text).unwrap(),
        )
    }
}

#[test]
fn an_operator_hears_beforehand_what_the_host_will_say() {
    let desk = Desk::new();
    let (code, text) = desk.verify("");
    assert_eq!(code, 1);
    assert!(
        text.contains("acme:auth 1.0.0: refused by `namespaces.acme`"),
        "{text}"
    );
    assert!(
        text.contains("it is unsigned") && text.contains("[PW-POLICY-SIGNATURES]"),
        "{text}"
    );
    desk.good(&format!("sign auth.plug --origin {REGISTRY} --key release"));
    let (code, text) = desk.verify("");
    assert_eq!(code, 0, "{text}");
    let json: Value = serde_json::from_str(&desk.verify("--json").1).unwrap();
    assert_eq!(json["allowed"], true);
    assert_eq!(json["packages"][0]["scan"]["outcome"]["state"], "complete");
    assert_eq!(desk.verify(&format!("--origin {REGISTRY}")).0, 0);
    let (code, text) = desk.verify("--origin https://other.example");
    assert_eq!(code, 1);
    assert!(
        text.contains("PW-SIGNATURE-OTHER-PACKAGE") && text.contains("PW-POLICY-REGISTRY"),
        "{text}"
    );
}

#[test]
fn the_age_of_a_version_is_counted_from_the_registrys_date() {
    let desk = Desk::new();
    desk.good(&format!("sign auth.plug --origin {REGISTRY} --key release"));
    desk.policy(", minimum_age: 3d");
    let (code, text) = desk.verify("");
    assert!(
        code == 1 && text.contains("nobody vouches for when it was published"),
        "{text}"
    );
    let young = "--published 2026-06-01 --at 2026-06-02";
    let (code, text) = desk.verify(young);
    assert!(
        code == 1 && text.contains("it was published 24 hours ago; 3 days are asked for"),
        "{text}"
    );
    assert_eq!(desk.verify("--published 2026-06-01 --at 2026-06-05").0, 0);
    let (code, text) = desk.verify("--published 2026-06-09 --at 2026-06-05");
    assert!(code == 1 && text.contains("set the clock"), "{text}");
}

#[test]
fn an_auditor_signs_what_was_looked_at_and_the_policy_counts_it() {
    let desk = Desk::new();
    desk.policy(", require_audit: true");
    desk.good(&format!("sign auth.plug --origin {REGISTRY} --key release"));
    assert_eq!(desk.verify("").0, 1);
    let audit = format!("sign auth.plug --origin {REGISTRY} --audited everything --key");
    // An author's word about his own work is no audit.
    desk.good(&format!("{audit} release"));
    assert_eq!(desk.verify("").0, 1);
    desk.good(&format!("{audit} auditor"));
    let (code, text) = desk.verify("");
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("audited by carol"), "{text}");
    desk.good(&format!("{audit} auditor --audit log"));
    let log = desk.good("audit --audit log show --kind signature --plugin acme:auth");
    assert!(log.contains("signature  acme:auth 1.0.0"), "{log}");
    let text = desk.good("verify auth.plug --key release --key auditor");
    assert!(text.contains("has audited it: everything"), "{text}");
}

#[test]
fn a_policy_judges_packages_and_says_so_of_other_files() {
    let desk = Desk::new();
    let other = desk.run("verify auth.wasm --key release --policy policy.yaml");
    assert_eq!(other.status.code(), Some(2));
    let said = String::from_utf8(other.stderr).unwrap();
    assert!(said.contains("[PW-VERIFY-NO-PACKAGE]"), "{said}");
    fs::write(desk.path().join("policy.yaml"), "format: 1\nsigner: {}\n").unwrap();
    let (code, said) = desk.verify("");
    assert!(
        code == 2 && said.contains("did you mean `signers`?"),
        "{said}"
    );
}

#[cfg(not(feature = "keyless"))]
#[test]
fn a_program_without_keyless_signatures_says_so_instead_of_counting_none() {
    let desk = Desk::new();
    fs::write(desk.path().join("root.json"), "{}").unwrap();
    let output = desk.run("verify auth.plug --keyless root.json");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("[PW-KEYLESS-NOT-BUILT]"), "{said}");
    let alone = desk.run("verify auth.plug --key release --identity me");
    assert_eq!(
        alone.status.code(),
        Some(2),
        "an identity needs an issuer and a root"
    );
}

/// Otherwise the host would find another grant than the one that was pinned, and refuse the plugin.
#[test]
fn a_version_is_activated_with_the_grant_that_the_operator_gave_it() {
    let desk = Desk::new();
    let run = |words: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_plugwright"))
            .args(words.split(' '))
            .current_dir(desk.path())
            .env("XDG_CONFIG_HOME", desk.path().join("config"))
            .env_remove("PLUGWRIGHT_GRANTS")
            .env_remove("PLUGWRIGHT_AUDIT")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words}: {said}");
    };
    run("grant accept auth.plug");
    run("install auth.plug --store store --activate");
    let active = fs::read(desk.path().join("store/active.json")).unwrap();
    let active: Value = serde_json::from_slice(&active).unwrap();
    let grant = fs::read(desk.path().join("config/plugwright/grants/acme/auth.yaml")).unwrap();
    assert_eq!(
        active["plugins"]["acme:auth"]["now"]["grants"],
        plugwright_manifest::Digest::of(&grant).to_string()
    );
}
