//! Many calls at once, and several tenants.

use plugwright::{Availability, Fault, FaultBudget, Grants, Plugin};
use plugwright_hostile_tests::{Arena, Case, MEMORY, component, judged};
use serde_json::json;
use std::time::Duration;

/// `wait` takes 20 ms.
fn waiting() -> Vec<u8> {
    let items = "
        import wasi:clocks/monotonic-clock@0.2.12;
        import wasi:io/poll@0.2.12;
        export wait: func();";
    let body = r#"
        (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $after (param i64) (result i32)))
        (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))
        (import "wasi:io/poll@0.2.12" "[resource-drop]pollable" (func $drop (param i32)))
        (func (export "wait") (local $pollable i32)
          (local.set $pollable (call $after (i64.const 20000000)))
          (call $block (local.get $pollable))
          (call $drop (local.get $pollable)))"#;
    component(items, &format!("{body} {MEMORY}"))
}

#[test]
fn b19_a_thousand_first_calls_share_a_few_instances() {
    Case::new().run(async |arena| {
        let mut limits = Arena::limits();
        limits.time.call = Duration::from_secs(10);
        limits.concurrency.instances = std::num::NonZeroU32::new(4).unwrap();
        limits.concurrency.queue = 100;
        let plugin = arena
            .plugin("popular", waiting())
            .limits(limits)
            .load()
            .await
            .unwrap();
        let wait = |plugin: Plugin| async move { plugin.call_json("wait", &[]).await };
        let calls: Vec<_> = (0..1_000)
            .map(|_| tokio::spawn(wait(plugin.clone())))
            .collect();
        let mut shed = 0;
        for call in calls {
            if let Err(error) = call.await.unwrap() {
                judged(&plugin, &error, "PW-OVERLOADED", Fault::Host);
                assert!(error.is_retryable());
                shed += 1;
            }
        }
        assert!((1..=1_000 - 104).contains(&shed), "{shed} were shed");
        assert!(plugin.idle_instances() <= 4);
        assert_eq!(plugin.availability(), Availability::Serving);
    });
}

#[test]
fn b19_a_hundred_loads_at_once_are_one_compilation() {
    Case::new().run(async |arena| {
        let before = arena.engine().cache_statistics().compilations;
        let load = |number: u32| arena.plugin(&format!("same-{number}"), waiting()).load();
        let loads: Vec<_> = (0..100).map(|number| tokio::spawn(load(number))).collect();
        let mut plugins = Vec::new();
        for load in loads {
            plugins.push(load.await.unwrap().unwrap());
        }
        assert_eq!(arena.engine().cache_statistics().compilations - before, 1);
    });
}

/// `remember` returns what it was given the last time.
fn remembering() -> Vec<u8> {
    component(
        "export remember: func(secret: u32) -> u32; export take: func(number: u32);",
        r#"
        (global $last (mut i32) (i32.const 0))
        (func (export "remember") (param i32) (result i32)
          (global.get $last)
          (global.set $last (local.get 0)))
        (func (export "take") (param i32) (if (i32.eq (local.get 0) (i32.const 13)) (then (unreachable))))"#,
    )
}

#[test]
fn c12_nothing_that_a_tenant_left_in_an_instance_reaches_another() {
    Case::new().run(async |arena| {
        let plugin = arena.load("remembering", remembering()).await;
        let (acme, globex) = (
            plugin.tenant("acme").unwrap(),
            plugin.tenant("globex").unwrap(),
        );
        let remember = async |plugin: &Plugin, secret: u32| {
            plugin
                .call_json("remember", &[json!(secret)])
                .await
                .unwrap()
        };
        for round in 0..10u32 {
            let before = |base: u32| json!(if round == 0 { 0 } else { base + round - 1 });
            assert_eq!(remember(&acme, 100 + round).await, before(100));
            assert_eq!(remember(&globex, 200 + round).await, before(200));
            assert_eq!(remember(&plugin, 300 + round).await, before(300));
        }
        // The same component with other grants is another plugin.
        let granted = arena
            .plugin("remembering", remembering())
            .grants(Grants::none().env("A", "1"));
        assert_eq!(remember(&granted.load().await.unwrap(), 1).await, json!(0));
        assert_eq!(acme.metrics().calls, 10);
    });
}

#[test]
fn c17_only_the_tenant_whose_input_crashes_the_plugin_is_quarantined() {
    let budget = FaultBudget {
        faults_in_a_row: 2,
        first_rest: Duration::from_millis(10),
        longest_rest: Duration::from_millis(20),
        rests_before_quarantine: 2,
    };
    Case::new()
        .engine(|engine| engine.fault_budget(budget))
        .run(async |arena| {
            let plugin = arena.load("shared", remembering()).await;
            let (acme, globex) = (
                plugin.tenant("acme").unwrap(),
                plugin.tenant("globex").unwrap(),
            );
            for _ in 0..100 {
                if matches!(acme.availability(), Availability::Quarantined { .. }) {
                    break;
                }
                let _ = acme.call_json("take", &[json!(13)]).await;
                globex.call_json("take", &[json!(7)]).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let error = acme.call_json("take", &[json!(7)]).await.unwrap_err();
            judged(&acme, &error, "PW-QUARANTINED", Fault::Policy);
            for healthy in [&globex, &plugin] {
                healthy.call_json("take", &[json!(7)]).await.unwrap();
                assert_eq!(healthy.availability(), Availability::Serving);
                assert_eq!(healthy.metrics().failed(), 0);
            }
        });
}
