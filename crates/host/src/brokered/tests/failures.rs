//! A provider that fails takes neither its caller nor its caller's good name along.

use super::guest::{ERROR, OPS, adding, builder, caller_of, component, doubling, engine, within};
use crate::{Availability, Engine, FaultBudget, Grants};
use plugwright_manifest::Fault;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_trap_of_the_provider_ends_the_callers_call_and_is_nobody_elses_fault() {
    let engine = engine();
    let provider = builder(&engine, "acme:broken", adding("unreachable"))
        .load()
        .await
        .unwrap();
    let caller = caller_of(&engine, doubling(), &provider).await.unwrap();
    let error = caller.call_json("run", &[json!(1)]).await.unwrap_err();
    assert_eq!(
        (error.code(), error.fault()),
        ("PW-PROVIDER-FAILED", Fault::Remote)
    );
    let message = error.to_string();
    for part in ["acme:broken", "acme:calc/ops@1.0.0#add", "PW-TRAPPED"] {
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(provider.metrics().errors["PW-TRAPPED"], 1);
    assert_eq!(caller.availability(), Availability::Serving);
}

#[tokio::test]
async fn a_caller_is_never_quarantined_for_its_provider() {
    let budget = FaultBudget {
        faults_in_a_row: 1,
        ..FaultBudget::default()
    };
    let engine = Engine::builder().fault_budget(budget).build().unwrap();
    let provider = builder(&engine, "broken", adding("unreachable"))
        .load()
        .await
        .unwrap();
    let caller = caller_of(&engine, doubling(), &provider).await.unwrap();
    let mut codes = Vec::new();
    for _ in 0..3 {
        let error = caller.call_json("run", &[json!(1)]).await.unwrap_err();
        assert_eq!(error.code(), "PW-PROVIDER-FAILED");
        codes.push(error.to_string());
    }
    assert!(
        codes[2].contains("PW-RESTING"),
        "the provider's breaker holds for its callers: {codes:?}"
    );
    assert_eq!(caller.availability(), Availability::Serving);
}

/// `run` asks for a number and answers what it got: the number, or 1000 and the place of the error's class.
fn asking() -> [Vec<u8>; 2] {
    let items = format!("{ERROR} ask: func() -> result<u32, error>;");
    let caller = format!(
        r#"(import "{OPS}" "ask" (func $ask (param i32)))
        (func (export "run") (result i32)
            (call $ask (i32.const 64))
            (if (result i32) (i32.load8_u (i32.const 64))
                (then (i32.add (i32.const 1000) (i32.load8_u (i32.const 68))))
                (else (i32.load (i32.const 68)))))"#
    );
    let provider = format!(r#"(func (export "{OPS}#ask") (result i32) unreachable)"#);
    [
        component("caller", &items, "export run: func() -> u32;", &caller),
        component("provider", &items, "", &provider),
    ]
}

#[tokio::test]
async fn a_function_that_can_say_that_a_dependency_failed_says_so() {
    let engine = engine();
    let [caller, provider] = asking();
    let provider = builder(&engine, "provider", provider).load().await.unwrap();
    let caller = caller_of(&engine, caller, &provider).await.unwrap();
    assert_eq!(
        caller.call_wave("run()").await.unwrap(),
        "1003",
        "dependency"
    );
    provider.revoke("no longer wanted");
    assert_eq!(caller.call_wave("run()").await.unwrap(), "1004", "policy");
    assert_eq!(caller.metrics().errors.values().sum::<u64>(), 0);
}

#[tokio::test]
async fn a_provider_has_the_callers_time_and_is_not_blamed_for_it() {
    let budget = FaultBudget {
        faults_in_a_row: 1,
        ..FaultBudget::default()
    };
    let engine = Engine::builder().fault_budget(budget).build().unwrap();
    let spinning = adding("(loop (br 0)) (i32.const 0)");
    let provider = builder(&engine, "patient", spinning);
    let provider = provider
        .limits(within(Duration::from_secs(60)))
        .load()
        .await
        .unwrap();
    let grants = Grants::none().provider(OPS, provider.clone());
    let hurried = builder(&engine, "hurried", doubling()).grants(grants);
    let hurried = hurried
        .limits(within(Duration::from_millis(100)))
        .load()
        .await
        .unwrap();
    let started = std::time::Instant::now();
    let error = hurried.call_json("run", &[json!(1)]).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(error.code(), "PW-DEADLINE-EXCEEDED");
    assert_eq!(provider.metrics().errors["PW-CALLER-DEADLINE"], 1);
    assert_eq!(provider.availability(), Availability::Serving);
}
