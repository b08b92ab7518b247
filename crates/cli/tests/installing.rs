//! An operator installs, updates and rolls back while a program calls; and what does not fit is refused before it runs.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use plugwright::Engine;
use plugwright::audit::{Filter, read};
use plugwright::loader::store::Store;
use plugwright::loader::{Facts, Loader, Refusal, Verifier};
use serde_json::Value;

/// A folder with a store, and plugins beside it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, words: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_plugwright"))
            .args(words.split(' '))
            .current_dir(self.path())
            .env("PLUGWRIGHT_STORE", self.path().join("store"))
            .env("PLUGWRIGHT_AUDIT", self.path().join("audit"))
            .env_remove("PLUGWRIGHT_GRANTS")
            .env("USER", "olga")
            .output()
            .unwrap()
    }

    fn ok(&self, words: &str) -> String {
        let output = self.run(words);
        let said = String::from_utf8(output.stdout).unwrap();
        let wrong = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{words}: {said}{wrong}");
        said
    }

    fn refused(&self, words: &str) -> (i32, String) {
        let output = self.run(words);
        let code = output.status.code().unwrap();
        (code, String::from_utf8(output.stderr).unwrap())
    }

    fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.ok(&format!("{words} --json"))).unwrap()
    }

    /// A package whose function answers with its version.
    fn plug(&self, name: &str, version: u32, more: &str) -> String {
        let folder = format!("{name}-{version}");
        fs::create_dir_all(self.path().join(&folder)).unwrap();
        let manifest = format!(
            "plugin:\n  id: acme:{name}\n  version: {version}.0.0\n  description: Answers with its version\n{more}"
        );
        let component = format!(
            r#"(component
                (core module $m (func (export "version") (result i32) (i32.const {version})))
                (core instance $i (instantiate $m))
                (func (export "version") (result u32) (canon lift (core func $i "version"))))"#
        );
        let component = wat::parse_str(component).unwrap();
        fs::write(self.path().join(&folder).join("plugin.yaml"), manifest).unwrap();
        fs::write(self.path().join(&folder).join("plugin.wasm"), component).unwrap();
        folder
    }
}

struct Anybody;

