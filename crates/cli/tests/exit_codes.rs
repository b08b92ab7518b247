//! Scripts and packagers branch on exit codes: each is shown here by the command that gives it.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const OLD: &str = "package acme:shop@0.1.0;\ninterface prices { price: func(item: string) -> u32; }\nworld shop { export prices; }\n";

fn plugwright(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plugwright"))
        .args(args)
        .output()
        .unwrap()
}

fn code(args: &[&str]) -> i32 {
    plugwright(args).status.code().unwrap()
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path: PathBuf = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn compat_says_yes_no_and_wrong_use() {
    let folder = tempfile::tempdir().unwrap();
    let old = file(folder.path(), "old.wit", OLD);
    let documented = file(
        folder.path(),
        "documented.wit",
        OLD.replace("interface", "/// What things cost.\ninterface"),
    );
    let broken = file(folder.path(), "broken.wit", OLD.replace("u32", "u64"));
    let announced = file(
        folder.path(),
        "announced.wit",
        OLD.replace("u32", "u64").replace("0.1.0", "0.2.0"),
    );
    let malformed = file(folder.path(), "malformed.wit", "package ;");
    let component = file(
        folder.path(),
        "component.wasm",
        wat::parse_str("(component)").unwrap(),
    );
    assert_eq!(code(&["compat", &old, &documented]), 0);
    assert_eq!(code(&["compat", &old, &broken]), 1);
    assert_eq!(code(&["compat", &old, &announced]), 0);
    assert_eq!(code(&["compat", &old, &component]), 2);
    assert_eq!(code(&["compat", &old, &malformed]), 3);
    assert_eq!(code(&["compat", &old, "no-such-file.wit"]), 4);
    assert_eq!(code(&["compat", &old]), 2);
}

#[test]
fn compat_names_the_place_of_a_change_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let old = file(folder.path(), "old.wit", OLD);
    let broken = file(folder.path(), "broken.wit", OLD.replace("u32", "u64"));
    let output = plugwright(&["compat", "--json", &old, &broken]).stdout;
    let report: serde_json::Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(report["verdict"], "refused");
    assert_eq!(report["changes"][0]["place"], "acme:shop/prices#price");
}

#[test]
fn inspect_tells_a_component_from_what_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"(component (import "wasi:http/outgoing-handler@0.2.12" (instance)))"#;
    let component = file(
        folder.path(),
        "component.wasm",
        wat::parse_str(text).unwrap(),
    );
    let module = file(
        folder.path(),
        "module.wasm",
        wat::parse_str("(module)").unwrap(),
    );
    let cut = file(
        folder.path(),
        "cut.wasm",
        &wat::parse_str(text).unwrap()[..20],
    );
    let report: serde_json::Value =
        serde_json::from_slice(&plugwright(&["inspect", "--json", &component]).stdout).unwrap();
    assert_eq!(report["capabilities"][0]["name"], "http");
    for none in [&module, &cut, &file(folder.path(), "text.wasm", "no")] {
        assert_eq!(code(&["inspect", none]), 3, "{none}");
    }
}

#[test]
fn build_refuses_a_folder_that_is_no_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let output = plugwright(&["build", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PW-BUILD-PROJECT"));
}
