//! Section B: a guest that writes without end.

use crate::case_with_built_guest;
use plugwright::{EgressPolicy, Limits, Plugin, Storage};
use plugwright_hostile_tests::{
    Arena, Case, MEMORY, PeakMemory, built, component, everything_granted,
};
use serde_json::json;
use std::time::Duration;

const OVERHEAD: u64 = 24 << 20;

async fn load(arena: &Arena, change: impl FnOnce(&mut Limits)) -> Plugin {
    let mut limits = Arena::limits();
    change(&mut limits);
    let plugin = arena.plugin("flooding", built("hostile-misbehaving"));
    let plugin = plugin.grants(everything_granted(EgressPolicy::default(), None));
    plugin.limits(limits).load().await.unwrap()
}

#[test]
fn b13_endless_output_is_kept_within_bounds_and_stops_at_the_deadline() {
    case_with_built_guest().run(async |arena| {
        for in_lines in [true, false] {
            let plugin = load(arena, |_| {}).await;
            let peak = PeakMemory::watch();
            let arguments = [json!(10_000_000_000u64), json!(in_lines)];
            let error = plugin
                .call_json("floods-output", &arguments)
                .await
                .unwrap_err();
            assert_eq!(error.code(), "PW-DEADLINE-EXCEEDED");
            assert!(peak.growth() < OVERHEAD, "{}", peak.growth());
            let logs = plugin.logs();
            let kept: usize = logs.iter().map(|record| record.message.len()).sum();
            let limits = plugin.limits().log;
            assert!(
                !logs.is_empty() && kept as u64 <= limits.buffer.0,
                "{kept} bytes"
            );
            let longest = logs
                .iter()
                .map(|record| record.message.len())
                .max()
                .unwrap_or(0);
            // A note says how much was cut off.
            assert!(longest as u64 <= limits.line.0 + 64, "{longest} bytes");
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}

#[test]
fn b13_lines_over_the_rate_are_counted() {
    case_with_built_guest().run(async |arena| {
        let plugin = load(arena, |limits| limits.time.call = Duration::from_secs(5)).await;
        let arguments = [json!(1_000_000), json!(true)];
        plugin.call_json("floods-output", &arguments).await.unwrap();
        let limits = plugin.limits().log;
        assert!(plugin.logs().len() <= limits.burst as usize + 5 * limits.rate as usize);
        assert!(plugin.metrics().log_losses.records_dropped > 5_000);
    });
}

#[test]
fn b14_a_flood_of_records_is_dropped_and_counted_and_the_call_succeeds() {
    case_with_built_guest().run(async |arena| {
        let slow = |limits: &mut Limits| {
            limits.time.call = Duration::from_secs(5);
            limits.log.burst = 50;
            limits.log.rate = 1;
        };
        let (plugin, other) = (load(arena, slow).await, load(arena, slow).await);
        plugin
            .call_json("floods-log", &[json!(5_000)])
            .await
            .unwrap();
        let (kept, dropped) = (
            plugin.logs().len(),
            plugin.metrics().log_losses.records_dropped,
        );
        assert!((50..60).contains(&kept), "{kept} kept");
        assert_eq!(kept as u64 + dropped, 5_000);
        other.call_json("floods-log", &[json!(10)]).await.unwrap();
        assert_eq!(other.logs().len(), 10);
    });
}

/// `fill` sets new keys to values of 60,000 bytes until it is refused, and returns how many it could set.
fn filling() -> Vec<u8> {
    let items = "import wasi:keyvalue/store@0.2.0-draft; export fill: func() -> u32;";
    let body = r#"
        (import "wasi:keyvalue/store@0.2.0-draft" "open" (func $open (param i32 i32 i32)))
        (import "wasi:keyvalue/store@0.2.0-draft" "[method]bucket.set" (func $set (param i32 i32 i32 i32 i32 i32)))
        (data (i32.const 0) "default")
        (func (export "fill") (result i32) (local $bucket i32) (local $keys i32)
          (call $open (i32.const 0) (i32.const 7) (i32.const 64))
          (if (i32.load8_u (i32.const 64)) (then (unreachable)))
          (local.set $bucket (i32.load (i32.const 68)))
          (loop
            (i32.store (i32.const 128) (i32.add (i32.const 0x41414141) (local.get $keys)))
            (call $set (local.get $bucket) (i32.const 128) (i32.const 4) (i32.const 1024) (i32.const 60000) (i32.const 64))
            (if (i32.load8_u (i32.const 64)) (then (return (local.get $keys))))
            (local.set $keys (i32.add (local.get $keys) (i32.const 1)))
            (br 0))
          (unreachable))"#;
    component(items, &format!("{body} {MEMORY}"))
}

#[test]
fn b17_a_key_value_space_is_filled_up_to_its_quota() {
    Case::new().run(async |arena| {
        let storage = Storage::in_memory();
        let mut limits = Arena::limits();
        limits.time.call = Duration::from_secs(5);
        limits.key_value.size = plugwright::ByteSize::mib(1);
        let plugin = arena.plugin("filling", filling()).limits(limits);
        let grants = plugwright::Grants::none().buckets(&storage, ["default"]);
        let plugin = plugin.grants(grants).load().await.unwrap();
        let keys = plugin.call_json("fill", &[]).await.unwrap();
        assert_eq!(keys, json!((1 << 20) / 60_004));
        assert_eq!(plugin.metrics().failed(), 0);
    });
}
