//! An operator looks into a plugin before installing it, and a pipeline stops at what it finds.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

const CLEAN: &str = "(component)";
const GREEDY: &str = r#"(component (import "wasi:http/outgoing-handler@0.2.12" (instance)))"#;
const MANIFEST: &str =
    "plugin:\n  id: acme:echo\n  version: 1.2.3\n  description: Says it again\n  license: MIT\n";

fn folder(component: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("p.wasm"),
        wat::parse_str(component).unwrap(),
    )
    .unwrap();
    fs::write(folder.path().join("plugin.yaml"), MANIFEST).unwrap();
    folder
}

fn scan(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plugwright"));
    command
        .current_dir(folder)
        .arg("scan")
        .args(args)
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_component_without_findings_passes() {
    let folder = folder(CLEAN);
    let output = scan(
        folder.path(),
        &["p.wasm", "--manifest", "plugin.yaml", "--json"],
    );
    assert_eq!(code(&output), 0);
    let report = json(&output);
    assert_eq!(report["passes"], true);
    assert_eq!(report["reports"][0]["findings"], serde_json::json!([]));
}

#[test]
fn an_undeclared_import_is_an_answer_and_not_an_error() {
    let folder = folder(GREEDY);
    let output = scan(folder.path(), &["p.wasm", "--manifest", "plugin.yaml"]);
    assert_eq!(code(&output), 1);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("PW-SCAN-UNDECLARED-IMPORT") && text.contains("wasi:http"),
        "{text}"
    );
}

#[test]
fn an_accepted_finding_stays_and_does_not_stop_the_pipeline() {
    let folder = folder(GREEDY);
    let accept = "--accept=PW-SCAN-UNDECLARED-IMPORT";
    let output = scan(
        folder.path(),
        &["p.wasm", "--manifest", "plugin.yaml", accept, "--json"],
    );
    assert_eq!(code(&output), 0);
    assert_eq!(json(&output)["reports"][0]["findings"][0]["accepted"], true);
}

#[test]
fn sarif_names_the_file_and_the_rule() {
    let folder = folder(GREEDY);
    let output = scan(
        folder.path(),
        &["p.wasm", "--manifest", "plugin.yaml", "--sarif"],
    );
    let log = json(&output);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["artifacts"][0]["location"]["uri"], "p.wasm");
    assert_eq!(run["results"][0]["ruleId"], "PW-SCAN-UNDECLARED-IMPORT");
}

#[test]
fn l004_a_known_vulnerability_stops_it() {
    let path = r#"(component (@custom "notes" "/registry/src/index.crates.io-1949cf8c6b5b557f/bad-1.0.0/src/lib.rs"))"#;
    let folder = folder(path);
    let database = r#"{"id":"RUSTSEC-2099-0001","affected":[{"package":{"ecosystem":"crates.io","name":"bad"},
        "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.0.1"}]}]}]}"#;
    fs::write(folder.path().join("advisories.json"), database).unwrap();
    let output = scan(
        folder.path(),
        &["p.wasm", "--advisories", "advisories.json"],
    );
    assert_eq!(code(&output), 1);
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("fixed in 1.0.1")
    );
}

#[test]
fn rc10_what_is_no_component_is_refused_and_what_is_wrongly_used_is_told_apart() {
    let folder = folder(CLEAN);
    fs::write(folder.path().join("text"), "no component").unwrap();
    fs::write(folder.path().join("broken.json"), "[").unwrap();
    assert_eq!(code(&scan(folder.path(), &["text"])), 1);
    assert_eq!(
        code(&scan(
            folder.path(),
            &["p.wasm", "--advisories", "broken.json"]
        )),
        2
    );
    assert_eq!(
        code(&scan(
            folder.path(),
            &["p.wasm", "--licenses", "nonsense licence"]
        )),
        2
    );
    assert_eq!(
        code(&scan(folder.path(), &["p.wasm", "--accept", "PW-NONE"])),
        2
    );
    assert_eq!(code(&scan(folder.path(), &["missing.wasm"])), 4);
}
