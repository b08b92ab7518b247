//! An operator decides by commands: what the policy says, what a plugin gets, and what the audit log keeps of it.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use plugwright_manifest::Label;
use plugwright_security::audit::{Event, Filter, read};
use serde_json::Value;
use tempfile::TempDir;

const MANIFEST: &str = "
plugin: { id: 'acme:greeter', version: 1.0.0 }
capabilities:
  network: { origins: ['https://*.acme.example'] }
  config: [greeting]
";

/// A folder of an operator.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("plugin.yaml", MANIFEST);
        desk
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    fn run(&self, words: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_plugwright"))
            .args(words.split(' '))
            .current_dir(self.0.path())
            .env("PLUGWRIGHT_GRANTS", self.0.path().join("grants"))
            .env("PLUGWRIGHT_AUDIT", self.0.path().join("audit"))
            .env("USER", "olga")
            .output()
            .unwrap()
    }

    fn code(&self, words: &str) -> i32 {
        self.run(words).status.code().unwrap()
    }

    fn text(&self, words: &str) -> String {
        let output = self.run(words);
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    }

    fn json(&self, words: &str) -> Value {
        serde_json::from_slice(&self.run(&format!("{words} --json")).stdout).unwrap()
    }
}

#[test]
fn the_sample_policy_can_be_checked_and_a_misspelt_one_says_where() {
    let desk = Desk::new();
    let sample = desk.text("policy sample");
    desk.write("policy.yaml", &sample);
    assert_eq!(desk.code("policy check policy.yaml"), 0);
    assert_eq!(
        desk.json("policy check policy.yaml")["rules"][1]["signatures"],
        2
    );
    desk.write("bad.yaml", &sample.replace("minimum_age", "minimum-age"));
    assert_eq!(desk.code("policy check bad.yaml"), 1);
    let found = desk.json("policy check bad.yaml");
    assert_eq!(found["code"], "PW-DOCUMENT-UNKNOWN-KEY");
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `minimum_age`?")
    );
    assert_eq!(desk.code("policy explain bad.yaml --plugin plugin.yaml"), 2);
    assert_eq!(desk.code("policy check no-such-file.yaml"), 4);
    assert!(desk.text("policy schema").contains("json-schema.org"));
}

#[test]
fn a_policy_explains_each_refusal_and_what_would_be_allowed() {
    let desk = Desk::new();
    desk.write("policy.yaml", &desk.text("policy sample"));
    desk.write("plugin.yaml", &MANIFEST.replace('*', "api"));
    let refused = desk.run("policy explain policy.yaml --plugin plugin.yaml --signed-by alice");
    assert_eq!(refused.status.code(), Some(1));
    let text = String::from_utf8(refused.stdout).unwrap();
    assert!(
        text.contains("refused") && text.contains("[PW-POLICY-SIGNATURES]"),
        "{text}"
    );
    assert!(text.contains("alice is not trusted for it"), "{text}");
    let allowed = "policy explain policy.yaml --plugin plugin.yaml --signed-by acme-release --signed-by acme-security --scanned --registry https://plugins.acme.example";
    assert_eq!(desk.code(allowed), 0, "{}", desk.text(allowed));
    let json = desk.json(allowed);
    assert_eq!(json["allowed"], true);
    assert_eq!(json["standing"]["class"], "enterprise");
    let elsewhere = allowed.replace("acme.example", "evil.example");
    assert_eq!(desk.code(&elsewhere), 1);
}

#[test]
fn e10_an_update_that_asks_for_more_waits_for_consent_and_shows_the_difference() {
    let desk = Desk::new();
    assert_eq!(desk.code("grant diff plugin.yaml"), 1);
    assert_eq!(desk.code("grant accept plugin.yaml"), 0);
    assert_eq!(desk.code("grant diff plugin.yaml"), 0);
    let more = MANIFEST
        .replace("greeting]", "greeting]\n  gpu: true")
        .replace("1.0.0", "1.1.0");
    desk.write("plugin.yaml", &more);
    assert_eq!(desk.code("grant diff plugin.yaml"), 1);
    assert!(
        desk.text("grant diff plugin.yaml")
            .contains("new: it wants to use the GPU")
    );
    let json = desk.json("grant diff plugin.yaml");
    assert_eq!(
        (&json["asks_for_more"], &json["changes"][0]["kind"]),
        (&true.into(), &"new".into())
    );
    assert!(
        !desk.text("grant acme:greeter").contains("gpu"),
        "nothing is given by asking"
    );
    // Said no to once is not asked again.
    assert_eq!(desk.code("grant accept plugin.yaml"), 0);
    assert_eq!(desk.code("grant deny acme:greeter --gpu"), 0);
    assert_eq!(desk.code("grant diff plugin.yaml"), 0);
}

