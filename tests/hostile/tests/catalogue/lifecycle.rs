//! Section C: a plugin that fails at its start, again and again.

use plugwright::{Availability, Fault, FaultBudget, Grants, Plugin, Reuse};
use plugwright_hostile_tests::{Arena, Case, MEMORY, RELAY, component, judged};
use serde_json::json;
use std::time::{Duration, Instant};

/// Crashes at its start while the host's switch is on.
fn crashing() -> Vec<u8> {
    let body = r#"
        (import "hostile:relay/relay@0.1.0" "is-on" (func $is-on (result i32)))
        (func $start (if (call $is-on) (then (unreachable))))
        (start $start)"#;
    component(RELAY, &format!("{body} {MEMORY}"))
}

const BUDGET: FaultBudget = FaultBudget {
    faults_in_a_row: 3,
    first_rest: Duration::from_millis(40),
    longest_rest: Duration::from_millis(200),
    rests_before_quarantine: 3,
};

/// Rests that are long enough to be seen on a busy machine.
const LONG_RESTS: FaultBudget = FaultBudget {
    first_rest: Duration::from_millis(600),
    longest_rest: Duration::from_millis(600),
    ..BUDGET
};

async fn load(arena: &Arena) -> Plugin {
    let grants = Grants::none().interface("hostile:relay/relay@0.1.0");
    let plugin = arena.plugin("crashing", crashing()).grants(grants);
    plugin.reuse(Reuse::FreshPerCall).load().await.unwrap()
}

#[test]
fn c16_a_crash_loop_leads_over_longer_and_longer_rests_into_quarantine() {
    Case::new()
        .engine(|engine| engine.fault_budget(BUDGET))
        .run(async |arena| {
            let plugin = load(arena).await;
            arena.relay().turn(true);
            let mut rests = Vec::new();
            let started = Instant::now();
            while !matches!(plugin.availability(), Availability::Quarantined { .. }) {
                assert!(started.elapsed() < Duration::from_secs(10), "{rests:?}");
                let error = plugin.call_json("answer", &[]).await.unwrap_err();
                if let Availability::Resting { until } = plugin.availability() {
                    match error.code() {
                        "PW-TRAPPED" => rests.push(until.saturating_duration_since(Instant::now())),
                        code => assert_eq!(code, "PW-RESTING"),
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
            assert_eq!(rests.len(), 3, "{rests:?}");
            assert!(rests[2] > rests[0], "{rests:?}");
            let error = plugin.call_json("answer", &[]).await.unwrap_err();
            judged(&plugin, &error, "PW-QUARANTINED", Fault::Policy);
            // Six faults: three lead into the first rest, and one into each further rest and into quarantine.
            assert_eq!(plugin.metrics().errors["PW-TRAPPED"], 6);
            arena.relay().turn(false);
            plugin.call_json("answer", &[]).await.unwrap_err();
            plugin.release();
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
            assert_eq!(plugin.availability(), Availability::Serving);
        });
}

async fn crash_until_it_rests(arena: &Arena, plugin: &Plugin) {
    arena.relay().turn(true);
    for _ in 0..3 {
        let error = plugin.call_json("answer", &[]).await.unwrap_err();
        judged(plugin, &error, "PW-TRAPPED", Fault::Plugin);
    }
    let error = plugin.call_json("answer", &[]).await.unwrap_err();
    judged(plugin, &error, "PW-RESTING", Fault::Policy);
    assert!(error.is_retryable());
    arena.relay().turn(false);
    tokio::time::sleep(Duration::from_millis(650)).await;
}

#[test]
fn c16_a_plugin_that_starts_again_after_a_rest_is_released_by_itself() {
    Case::new()
        .engine(|engine| engine.fault_budget(LONG_RESTS))
        .run(async |arena| {
            let plugin = load(arena).await;
            crash_until_it_rests(arena, &plugin).await;
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
            assert_eq!(plugin.availability(), Availability::Serving);
        });
}

#[test]
fn c16_a_probe_that_never_reaches_the_plugin_does_not_lock_it_out() {
    Case::new()
        .engine(|engine| engine.fault_budget(LONG_RESTS))
        .run(async |arena| {
            for round in 0..2 {
                let plugin = load(arena).await;
                crash_until_it_rests(arena, &plugin).await;
                if round == 0 {
                    let error = plugin.call_json("no-such-function", &[]).await.unwrap_err();
                    assert_eq!(error.code(), "PW-UNKNOWN-FUNCTION");
                } else {
                    drop(plugin.session().await.unwrap());
                }
                assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
                assert_eq!(plugin.availability(), Availability::Serving);
            }
        });
}
