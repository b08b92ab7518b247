//! A plugin is packed, looked at, bundled; and what a stranger changed is refused with the exit code of the plugin's fault.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

const MANIFEST: &str = "plugin:\n  id: acme:echo\n  version: 1.2.3\n  description: Says it again\n";

const REMOTE: &str = "plugin:\n  id: acme:far\n  version: 0.1.0\n  runtime: remote\nremote:\n  protocol: http\n  endpoint: https://plugins.example.com\n";

fn plugwright(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plugwright"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// What a command that has to succeed says in JSON.
fn json(folder: &Path, args: &[&str]) -> Value {
    let output = plugwright(folder, &[args, &["--json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The code of an error, and the exit code.
fn refusal(folder: &Path, args: &[&str]) -> (i32, String) {
    let output = plugwright(folder, args);
    let said = String::from_utf8_lossy(&output.stderr);
    let code = said
        .rsplit_once('[')
        .map_or("", |(_, code)| code)
        .trim_end();
    (
        output.status.code().unwrap(),
        code.trim_end_matches(']').to_owned(),
    )
}

/// A folder with the component `echo.wasm`, which imports nothing.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let component = wat::parse_str("(component)").unwrap();
    let manifest = plugwright_manifest::Manifest::parse("plugin.yaml", MANIFEST).unwrap();
    let component = plugwright_build::finish(&component, &manifest).unwrap();
    fs::write(folder.path().join("echo.wasm"), component).unwrap();
    folder
}

#[test]
fn a_component_is_packed_with_its_files_and_looked_at() {
    let folder = folder();
    let folder = folder.path();
    fs::create_dir_all(folder.join("pages/de")).unwrap();
    fs::write(folder.join("pages/de/index.html"), "Hallo").unwrap();
    let packed = json(folder, &["pack", "echo.wasm", "--assets", "pages"]);
    assert_eq!(packed["file"], "echo-1.2.3.plug");
    let seen = json(folder, &["inspect", "echo-1.2.3.plug"]);
    assert_eq!(seen["digest"], packed["digest"]);
    let package = &seen["packages"][0];
    assert_eq!(package["id"], "acme:echo");
    assert_eq!(package["kind"], "component");
    assert_eq!(package["assets"]["bytes"], 5);
    let text = plugwright(folder, &["inspect", "echo-1.2.3.plug"]).stdout;
    assert!(
        String::from_utf8(text)
            .unwrap()
            .contains("asks for nothing")
    );
}

#[test]
fn packing_again_gives_the_same_bytes_and_leaves_no_other_file() {
    let folder = folder();
    let folder = folder.path();
    json(folder, &["pack", "echo.wasm", "--out", "one.plug"]);
    json(folder, &["pack", "echo.wasm", "--out", "two.plug"]);
    let read = |name| fs::read(folder.join(name)).unwrap();
    assert_eq!(read("one.plug"), read("two.plug"));
    assert_eq!(fs::read_dir(folder).unwrap().count(), 3);
}

#[test]
fn packages_are_bundled_and_keep_their_digests() {
    let folder = folder();
    let folder = folder.path();
    let echo = json(folder, &["pack", "echo.wasm"]);
    fs::create_dir_all(folder.join("far/wit")).unwrap();
    fs::write(folder.join("far/plugin.yaml"), REMOTE).unwrap();
    let wit = "package acme:far;\ninterface api { hello: func() -> string; }\nworld far { export api; }\n";
    fs::write(folder.join("far/wit/far.wit"), wit).unwrap();
    let far = json(folder, &["pack", "far"]);
    assert_eq!(far["packages"][0]["kind"], "remote");
    let bundle = json(
        folder,
        &["pack", "--bundle", "far-0.1.0.plug", "echo-1.2.3.plug"],
    );
    assert_eq!(bundle["kind"], "bundle");
    assert_eq!(bundle["packages"][0]["digest"], echo["digest"]);
    assert_eq!(bundle["packages"][1]["digest"], far["digest"]);
    fs::create_dir(folder.join("metadata")).unwrap();
    fs::write(folder.join("metadata/timestamp.json"), "{}").unwrap();
    let kit = json(folder, &["pack", "--kit", "metadata", "bundle.plug"]);
    assert_eq!((&kit["kind"], &kit["metadata"]), (&"kit".into(), &1.into()));
    assert_eq!(
        refusal(
            folder,
            &["pack", "--bundle", "echo-1.2.3.plug", "echo-1.2.3.plug"]
        ),
        (2, "PW-PACKAGE-TOGETHER".to_owned())
    );
}

#[test]
fn a_changed_package_is_the_plugins_fault_and_a_missing_one_the_environments() {
    let folder = folder();
    let folder = folder.path();
    json(folder, &["pack", "echo.wasm"]);
    let mut bytes = fs::read(folder.join("echo-1.2.3.plug")).unwrap();
    let at = bytes
        .windows(13)
        .position(|part| part == b"Says it again")
        .unwrap();
    bytes[at] = b'P';
    fs::write(folder.join("changed.plug"), bytes).unwrap();
    assert_eq!(
        refusal(folder, &["inspect", "changed.plug"]),
        (3, "PW-PACKAGE-DIGEST".to_owned())
    );
    assert_eq!(refusal(folder, &["inspect", "missing.plug"]).0, 4);
    fs::write(
        folder.join("bare.wasm"),
        wat::parse_str("(component)").unwrap(),
    )
    .unwrap();
    assert_eq!(
        refusal(folder, &["pack", "bare.wasm"]),
        (3, "PW-PACKAGE-COMPONENT".to_owned())
    );
    assert!(!folder.join("bare.plug").exists());
}

#[test]
fn rc8_a_component_that_imports_what_its_manifest_does_not_ask_for_is_not_packed() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = plugwright_manifest::Manifest::parse("plugin.yaml", MANIFEST).unwrap();
    let json = String::from_utf8(manifest.to_canonical_json())
        .unwrap()
        .replace('"', "\\\"");
    let text = format!(
        r#"(component (import "wasi:http/outgoing-handler@0.2.12" (instance)) (@custom "plugwright:manifest" "{json}"))"#
    );
    fs::write(
        folder.path().join("sly.wasm"),
        wat::parse_str(text).unwrap(),
    )
    .unwrap();
    assert_eq!(
        refusal(folder.path(), &["pack", "sly.wasm"]),
        (3, "PW-BUILD-UNDECLARED".to_owned())
    );
}

#[test]
fn rc18_a_remote_plugin_on_this_machine_is_packed_for_development_only() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("wit")).unwrap();
    fs::write(
        folder.join("wit/far.wit"),
        "package acme:far;\nworld far { }\n",
    )
    .unwrap();
    fs::write(
        folder.join("plugin.yaml"),
        REMOTE.replace("https://plugins.example.com", "http://localhost:8080"),
    )
    .unwrap();
    assert_eq!(
        refusal(folder, &["pack"]),
        (3, "PW-PACKAGE-ENDPOINT".to_owned())
    );
    json(folder, &["pack", "--private-endpoint"]);
}
