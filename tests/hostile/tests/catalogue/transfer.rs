//! Section B: a guest that passes more than the host should take.

use crate::case_with_built_guest;
use plugwright::{ByteSize, Fault, Plugin, Reuse};
use plugwright_hostile_tests::{
    Arena, Case, MEMORY, PeakMemory, built, component, everything_granted, judged,
};
use serde_json::json;

const OVERHEAD: u64 = 24 << 20;

/// Typed calls lift results with the engine's own code, calls by name with ours: both have to stop.
mod typed {
    plugwright::bind!({
        inline: "
            package hostile:guest;
            world guest {
                export text: func() -> string;
                export texts: func() -> list<string>;
                export impossible: func() -> string;
                export answer: func() -> u32;
            }
        ",
    });
}

/// Returns all of its 8 MiB as one text, a million texts of 1 KiB that all lie in the same place, and a text that is longer
/// than its memory.
fn generous() -> Vec<u8> {
    component(
        "export text: func() -> string; export texts: func() -> list<string>; export impossible: func() -> string;",
        r#"
        (memory (export "memory") 128)
        (func $pair (param $pointer i32) (param $length i32) (result i32)
          (i32.store (i32.const 16) (local.get $pointer))
          (i32.store (i32.const 20) (local.get $length))
          (i32.const 16))
        (func (export "text") (result i32)
          (memory.fill (i32.const 64) (i32.const 97) (i32.const 8388000))
          (call $pair (i32.const 64) (i32.const 8388000)))
        (func (export "impossible") (result i32) (call $pair (i32.const 64) (i32.const 3000000000)))
        (func (export "texts") (result i32) (local $at i32)
          (memory.fill (i32.const 64) (i32.const 97) (i32.const 1024))
          (local.set $at (i32.const 4096))
          (loop
            (i32.store (local.get $at) (i32.const 64))
            (i32.store offset=4 (local.get $at) (i32.const 1024))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br_if 0 (i32.lt_u (local.get $at) (i32.const 8004096))))
          (call $pair (i32.const 4096) (i32.const 1000000)))"#,
    )
}

async fn load_generous(arena: &Arena) -> Plugin {
    let mut limits = Arena::limits();
    limits.call.result = ByteSize::mib(1);
    limits.time.call = std::time::Duration::from_secs(2);
    arena
        .plugin("generous", generous())
        .limits(limits)
        .load()
        .await
        .unwrap()
}