#[test]
fn capabilities_are_given_and_taken_one_by_one() {
    let desk = Desk::new();
    assert_eq!(desk.code("grant accept plugin.yaml --nothing"), 0);
    assert_eq!(
        desk.json("grant acme:greeter")["not_granted"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    desk.run("grant allow acme:greeter --http GET@https://api.acme.example --config greeting");
    let gives = &desk.json("grant acme:greeter")["gives"];
    assert_eq!(gives["network"]["origins"][0]["methods"][0], "GET");
    assert_eq!(gives["config"][0], "greeting");
    desk.run("grant allow acme:greeter --http *");
    assert_eq!(
        desk.code("grant deny acme:greeter --http https://evil.example"),
        1
    );
    assert!(
        desk.text("grant deny acme:greeter --http https://evil.example")
            .contains("still granted")
    );
    assert_eq!(desk.code("grant deny acme:greeter --http *"), 0);
    assert_eq!(desk.code("grant allow acme:greeter --http example.com"), 2);
    assert_eq!(desk.code("grant allow acme:stranger --gpu"), 2);
}

#[test]
fn what_was_revoked_is_accepted_again_only_after_it_was_restored() {
    let desk = Desk::new();
    desk.run("grant accept plugin.yaml");
    assert_eq!(desk.code("grant revoke acme:greeter --reason loud"), 0);
    assert!(desk.text("grant").contains("revoked"));
    assert_eq!(desk.code("grant accept plugin.yaml"), 2);
    assert_eq!(desk.code("grant restore acme:greeter"), 0);
    assert_eq!(desk.code("grant accept plugin.yaml"), 0);
}

#[test]
fn an_editor_cannot_put_a_broken_grant_in_place() {
    let desk = Desk::new();
    desk.run("grant accept plugin.yaml");
    let before = desk.text("grant acme:greeter --json");
    let edit = |script: &str| {
        let path = desk.0.path().join("editor.sh");
        fs::write(&path, format!("sed -i '{script}' \"$1\"\n")).unwrap();
        Command::new(env!("CARGO_BIN_EXE_plugwright"))
            .args(["grant", "edit", "acme:greeter", "--grants"])
            .arg(desk.0.path().join("grants"))
            .env("VISUAL", format!("sh {}", path.display()))
            .output()
            .unwrap()
    };
    let broken = edit("s/config/confg/");
    assert_eq!(broken.status.code(), Some(2));
    assert!(
        String::from_utf8(broken.stderr)
            .unwrap()
            .contains("did you mean `config`?")
    );
    assert_eq!(desk.text("grant acme:greeter --json"), before);
    assert_eq!(edit("s/acme:greeter/acme:other/").status.code(), Some(2));
    assert_eq!(edit("s/- greeting/- salutation/").status.code(), Some(0));
    assert!(
        desk.text("grant acme:greeter")
            .contains("config salutation")
    );
}

#[test]
fn a_watched_run_proposes_the_smallest_grant() {
    let desk = Desk::new();
    desk.write(
        "uses.jsonl",
        "{\"kind\":\"http\",\"origin\":\"https://api.acme.example\",\"method\":\"GET\"}\n{\"kind\":\"http\",\"origin\":\"https://evil.example\",\"method\":\"GET\"}\n",
    );
    let json = desk.json("grant learn plugin.yaml --uses uses.jsonl");
    let origin = &json["proposed"]["network"]["origins"][0];
    assert_eq!(origin["origin"], "https://api.acme.example");
    assert_eq!(json["unused"][0], "config greeting");
    assert_eq!(json["outside"][0]["origin"], "https://evil.example");
    assert_eq!(desk.code("grant acme:greeter"), 2, "a proposal is none yet");
    assert_eq!(
        desk.code("grant learn plugin.yaml --uses uses.jsonl --accept"),
        0
    );
    assert!(
        desk.text("grant acme:greeter")
            .contains("http https://api.acme.example (GET)")
    );
}

#[test]
fn each_change_of_a_grant_is_in_the_audit_log() {
    let desk = Desk::new();
    desk.run("grant accept plugin.yaml");
    desk.run("grant acme:greeter");
    desk.run("grant deny acme:greeter --config greeting");
    let entries = grants(&desk.0.path().join("audit"));
    let [(by, None, Some(first)), (_, Some(before), Some(after))] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!(by.as_str(), "olga");
    assert!(before == first && after != first);
}

type Entry = (
    Label,
    Option<plugwright_manifest::Digest>,
    Option<plugwright_manifest::Digest>,
);

fn grants(folder: &Path) -> Vec<Entry> {
    let mut grants = Vec::new();
    read(folder, &Filter::default(), |entry| {
        if let Event::Grant {
            by, before, after, ..
        } = entry.event
        {
            grants.push((by, before, after));
        }
    })
    .unwrap();
    grants
}

#[test]
fn the_audit_log_is_shown_signed_and_a_changed_line_is_found() {
    let desk = Desk::new();
    desk.write("passphrase", "correct horse battery staple\n");
    private(&desk.0.path().join("passphrase"));
    assert_eq!(desk.code("grant accept plugin.yaml"), 0);
    assert_eq!(desk.code("grant revoke acme:greeter --reason trouble"), 0);
    let shown = desk.text("audit show --plugin acme:greeter --kind grant");
    assert_eq!(shown.matches("acme:greeter").count(), 2, "{shown}");
    assert!(shown.contains("by olga"), "{shown}");

    let keys = "--keys keys --passphrase-file passphrase";
    let made = desk.text(&format!("key {keys} new auditor"));
    let head = desk.run(&format!("audit sign {keys}"));
    assert!(head.status.success(), "{made} {head:?}");
    desk.write("head.json", std::str::from_utf8(&head.stdout).unwrap());
    let key = desk.run(&format!("key {keys} export auditor"));
    desk.write("auditor.pem", std::str::from_utf8(&key.stdout).unwrap());
    assert_eq!(
        desk.code("audit verify --head head.json --by auditor.pem"),
        0
    );

    let segment = desk.0.path().join("audit/0000000000000001.jsonl");
    let log = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, log.replacen("olga", "otto", 1)).unwrap();
    assert_eq!(desk.code("audit verify"), 1);
    assert!(desk.text("audit verify").contains("PW-AUDIT-BROKEN"));
    // The last line can be cut off without breaking the chain; the signed head tells.
    let first = log.split_inclusive('\n').next().unwrap();
    fs::write(&segment, first).unwrap();
    assert_eq!(desk.code("audit verify"), 0);
    assert_eq!(
        desk.code("audit verify --head head.json --by auditor.pem"),
        1
    );
}

#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &Path) {}
