//! Resources: handles that do not exist, that exist elsewhere, and too many of them.

use plugwright::{Fault, Limits, Plugin};
use plugwright_hostile_tests::{Arena, Case, MEMORY, component, component_text, judged};
use serde_json::json;

/// Plays with pollables, which are resources of the host, and with an input stream, which is another one.
fn juggling() -> Vec<u8> {
    let items = "
        import wasi:clocks/monotonic-clock@0.2.12;
        import wasi:cli/stdin@0.2.12;
        import wasi:io/poll@0.2.12;
        export take: func(count: u32);
        export forged: func(handle: u32);
        export stale: func();
        export dropped-twice: func();
        export of-another-type: func();";
    let body = r#"
        (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $after (param i64) (result i32)))
        (import "wasi:cli/stdin@0.2.12" "get-stdin" (func $stdin (result i32)))
        (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))
        (import "wasi:io/poll@0.2.12" "[resource-drop]pollable" (func $drop (param i32)))
        (func (export "take") (param $count i32)
          (loop
            (if (i32.eqz (local.get $count)) (then (return)))
            (drop (call $after (i64.const 1)))
            (local.set $count (i32.sub (local.get $count) (i32.const 1)))
            (br 0)))
        (func (export "forged") (param i32) (call $block (local.get 0)))
        (func (export "stale") (local $handle i32)
          (local.set $handle (call $after (i64.const 1)))
          (call $drop (local.get $handle))
          (call $block (local.get $handle)))
        (func (export "dropped-twice") (local $handle i32)
          (local.set $handle (call $after (i64.const 1)))
          (call $drop (local.get $handle))
          (call $drop (local.get $handle)))
        (func (export "of-another-type") (call $block (call $stdin)))"#;
    component(items, &format!("{body} {MEMORY}"))
}

async fn load(arena: &Arena, bytes: Vec<u8>, change: impl FnOnce(&mut Limits)) -> Plugin {
    let mut limits = Arena::limits();
    limits.time.call = std::time::Duration::from_secs(5);
    change(&mut limits);
    let plugin = arena.plugin("juggling", bytes).limits(limits);
    plugin.load().await.unwrap()
}

