//! C5: a guest that breaks the canonical ABI gets an error; nothing panics, and nothing outside its memory is read.

use super::guest::{Guest, NO_LIMIT};
use crate::dynamic::return_error::AbiViolation;

/// Calls a function that returns the address 16, where these bytes are. The memory has one page, 65536 bytes.
fn violation(ty: &str, bytes: &str) -> String {
    let body = format!(
        r#"(memory (export "memory") 1) (data (i32.const 16) "{bytes}")
        (func (export "get") (result i32) (i32.const 16))"#
    );
    refused(&format!("export get: func() -> {ty};"), &body)
}

fn refused(items: &str, body: &str) -> String {
    let guest = Guest::new(items, body);
    let error = guest.start().direct("get", &[], NO_LIMIT).unwrap_err();
    assert!(guest.start().boxed("get", &[], NO_LIMIT).is_err());
    match error.downcast_ref::<AbiViolation>() {
        Some(violation) => violation.0.clone(),
        None => panic!("not an ABI violation: {error:?}"),
    }
}

#[test]
fn c5_text_that_is_not_utf8_is_refused() {
    let message = violation("string", r"\20\00\00\00\02\00\00\00________\ff\fe");
    assert!(message.starts_with("a string is not UTF-8"), "{message}");
    // A lone surrogate, as UTF-8 would write it.
    let message = violation("string", r"\20\00\00\00\03\00\00\00________\ed\a0\80");
    assert!(message.starts_with("a string is not UTF-8"), "{message}");
}

#[test]
fn c5_text_and_lists_outside_of_the_memory_are_refused() {
    let outside = "a pointer or length is outside of the memory";
    let cases = [
        ("string", r"\00\00\01\00\01\00\00\00"),
        ("string", r"\00\00\00\00\01\00\01\00"),
        ("string", r"\ff\ff\ff\ff\ff\ff\ff\ff"),
        ("list<u8>", r"\ff\ff\ff\ff\01\00\00\00"),
        ("list<u64>", r"\00\00\00\00\ff\ff\ff\ff"),
        ("list<u64>", r"\f8\ff\00\00\02\00\00\00"),
        ("list<tuple<u32, string>>", r"\f8\ff\00\00\01\00\00\00"),
        ("list<list<string>>", r"\00\00\00\80\00\00\00\80"),
    ];
    for (ty, bytes) in cases {
        assert_eq!(violation(ty, bytes), outside, "{ty} {bytes}");
    }
}

#[test]
fn c5_what_ends_with_the_memory_is_still_read() {
    let body = r#"(memory (export "memory") 1) (data (i32.const 16) "\fe\ff\00\00\02\00\00\00")
        (data (i32.const 65534) "hi")
        (func (export "get") (result i32) (i32.const 16))"#;
    let guest = Guest::new("export get: func() -> string;", body);
    assert_eq!(guest.start().call_json("get", &[]), "hi");
}

#[test]
fn c5_misaligned_lists_are_refused() {
    let message = violation("list<u32>", r"\21\00\00\00\01\00\00\00");
    assert_eq!(message, "a pointer is not aligned");
}

#[test]
fn c5_cases_that_do_not_exist_are_refused() {
    assert_eq!(violation("option<u32>", r"\02"), "case 2 does not exist");
    assert_eq!(
        violation("result<u32, u32>", r"\ff"),
        "case 255 does not exist"
    );
    assert_eq!(
        violation("tuple<option<u8>, u32>", r"\07"),
        "case 7 does not exist"
    );
}

#[test]
fn c5_values_that_are_no_char_are_refused() {
    assert_eq!(
        violation("tuple<char, char>", r"\00\d8\00\00"),
        "0xd800 is no char"
    );
    assert_eq!(
        violation("tuple<char, char>", r"\00\00\11\00"),
        "0x110000 is no char"
    );
}

#[test]
fn c5_a_result_pointer_outside_of_the_memory_is_refused() {
    for (address, reason) in [
        ("65534", "a pointer is not aligned"),
        ("65532", "a pointer or length is outside of the memory"),
        ("-4", "a pointer or length is outside of the memory"),
    ] {
        let body = format!(
            r#"(memory (export "memory") 1) (func (export "get") (result i32) (i32.const {address}))"#
        );
        assert_eq!(
            refused("export get: func() -> tuple<u32, u32>;", &body),
            reason
        );
    }
}

#[test]
fn c5_flat_results_are_checked_as_well() {
    let body = r#"(memory (export "memory") 1) (func (export "get") (result i32) (i32.const 9))"#;
    let message = refused("enum two { a, b } export get: func() -> two;", body);
    assert_eq!(message, "case 9 does not exist");
}

#[test]
fn c5_an_allocator_that_lies_fails_the_call() {
    let body = r#"(memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const -8))
        (func (export "take") (param i32 i32))"#;
    let guest = Guest::new("export take: func(x: string);", body);
    let arguments = [serde_json::json!("text")];
    let error = guest
        .start()
        .direct("take", &arguments, NO_LIMIT)
        .unwrap_err();
    assert!(
        error.to_string().contains("beyond end of memory"),
        "{error}"
    );
}
