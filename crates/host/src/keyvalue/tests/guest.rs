//! The interfaces as a component sees them.

use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

use super::*;

/// A plugin whose `visit` counts in the bucket `cache`, and returns the count; or 1000 and the number of the error's
/// case when the bucket does not open, 2000 when counting fails.
const VISITOR: &str = r#"
(component
  (import "wasi:keyvalue/store@0.2.0-draft" (instance $store
    (export "bucket" (type $bucket (sub resource)))
    (type $errors (variant (case "no-such-store") (case "access-denied") (case "other" string)))
    (export "error" (type $error (eq $errors)))
    (export "open" (func (param "identifier" string)
      (result (result (own $bucket) (error $error)))))))
  (alias export $store "bucket" (type $bucket))
  (alias export $store "error" (type $error))
  (import "wasi:keyvalue/atomics@0.2.0-draft" (instance $atomics
    (export "bucket" (type $b (eq $bucket)))
    (export "error" (type $e (eq $error)))
    (export "increment" (func (param "bucket" (borrow $b)) (param "key" string)
      (param "delta" u64) (result (result u64 (error $e)))))))
  (core module $memory
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $free)
      (global.set $free (i32.add (global.get $free) (local.get 3))))
    (data (i32.const 0) "cache")
    (data (i32.const 8) "n"))
  (core instance $memory (instantiate $memory))
  (core func $open (canon lower (func $store "open")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core func $increment (canon lower (func $atomics "increment")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core func $drop (canon resource.drop $bucket))
  (core module $plugin
    (import "memory" "memory" (memory 1))
    (import "host" "open" (func $open (param i32 i32 i32)))
    (import "host" "increment" (func $increment (param i32 i32 i32 i64 i32)))
    (import "host" "drop" (func $drop (param i32)))
    (func (export "visit") (result i64)
      (call $open (i32.const 0) (i32.const 5) (i32.const 64))
      (if (i32.load8_u (i32.const 64))
        (then (return (i64.add (i64.const 1000) (i64.load8_u (i32.const 68))))))
      (call $increment (i32.load (i32.const 68)) (i32.const 8) (i32.const 1)
        (i64.const 1) (i32.const 128))
      (call $drop (i32.load (i32.const 68)))
      (if (i32.load8_u (i32.const 128))
        (then (return (i64.const 2000))))
      (i64.load (i32.const 136))))
  (core instance $plugin (instantiate $plugin
    (with "memory" (instance $memory))
    (with "host" (instance
      (export "open" (func $open))
      (export "increment" (func $increment))
      (export "drop" (func $drop))))))
  (func (export "visit") (result u64) (canon lift (core func $plugin "visit"))))
"#;

struct Data {
    buckets: KeyValue,
    table: ResourceTable,
}

fn view(data: &mut Data) -> KeyValueView<'_> {
    KeyValueView {
        buckets: &data.buckets,
        table: &mut data.table,
        witness: &crate::observer::NOBODY,
    }
}

/// Calls `visit` of a new instance as often as told.
async fn visit(buckets: &KeyValue, times: usize) -> Vec<u64> {
    let engine = Engine::default();
    let component = Component::new(&engine, wat::parse_str(VISITOR).unwrap()).unwrap();
    let mut linker = Linker::<Data>::new(&engine);
    link_store(&mut linker, view).unwrap();
    link_atomics(&mut linker, view).unwrap();
    let data = Data {
        buckets: buckets.clone(),
        table: ResourceTable::new(),
    };
    let mut store = Store::new(&engine, data);
    let instance = linker
        .instantiate_async(&mut store, &component)
        .await
        .unwrap();
    let visit = instance
        .get_typed_func::<(), (u64,)>(&mut store, "visit")
        .unwrap();
    let mut answers = Vec::new();
    for _ in 0..times {
        answers.push(visit.call_async(&mut store, ()).await.unwrap().0);
    }
    assert!(store.data().table.is_empty(), "every handle was given back");
    answers
}

#[tokio::test]
async fn a_plugin_counts_across_its_instances() {
    on_both_backends(async |store| {
        let buckets = granted(&store, "demo:visitor", Quota::default());
        assert_eq!(visit(&buckets, 2).await, [1, 2]);
        assert_eq!(visit(&buckets, 1).await, [3]);
        let others = granted(&store, "demo:other", Quota::default());
        assert_eq!(visit(&others, 1).await, [1]);
    })
    .await;
}

#[tokio::test]
async fn b17_a_refusal_is_an_error_value_and_the_plugin_goes_on() {
    on_both_backends(async |store| {
        let full = granted(
            &store,
            "demo:visitor",
            Quota {
                keys: 0,
                ..Quota::default()
            },
        );
        assert_eq!(visit(&full, 2).await, [2000, 2000]);
        let ungranted = store.namespace("demo:visitor", [], Quota::default());
        assert_eq!(visit(&ungranted, 2).await, [1001, 1001]);
    })
    .await;
}