#[test]
fn b7_a_result_is_read_up_to_its_limit_and_no_further() {
    Case::new().run(async |arena| {
        let plugin = load_generous(arena).await;
        for function in ["text", "texts"] {
            let peak = PeakMemory::watch();
            let error = plugin.call_json(function, &[]).await.unwrap_err();
            judged(&plugin, &error, "PW-DATA-LIMIT", Fault::Plugin);
            // The guest itself takes 8 MiB; a million texts would be a gigabyte.
            assert!(peak.growth() < (8 << 20) + OVERHEAD, "{}", peak.growth());
        }
        let error = plugin.call_json("impossible", &[]).await.unwrap_err();
        judged(&plugin, &error, "PW-ABI-VIOLATION", Fault::Plugin);
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn b7_a_typed_result_is_read_up_to_its_limit_too() {
    Case::new().run(async |arena| {
        let plugin = load_generous(arena).await;
        let guest = typed::Guest::new(&plugin).unwrap();
        let peak = PeakMemory::watch();
        for error in [
            guest.text().await.unwrap_err(),
            guest.texts().await.unwrap_err(),
        ] {
            judged(&plugin, &error, "PW-DATA-LIMIT", Fault::Plugin);
        }
        assert!(peak.growth() < (8 << 20) + OVERHEAD, "{}", peak.growth());
        let error = guest.impossible().await.unwrap_err();
        judged(&plugin, &error, "PW-ABI-VIOLATION", Fault::Plugin);
        assert_eq!(guest.answer().await.unwrap(), 1);
    });
}

/// Logs a text of 8 MiB: once, or again and again.
fn verbose() -> Vec<u8> {
    let items = "
        import wasi:logging/logging@0.1.0-draft;
        export once: func(bytes: u32);
        export for-ever: func(bytes: u32);";
    let body = r#"
        (import "wasi:logging/logging@0.1.0-draft" "log" (func $log (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 128)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
        (func $once (export "once") (param $bytes i32)
          (call $log (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (local.get $bytes)))
        (func (export "for-ever") (param $bytes i32) (loop (call $once (local.get $bytes)) (br 0)))"#;
    component(items, body)
}

#[test]
fn b8_an_argument_of_a_host_call_is_limited_each_time() {
    Case::new().run(async |arena| {
        let mut limits = Arena::limits();
        limits.call.host_calls = ByteSize::mib(1);
        limits.time.call = std::time::Duration::from_secs(2);
        let plugin = arena
            .plugin("verbose", verbose())
            .limits(limits)
            .load()
            .await
            .unwrap();
        plugin.call_json("once", &[json!(500_000)]).await.unwrap();
        let peak = PeakMemory::watch();
        let error = plugin
            .call_json("once", &[json!(8_000_000)])
            .await
            .unwrap_err();
        judged(&plugin, &error, "PW-DATA-LIMIT", Fault::Plugin);
        assert!(peak.growth() < OVERHEAD, "{}", peak.growth());
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn b8_large_arguments_again_and_again_leave_no_more_behind_than_one() {
    Case::new().run(async |arena| {
        let mut limits = Arena::limits();
        limits.call.host_calls = ByteSize::mib(16);
        let plugin = arena
            .plugin("verbose", verbose())
            .limits(limits)
            .load()
            .await
            .unwrap();
        let peak = PeakMemory::watch();
        let error = plugin
            .call_json("for-ever", &[json!(1_000_000)])
            .await
            .unwrap_err();
        judged(&plugin, &error, "PW-DEADLINE-EXCEEDED", Fault::Plugin);
        assert!(peak.growth() < (1 << 20) + OVERHEAD, "{}", peak.growth());
    });
}

async fn load_misbehaving(arena: &Arena) -> Plugin {
    let mut limits = Arena::limits();
    limits.time.call = std::time::Duration::from_secs(5);
    let plugin = arena.plugin("misbehaving", built("hostile-misbehaving"));
    let plugin = plugin.grants(everything_granted(
        plugwright::EgressPolicy::default(),
        None,
    ));
    plugin
        .limits(limits)
        .reuse(Reuse::Pooled)
        .load()
        .await
        .unwrap()
}

#[test]
fn b11_random_bytes_are_given_up_to_the_limit() {
    case_with_built_guest().run(async |arena| {
        let plugin = load_misbehaving(arena).await;
        let taken = plugin
            .call_json("takes-random", &[json!(1000)])
            .await
            .unwrap();
        assert_eq!(taken, json!(1000));
        let peak = PeakMemory::watch();
        for bytes in [1u64 << 20, 1 << 40, u64::MAX] {
            let error = plugin
                .call_json("takes-random", &[json!(bytes)])
                .await
                .unwrap_err();
            judged(&plugin, &error, "PW-DATA-LIMIT", Fault::Plugin);
        }
        assert!(peak.growth() < OVERHEAD, "{}", peak.growth());
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn b12_too_many_too_large_and_invalid_headers_are_errors_for_the_guest() {
    case_with_built_guest().run(async |arena| {
        let plugin = load_misbehaving(arena).await;
        let add = async |name: &str, value: Vec<u8>, times: u32| {
            let arguments = [json!(name), json!(value), json!(times)];
            let answer = plugin.call_json("adds-headers", &arguments).await.unwrap();
            answer["err"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(add("x-fine", b"value".to_vec(), 10).await, "");
        for (name, value) in [
            ("x y", b"v".to_vec()),
            ("x", b"a\r\nhost: b".to_vec()),
            ("", vec![0]),
        ] {
            assert!(
                add(name, value, 1).await.contains("InvalidSyntax"),
                "{name:?}"
            );
        }
        assert_eq!(plugin.metrics().failed(), 0);
        let peak = PeakMemory::watch();
        // Its interface has no error for this in the version that plugins use, so it ends the call.
        for (value, times) in [(vec![b'v'], 40_000), (vec![b'v'; 60_000], 1_700)] {
            let arguments = [json!("x-large"), json!(value), json!(times)];
            let error = plugin
                .call_json("adds-headers", &arguments)
                .await
                .unwrap_err();
            judged(&plugin, &error, "PW-DATA-LIMIT", Fault::Plugin);
        }
        assert!(peak.growth() < OVERHEAD, "{}", peak.growth());
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn c5_a_host_call_with_arguments_that_break_the_rules_is_refused() {
    let items = "import wasi:logging/logging@0.1.0-draft; export log: func(level: u32, at: u32, bytes: u32);";
    let body = r#"
        (import "wasi:logging/logging@0.1.0-draft" "log" (func $log (param i32 i32 i32 i32 i32)))
        (data (i32.const 64) "\ff\fe\ed\a0\80")
        (func (export "log") (param i32 i32 i32)
          (call $log (local.get 0) (i32.const 0) (i32.const 0) (local.get 1) (local.get 2)))"#;
    let bytes = component(items, &format!("{body} {MEMORY}"));
    Case::new().run(async |arena| {
        let plugin = arena.load("breaking", bytes.clone()).await;
        plugin
            .call_json("log", &[json!(2), json!(0), json!(8)])
            .await
            .unwrap();
        // A level that does not exist, bytes that are no text, a lone surrogate, and text outside of the memory.
        for (level, at, length) in [
            (77u32, 0u32, 1u32),
            (2, 64, 2),
            (2, 66, 3),
            (2, 65_000, 600),
            (2, u32::MAX, 2),
        ] {
            let arguments = [json!(level), json!(at), json!(length)];
            let error = plugin.call_json("log", &arguments).await.unwrap_err();
            judged(&plugin, &error, "PW-ABI-VIOLATION", Fault::Plugin);
        }
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}