impl Verifier for Anybody {
    fn verify(&self, _: &Facts<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_follows_the_store_runs_what_the_operator_says_while_it_is_called() {
    let desk = Desk::new();
    for version in 1..=3 {
        let folder = desk.plug("clock", version, "");
        desk.ok(&format!("install {folder}"));
    }
    desk.ok("update acme:clock --to 1.0.0");

    let store = Store::open(&desk.path().join("store")).unwrap();
    let loader = Loader::builder(Engine::new().unwrap(), store, Anybody);
    let loader = loader.start().await.unwrap();
    let _following = loader.follow();
    let clock = loader.serving(&"acme:clock".parse().unwrap()).unwrap();
    let reaches = async |version: &str| {
        let patience = Instant::now() + Duration::from_secs(20);
        while clock.call_wave("version()").await.unwrap() != version {
            assert!(Instant::now() < patience);
        }
    };
    reaches("1").await;
    desk.ok("update acme:clock");
    reaches("3").await;
    desk.ok("rollback acme:clock");
    reaches("1").await;
    desk.ok("update acme:clock --to 2.0.0");
    reaches("2").await;
}

#[test]
fn what_is_installed_is_listed_explained_and_removed_and_the_log_knows_who_did_it() {
    let desk = Desk::new();
    let (one, two) = (desk.plug("clock", 1, ""), desk.plug("clock", 2, ""));
    assert!(desk.ok("list").contains("nothing is installed"));
    desk.ok(&format!("install {one} {two}"));
    desk.ok("update acme:clock --to 1.0.0");
    desk.ok("update acme:clock");
    let list = desk.json("list");
    assert_eq!(list["generation"], 2);
    let ago: Vec<&Value> = list["plugins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["versions-ago"])
        .collect();
    assert_eq!(ago, [&Value::from(1), &Value::from(0)]);
    let info = desk.json("info acme:clock");
    assert_eq!(
        (&info["version"], &info["active"]),
        (&Value::from("2.0.0"), &Value::from(true))
    );
    assert_eq!(info["earlier"][0], "1.0.0");
    assert_eq!(info["origin"], "folder");
    assert!(desk.ok("info acme:clock").contains("version"));

    let (code, said) = desk.refused("remove acme:clock --version 2.0.0");
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("PW-LOADER-STILL-ACTIVE"), "{said}");
    desk.ok("remove acme:clock --version 1.0.0");
    let (code, said) = desk.refused("rollback acme:clock");
    assert_eq!(code, 2);
    assert!(said.contains("PW-LOADER-NOTHING-BEFORE"), "{said}");
    desk.ok("remove acme:clock");
    assert!(desk.ok("list").contains("nothing is installed"));
    let (code, _) = desk.refused("info acme:clock");
    assert_eq!(code, 2);

    let mut kinds = Vec::new();
    read(&desk.path().join("audit"), &Filter::default(), |entry| {
        kinds.push(entry.event.kind());
    })
    .unwrap();
    assert_eq!(
        kinds,
        [
            "install", "install", "activate", "activate", "remove", "activate", "remove"
        ]
    );
    assert!(desk.ok("audit show").contains("by olga, before it 1.0.0"));
}

#[test]
fn what_would_break_another_plugin_is_refused_and_says_why() {
    let desk = Desk::new();
    let shop = desk.plug(
        "shop",
        1,
        "dependencies:\n  plugins:\n    \"acme:clock\": \"^1\"\n",
    );
    let (one, two) = (desk.plug("clock", 1, ""), desk.plug("clock", 2, ""));
    let (code, said) = desk.refused(&format!("install {shop} --activate"));
    assert_eq!(code, 2);
    assert!(
        said.contains("acme:clock") && said.contains("PW-LOADER-UNRESOLVABLE"),
        "{said}"
    );
    desk.ok(&format!("install {shop} {one} --activate"));
    desk.ok(&format!("install {two}"));
    for change in ["update acme:clock", "remove acme:clock"] {
        let (code, said) = desk.refused(change);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("acme:shop"), "{said}");
    }
    assert_eq!(desk.json("info acme:clock")["version"], "1.0.0");
}

#[test]
fn l084_a_lock_file_brings_the_same_versions_to_another_store_or_says_what_is_missing() {
    let (here, there) = (Desk::new(), Desk::new());
    for desk in [&here, &there] {
        for version in 1..=2 {
            let folder = desk.plug("clock", version, "");
            desk.ok(&format!("install {folder}"));
        }
    }
    here.ok("update acme:clock --to 1.0.0");
    here.ok("lock");
    fs::copy(
        here.path().join("plugwright.lock"),
        there.path().join("plugwright.lock"),
    )
    .unwrap();
    let output = there.run("lock --check");
    assert_eq!(output.status.code(), Some(1));
    there.ok("lock --apply");
    there.ok("lock --check");
    assert_eq!(there.json("info acme:clock")["version"], "1.0.0");

    there.ok("update acme:clock");
    there.ok("remove acme:clock --version 1.0.0");
    let (code, said) = there.refused("lock --apply");
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("PW-LOADER-NOT-INSTALLED"), "{said}");
    assert_eq!(
        there.json("info acme:clock")["version"],
        "2.0.0",
        "nothing was changed"
    );
    fs::write(there.path().join("plugwright.lock"), "{}").unwrap();
    let (code, said) = there.refused("lock --check");
    assert_eq!(code, 2);
    assert!(said.contains("PW-LOCK-FILE"), "{said}");
}

#[test]
fn what_the_policy_refuses_is_not_installed_and_says_which_rule_and_what_to_do() {
    let desk = Desk::new();
    let clock = desk.plug("clock", 1, "");
    fs::write(desk.path().join("policy.yaml"), desk.ok("policy sample")).unwrap();
    let output = desk.run(&format!("install {clock} --policy policy.yaml"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("acme:clock 1.0.0 is refused") && said.contains("[PW-POLICY-"),
        "{said}"
    );
    assert!(desk.ok("list").contains("nothing is installed"));
    fs::write(
        desk.path().join("open.yaml"),
        "format: 1\ndefault: { level: low }\ndevelopment: { unsigned_folders: true }\n",
    )
    .unwrap();
    let output = desk.run(&format!("install {clock} --policy open.yaml"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
}