#[test]
fn b9_handles_of_the_host_are_given_up_to_the_limit() {
    Case::new().run(async |arena| {
        let few = |limits: &mut Limits| limits.call.handles = 100;
        let (plugin, other) = (
            load(arena, juggling(), few).await,
            load(arena, juggling(), few).await,
        );
        let error = plugin
            .call_json("take", &[json!(1_000_000)])
            .await
            .unwrap_err();
        judged(&plugin, &error, "PW-HANDLE-LIMIT", Fault::Plugin);
        assert!(error.to_string().contains("100"), "{error}");
        other.call_json("take", &[json!(10)]).await.unwrap();
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn b9_handles_of_its_own_resources_are_given_up_to_the_limit() {
    let items = "export things: interface { resource thing {} take: func(count: u32); }";
    let body = r#"
        (import "[export]things" "[resource-new]thing" (func $new (param i32) (result i32)))
        (func (export "things#take") (param $count i32)
          (loop
            (drop (call $new (local.get $count)))
            (local.set $count (i32.sub (local.get $count) (i32.const 1)))
            (br_if 0 (local.get $count))))"#;
    Case::new().run(async |arena| {
        let bytes = component(items, &format!("{body} {MEMORY}"));
        let plugin = load(arena, bytes, |limits| limits.call.handles = 100).await;
        let error = plugin
            .call_json("take", &[json!(1_000_000)])
            .await
            .unwrap_err();
        judged(&plugin, &error, "PW-HANDLE-LIMIT", Fault::Plugin);
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn b10_an_instance_that_leaks_handles_is_replaced_before_it_has_none_left() {
    Case::new().run(async |arena| {
        let plugin = load(arena, juggling(), |limits| limits.call.handles = 100).await;
        for _ in 0..50 {
            plugin.call_json("take", &[json!(10)]).await.unwrap();
        }
        assert_eq!(plugin.metrics().failed(), 0);
    });
}

#[test]
fn c6_handles_that_do_not_exist_are_refused() {
    Case::new().run(async |arena| {
        let plugin = load(arena, juggling(), |_| {}).await;
        for (function, arguments) in [
            ("forged", vec![json!(0)]),
            ("forged", vec![json!(1)]),
            ("forged", vec![json!(u32::MAX)]),
            ("stale", vec![]),
            ("dropped-twice", vec![]),
            ("of-another-type", vec![]),
        ] {
            let error = plugin.call_json(function, &arguments).await.unwrap_err();
            judged(&plugin, &error, "PW-ABI-VIOLATION", Fault::Plugin);
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}

/// Three components in one: `$owner` makes resources, `$friend` borrows them, `$main` calls both. `keep` lets the friend keep its borrow, `steal`
/// lets it drop a number that is a handle of the other component only.
const TWO_COMPONENTS: &str = r#"
(component
  (component $owner
    (type $thing (resource (rep i32)))
    (core func $new (canon resource.new $thing))
    (core module $m
      (import "" "new" (func $new (param i32) (result i32)))
      (func (export "make") (result i32) (call $new (i32.const 7))))
    (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
    (export $exported "thing" (type $thing))
    (func (export "make") (result (own $exported)) (canon lift (core func $i "make"))))
  (component $friend
    (import "thing" (type $thing (sub resource)))
    (core func $drop (canon resource.drop $thing))
    (core module $m
      (import "" "drop" (func $drop (param i32)))
      (func (export "keep") (param i32))
      (func (export "steal") (param i32) (call $drop (local.get 0))))
    (core instance $i (instantiate $m (with "" (instance (export "drop" (func $drop))))))
    (func (export "keep") (param "thing" (borrow $thing)) (canon lift (core func $i "keep")))
    (func (export "steal") (param "number" u32) (canon lift (core func $i "steal"))))
  (instance $owner (instantiate $owner))
  (alias export $owner "thing" (type $thing))
  (instance $friend (instantiate $friend (with "thing" (type $thing))))
  (component $main
    (import "thing" (type $thing (sub resource)))
    (import "make" (func $make (result (own $thing))))
    (import "keep" (func $keep (param "thing" (borrow $thing))))
    (import "steal" (func $steal (param "number" u32)))
    (core func $make (canon lower (func $make)))
    (core func $keep (canon lower (func $keep)))
    (core func $steal (canon lower (func $steal)))
    (core module $m
      (import "" "make" (func $make (result i32)))
      (import "" "keep" (func $keep (param i32)))
      (import "" "steal" (func $steal (param i32)))
      (func (export "keep") (call $keep (call $make)))
      (func (export "steal") (call $steal (call $make)))
      (func (export "answer") (result i32) (i32.const 1)))
    (core instance $i (instantiate $m (with "" (instance
      (export "make" (func $make)) (export "keep" (func $keep)) (export "steal" (func $steal))))))
    (func (export "keep") (canon lift (core func $i "keep")))
    (func (export "steal") (canon lift (core func $i "steal")))
    (func (export "answer") (result u32) (canon lift (core func $i "answer"))))
  (instance $main (instantiate $main
    (with "thing" (type $thing))
    (with "make" (func $owner "make"))
    (with "keep" (func $friend "keep"))
    (with "steal" (func $friend "steal"))))
  (export "keep" (func $main "keep"))
  (export "steal" (func $main "steal"))
  (export "answer" (func $main "answer")))
"#;

#[test]
fn c6_a_borrow_ends_with_its_call_and_a_handle_means_nothing_elsewhere() {
    Case::new().run(async |arena| {
        let plugin = load(arena, component_text(TWO_COMPONENTS), |_| {}).await;
        for function in ["keep", "steal"] {
            let error = plugin.call_json(function, &[]).await.unwrap_err();
            judged(&plugin, &error, "PW-ABI-VIOLATION", Fault::Plugin);
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}

#[test]
fn c6_a_handle_of_one_session_reaches_nothing_in_another() {
    let items =
        "export things: interface { resource thing { constructor(); number: func() -> u32; } }";
    let body = r#"
        (import "[export]things" "[resource-new]thing" (func $new (param i32) (result i32)))
        (func (export "things#[constructor]thing") (result i32) (call $new (i32.const 7)))
        (func (export "things#[method]thing.number") (param i32) (result i32) (local.get 0))"#;
    let bytes = component(items, &format!("{body} {MEMORY}"));
    Case::new().run(async |arena| {
        let plugin = load(arena, bytes.clone(), |_| {}).await;
        let mut mine = plugin.session().await.unwrap();
        let thing = mine.call_json("[constructor]thing", &[]).await.unwrap();
        let number = mine
            .call_json("[method]thing.number", std::slice::from_ref(&thing))
            .await
            .unwrap();
        assert_eq!(number, json!(7));
        let mut other = plugin.session().await.unwrap();
        for handle in [
            thing,
            json!({"resource": 0}),
            json!({"resource": 4_000_000_000u32}),
        ] {
            let error = other
                .call_json("[method]thing.number", &[handle])
                .await
                .unwrap_err();
            assert_eq!(
                (error.code(), error.fault()),
                ("PW-ARGUMENT-HANDLE", Fault::Caller)
            );
        }
        other.call_json("answer", &[]).await.unwrap();
    });
}
