//! Functions are called by name, in the sandbox, and a failure says whose it is.
#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

/// Adds, and traps on request.
const COMPONENT: &str = r#"(component
    (core module $m
        (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (export "fail") unreachable)
        (func (export "spin") (loop $l (br $l))))
    (core instance $i (instantiate $m))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
    (func (export "fail") (canon lift (core func $i "fail")))
    (func (export "spin") (canon lift (core func $i "spin"))))"#;

fn call(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sums.wasm");
    std::fs::write(&file, wat::parse_str(COMPONENT).unwrap()).unwrap();
    Command::new(env!("CARGO_BIN_EXE_plugwright"))
        .arg("call")
        .arg(&file)
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn arguments_and_results_are_wave_or_json() {
    assert_eq!(call(&["add", "20", "22"]).stdout, b"42\n");
    assert_eq!(call(&["--json", "add", "20", "22"]).stdout, b"42\n");
}

#[test]
fn a_trap_and_an_endless_loop_are_the_plugins_fault_and_a_wrong_argument_is_the_callers() {
    assert_eq!(call(&["fail"]).status.code(), Some(3));
    assert_eq!(call(&["--timeout", "100", "spin"]).status.code(), Some(3));
    assert_eq!(call(&["add", "20", "\"22\""]).status.code(), Some(2));
    assert_eq!(call(&["no-such-function"]).status.code(), Some(2));
}
