//! Values arrive as they were sent.

use super::guest::{OPS, adding, builder, caller_of, component, doubling, engine};
use serde_json::{Value, json};

/// All kinds of types, passed as a list so that both sides only pass a pointer and a length on.
const KINDS: &str = "
    enum colour { red, green, blue }
    flags marks { one, two, three }
    variant shape { none, circle(f64), named(tuple<string, colour>) }
    record kinds {
        truth: bool,
        small: s8,
        large: u64,
        real: f32,
        letter: char,
        text: string,
        bytes: list<u8>,
        words: list<string>,
        pair: tuple<u16, s64>,
        shape: shape,
        colour: colour,
        marks: marks,
        maybe: option<option<u32>>,
        verdict: result<string, colour>,
    }
    echo: func(all: list<kinds>) -> list<kinds>;";

fn echoing() -> [Vec<u8>; 2] {
    let run = "use ops.{kinds}; export run: func(all: list<kinds>) -> list<kinds>;";
    passing(KINDS, run)
}

/// `run` passes a list to `echo` and its answer back; `echo` answers with what it gets.
fn passing(items: &str, run: &str) -> [Vec<u8>; 2] {
    let caller = format!(
        r#"(import "{OPS}" "echo" (func $echo (param i32 i32 i32)))
        (func (export "run") (param i32 i32) (result i32)
            (call $echo (local.get 0) (local.get 1) (i32.const 64))
            (i32.const 64))"#
    );
    let provider = format!(
        r#"(func (export "{OPS}#echo") (param i32 i32) (result i32)
            (i32.store (i32.const 64) (local.get 0))
            (i32.store (i32.const 68) (local.get 1))
            (i32.const 64))"#
    );
    [
        component("caller", items, run, &caller),
        component("provider", items, "", &provider),
    ]
}

fn samples() -> Value {
    json!([
        {
            "truth": true, "small": -128, "large": u64::MAX, "real": -0.5, "letter": "🦀",
            "text": "naïve", "bytes": "AAH/", "words": ["", "two"], "pair": [65_535, i64::MIN],
            "shape": { "named": ["x", "blue"] }, "colour": "green", "marks": ["one", "three"],
            "maybe": { "some": null }, "verdict": { "err": "red" },
        },
        {
            "truth": false, "small": 127, "large": 0, "real": 3.25, "letter": "a",
            "text": "", "bytes": "", "words": [], "pair": [0, -1],
            "shape": "none", "colour": "red", "marks": [],
            "maybe": null, "verdict": { "ok": "fine" },
        },
    ])
}

#[tokio::test]
async fn every_kind_of_value_crosses_in_both_directions() {
    let engine = engine();
    let [caller, provider] = echoing();
    let provider = builder(&engine, "provider", provider).load().await.unwrap();
    let caller = caller_of(&engine, caller, &provider).await.unwrap();
    let answer = caller.call_json("run", &[samples()]).await.unwrap();
    assert_eq!(answer, samples());
}

#[tokio::test]
async fn each_call_reaches_the_provider_once_and_counts_there() {
    let engine = engine();
    let provider = adding("(i32.add (local.get 0) (local.get 1))");
    let provider = builder(&engine, "provider", provider).load().await.unwrap();
    let caller = caller_of(&engine, doubling(), &provider).await.unwrap();
    for number in 0..20 {
        let answer = caller.call_json("run", &[json!(number)]).await.unwrap();
        assert_eq!(answer, json!(2 * number));
    }
    assert_eq!(provider.metrics().calls, 20);
    assert_eq!(caller.metrics().calls, 20);
}

#[tokio::test]
async fn a_megabyte_crosses_within_the_default_limits() {
    let items = "echo: func(all: list<u8>) -> list<u8>;";
    let run = "export run: func(all: list<u8>) -> list<u8>;";
    let [caller, provider] = passing(items, run);
    let engine = engine();
    let provider = builder(&engine, "provider", provider).load().await.unwrap();
    let caller = caller_of(&engine, caller, &provider).await.unwrap();
    let bytes = json!("QUJD".repeat(1 << 18));
    let answer = caller.call_json("run", std::slice::from_ref(&bytes)).await;
    assert!(answer.unwrap() == bytes);
}
