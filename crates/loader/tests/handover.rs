//! State that survives a swap. What users would lose: what a plugin holds in memory, and calls that came meanwhile.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::{engine, fleet, id, source_with};
use plugwright_loader::{Error, Fleet, Serving, Source, SwapPlan};
use plugwright_manifest::Limits;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Counts its calls, and hands the count over; `refusal` is 1 for a version that refuses what it gets.
fn stateful(refusal: u32) -> Vec<u8> {
    let text = format!(
        r#"(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 96) "other form")
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
    (func (export "count") (result i64)
      (i64.store (i32.const 64) (i64.add (i64.load (i32.const 64)) (i64.const 1)))
      (i64.load (i32.const 64)))
    (func (export "save") (result i32)
      (i32.store (i32.const 16) (i32.const 0))
      (i32.store (i32.const 20) (i32.const 64))
      (i32.store (i32.const 24) (i32.const 8))
      (i32.const 16))
    (func (export "restore") (param i32 i32) (result i32)
      (i64.store (i32.const 64) (i64.load (local.get 0)))
      (i32.store (i32.const 32) (i32.const {refusal}))
      (i32.store (i32.const 36) (i32.const 96))
      (i32.store (i32.const 40) (i32.const 10))
      (i32.const 32)))
  (core instance $i (instantiate $m))
  (func (export "count") (result u64) (canon lift (core func $i "count")))
  (func $save (result (result (list u8) (error string)))
    (canon lift (core func $i "save") (memory (core memory $i "memory"))))
  (func $restore (param "state" (list u8)) (result (result (error string)))
    (canon lift (core func $i "restore") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (instance $handover (export "save" (func $save)) (export "restore" (func $restore)))
  (export "plugwright:plugin/handover@0.1.0" (instance $handover)))"#
    );
    wat::parse_str(text).unwrap()
}

fn version(engine: &plugwright_host::Engine, number: u64, refusal: u32) -> impl Source {
    let mut limits = Limits::default();
    limits.concurrency.instances = NonZero::new(1).unwrap();
    source_with(engine, "stateful", number, limits, stateful(refusal))
}

async fn count(serving: &Serving) -> u64 {
    let answer = serving.call_wave("count()").await.unwrap();
    answer.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn state_is_handed_over_and_calls_that_come_meanwhile_wait_for_it() {
    let engine = engine();
    let (fleet, _) = fleet(Fleet::builder());
    let serving = fleet.add(id("stateful"), version(&engine, 1, 0)).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let caller = tokio::spawn({
        let (serving, stop) = (serving.clone(), stop.clone());
        async move {
            let mut calls = 0;
            while !stop.load(Ordering::Relaxed) {
                calls += 1;
                assert_eq!(
                    count(&serving).await,
                    calls,
                    "every call counts once, whoever answers it"
                );
            }
            calls
        }
    });
    for number in 2..12 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let next = version(&engine, number, 0);
        let report = fleet
            .swap(&id("stateful"), next, SwapPlan::default())
            .await
            .unwrap();
        assert!(
            report.state.is_some() && report.pause > Duration::ZERO,
            "{report:?}"
        );
    }
    stop.store(true, Ordering::Relaxed);
    assert!(caller.await.unwrap() > 10);
    assert_eq!(serving.active().unwrap().version().major, 11);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_refuses_the_state_leaves_the_old_one_as_it_was() {
    let engine = engine();
    let (fleet, _) = fleet(Fleet::builder());
    let serving = fleet.add(id("stateful"), version(&engine, 1, 0)).unwrap();
    assert_eq!(count(&serving).await, 1);
    let next = version(&engine, 2, 1);
    let error = fleet
        .swap(&id("stateful"), next, SwapPlan::default())
        .await
        .unwrap_err();
    let Error::HandoverFailed { reason, .. } = &error else {
        panic!("{error}")
    };
    assert!(reason.contains("other form"), "{reason}");
    assert_eq!(count(&serving).await, 2, "its state is still there");
    assert_eq!(serving.active().unwrap().version().major, 1);
}
