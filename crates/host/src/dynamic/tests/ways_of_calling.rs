//! The same answers on every kind of store: synchronous, asynchronous, with and without component-model concurrency.

use serde_json::{Value, json};
use wasmtime::Config;

use super::guest::{ALLOCATOR, Guest, NO_LIMIT};

const JOIN: &str = "export join: func(a: string, b: list<string>) -> tuple<string, u64>;";
const LATER: &str = "export later: async func(a: string) -> tuple<string, u64>;";

/// Functions that give back their first text and 7. Functions of async type need concurrency.
fn guest(concurrency: bool) -> Guest {
    let answer = "(i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1))
        (i64.store (i32.const 24) (i64.const 7)) (i32.const 16)";
    let body = format!(
        r#"{ALLOCATOR} (func (export "join") (param i32 i32 i32 i32) (result i32) {answer})
        (func (export "later") (param i32 i32) (result i32) {answer})"#
    );
    let mut config = Config::new();
    config.concurrency_support(concurrency);
    config.wasm_component_model_async(concurrency);
    let items = if concurrency {
        [JOIN, LATER].concat()
    } else {
        JOIN.to_owned()
    };
    Guest::with_config(&config, &items, &body)
}

fn call_async(guest: &Guest, name: &str, values: &[Value]) -> Value {
    let mut running = guest.start();
    let signature = guest.signature(name);
    let arguments = signature
        .args_from_json(values, &mut running.handles)
        .unwrap();
    let func = running.func(name);
    let call = signature.call_async(&mut running.store, &func, &arguments, NO_LIMIT);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let returned = runtime.block_on(call).unwrap();
    signature
        .result_to_json(returned, &mut running.handles)
        .unwrap()
}

#[test]
fn a_function_answers_alike_on_every_kind_of_store() {
    let values = [json!("text"), json!(["a", "b"])];
    for concurrency in [false, true] {
        let guest = guest(concurrency);
        assert_eq!(call_async(&guest, "join", &values), json!(["text", 7]));
        assert_eq!(guest.start().call_json("join", &values), json!(["text", 7]));
    }
}

#[test]
fn a_function_of_async_type_can_be_called() {
    let guest = guest(true);
    assert_eq!(
        guest.signature("later").describe(),
        "async func(a: string) -> tuple<string, u64>"
    );
    assert_eq!(
        call_async(&guest, "later", &[json!("text")]),
        json!(["text", 7])
    );
}
