//! Section C: a guest whose results break the rules of the component model.

use plugwright::Fault;
use plugwright_hostile_tests::{Case, component, judged};
use serde_json::json;

/// Results in memory that are wrong, by type. The memory is one page, and the result lies at its address 16.
const WRONG: [(&str, &str); 12] = [
    // Bytes that are no UTF-8, a lone surrogate, a sequence that is too long for its character.
    ("string", r"\20\00\00\00\02\00\00\00________\ff\fe"),
    ("string", r"\20\00\00\00\03\00\00\00________\ed\a0\80"),
    ("string", r"\20\00\00\00\02\00\00\00________\c0\80"),
    // Pointers and lengths outside of the memory, or that overflow when they are added up.
    ("string", r"\00\00\01\00\01\00\00\00"),
    ("string", r"\ff\ff\ff\ff\ff\ff\ff\ff"),
    ("list<u64>", r"\f8\ff\00\00\02\00\00\00"),
    ("list<list<string>>", r"\00\00\00\80\00\00\00\80"),
    // A list that is not aligned.
    ("list<u32>", r"\21\00\00\00\01\00\00\00"),
    // Cases that do not exist.
    ("option<u32>", r"\02\00\00\00\00\00\00\00"),
    ("result<u32, u32>", r"\ff\00\00\00\00\00\00\00"),
    ("tuple<char, u32>", r"\00\d8\00\00\00\00\00\00"),
    ("tuple<char, u32>", r"\00\00\11\00\00\00\00\00"),
];

#[test]
fn c5_results_that_break_the_rules_are_refused() {
    broken_results(Case::new());
}

#[test]
fn c5_results_that_break_the_rules_are_refused_in_fast_code_too() {
    broken_results(Case::new().in_fast_code());
}

fn broken_results(case: Case) {
    case.run(async |arena| {
        for (ty, bytes) in WRONG {
            let items = format!("export get: func() -> {ty};");
            let body = format!(
                r#"(memory (export "memory") 1) (data (i32.const 16) "{bytes}")
                (func (export "get") (result i32) (i32.const 16))"#
            );
            let plugin = arena.load("breaking", component(&items, &body)).await;
            plugin.call_json("answer", &[]).await.unwrap();
            let error = plugin.call_json("get", &[]).await.unwrap_err();
            judged(&plugin, &error, "PW-ABI-VIOLATION", Fault::Plugin);
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}

#[test]
fn c5_an_enum_without_such_a_case_and_an_allocator_that_lies_are_refused() {
    let items = "
        export get: func() -> get-enum;
        enum get-enum { a, b }
        export take: func(text: string);";
    let body = r#"
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0xfffffff0))
        (func (export "get") (result i32) (i32.const 2))
        (func (export "take") (param i32 i32))"#;
    let bytes = component(items, body);
    Case::new().run(async |arena| {
        let plugin = arena.load("breaking", bytes.clone()).await;
        for (function, arguments) in [("get", vec![]), ("take", vec![json!("some text")])] {
            let error = plugin.call_json(function, &arguments).await.unwrap_err();
            judged(&plugin, &error, "PW-ABI-VIOLATION", Fault::Plugin);
        }
    });
}

#[test]
fn c18_numbers_at_the_edge_come_back_as_documented() {
    let items = "export echo: func(number: f64) -> f64; export payload: func() -> u64;";
    let body = r#"
        (func (export "echo") (param f64) (result f64) (local.get 0))
        (func (export "payload") (result i64) (i64.const -1))"#;
    let bytes = component(items, body);
    Case::new().run(async |arena| {
        let plugin = arena.load("echo", bytes.clone()).await;
        for number in [
            "-0.0",
            "5e-324",
            "1.7976931348623157e308",
            "inf",
            "-inf",
            "nan",
        ] {
            let echoed = plugin.call_wave(&format!("echo({number})")).await.unwrap();
            let (sent, got): (f64, f64) = (number.parse().unwrap(), echoed.parse().unwrap());
            assert!(
                sent.to_bits() == got.to_bits() || (sent.is_nan() && got.is_nan()),
                "{echoed}"
            );
        }
        assert_eq!(
            plugin.call_json("payload", &[]).await.unwrap(),
            json!(u64::MAX)
        );
    });
}
