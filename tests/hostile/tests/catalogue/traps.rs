//! Section C: a guest that ends in the middle of a call.

use crate::case_with_built_guest;
use plugwright::{Availability, EgressPolicy, Fault, Grants, Plugin, Problem};
use plugwright_hostile_tests::{
    Arena, Case, MEMORY, RELAY, SECRET, built, component, everything_granted, judged,
};
use serde_json::json;

fn trapping() -> Vec<u8> {
    component(
        "export trap: func(); export divide: func() -> u32; export overflow: func() -> u32; export jump: func();
         export outside: func() -> u32; export convert: func() -> u32;",
        r#"
        (memory 1)
        (table 1 funcref)
        (type $function (func))
        (func (export "trap") (unreachable))
        (func (export "divide") (result i32) (i32.div_u (i32.const 1) (i32.const 0)))
        (func (export "overflow") (result i32) (i32.div_s (i32.const 0x80000000) (i32.const -1)))
        (func (export "jump") (call_indirect (type $function) (i32.const 0)))
        (func (export "outside") (result i32) (i32.load (i32.const -4)))
        (func (export "convert") (result i32) (i32.trunc_f64_u (f64.const nan)))"#,
    )
}

async fn traps_and_recovers(plugin: &Plugin, function: &str) {
    plugin.call_json("answer", &[]).await.unwrap();
    let error = plugin.call_json(function, &[]).await.unwrap_err();
    judged(plugin, &error, "PW-TRAPPED", Fault::Plugin);
    assert!(
        error.detail().unwrap().contains("wasm backtrace"),
        "{:?}",
        error.detail()
    );
    assert!(!error.to_string().contains("backtrace"));
    assert_eq!(plugin.idle_instances(), 0);
    assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
}

#[test]
fn c1_every_trap_ends_one_call_only() {
    every_trap(Case::new());
}

#[test]
fn c1_every_trap_of_fast_code_ends_one_call_only() {
    every_trap(Case::new().in_fast_code());
}

fn every_trap(case: Case) {
    case.run(async |arena| {
        let plugin = arena.load("trapping", trapping()).await;
        for function in ["trap", "divide", "overflow", "jump", "outside", "convert"] {
            traps_and_recovers(&plugin, function).await;
        }
        assert_eq!(plugin.metrics().traps(), 6);
        assert_eq!(plugin.availability(), Availability::Serving);
    });
}

async fn load_misbehaving(arena: &Arena) -> Plugin {
    let mut limits = Arena::limits();
    limits.time.call = std::time::Duration::from_secs(5);
    let plugin = arena.plugin("misbehaving", built("hostile-misbehaving"));
    let plugin = plugin.grants(everything_granted(EgressPolicy::default(), None));
    plugin.limits(limits).load().await.unwrap()
}

#[test]
fn c1_a_panic_shows_its_backtrace_to_the_operator_and_a_code_to_the_caller() {
    case_with_built_guest().run(async |arena| {
        let plugin = load_misbehaving(arena).await;
        let message = json!("the plugin's own words");
        let error = plugin.call_json("panics", &[message]).await.unwrap_err();
        judged(&plugin, &error, "PW-TRAPPED", Fault::Plugin);
        assert!(!error.to_string().contains("own words"));
        let detail = error.detail().unwrap();
        assert!(detail.contains("deep_inside_of_the_plugin"), "{detail}");
        let said: Vec<String> = plugin
            .logs()
            .into_iter()
            .map(|record| record.message)
            .collect();
        assert!(
            said.iter().any(|line| line.contains("own words")),
            "{said:?}"
        );
        assert!(said.iter().all(|line| !line.contains(SECRET)), "{said:?}");
        let error = plugin.call_json("aborts", &[]).await.unwrap_err();
        judged(&plugin, &error, "PW-TRAPPED", Fault::Plugin);
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn c2_an_instance_that_trapped_never_answers_again() {
    Case::new().run(async |arena| {
        let plugin = arena.load("trapping", trapping()).await;
        for _ in 0..5 {
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(2));
            plugin.call_json("trap", &[]).await.unwrap_err();
        }
        let mut session = plugin.session().await.unwrap();
        session.call_json("trap", &[]).await.unwrap_err();
        let error = session.call_json("answer", &[]).await.unwrap_err();
        assert_eq!(*error.problem(), Problem::SessionOver);
    });
}

#[test]
fn c3_other_calls_do_not_notice_a_trap() {
    let items = format!("{RELAY} export meet: func() -> u32; export trap: func();");
    let body = r#"
        (import "hostile:relay/relay@0.1.0" "meet" (func $meet))
        (func (export "meet") (result i32) (call $meet) (i32.const 7))
        (func (export "trap") (unreachable))"#;
    let bytes = component(&items, &format!("{body} {MEMORY}"));
    Case::new().run(async |arena| {
        let mut limits = Arena::limits();
        limits.time.call = std::time::Duration::from_secs(5);
        let grants = Grants::none().interface("hostile:relay/relay@0.1.0");
        let plugin = arena
            .plugin("shared", bytes.clone())
            .grants(grants)
            .limits(limits);
        let plugin = plugin.load().await.unwrap();
        let meet = |plugin: Plugin| async move { plugin.call_json("meet", &[]).await };
        // The first waits inside of its call until the second comes; in between, calls of the same plugin trap.
        let first = tokio::spawn(meet(plugin.clone()));
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        for _ in 0..3 {
            let error = plugin.call_json("trap", &[]).await.unwrap_err();
            judged(&plugin, &error, "PW-TRAPPED", Fault::Plugin);
        }
        assert_eq!(meet(plugin.clone()).await.unwrap(), json!(7));
        assert_eq!(first.await.unwrap().unwrap(), json!(7));
    });
}

#[test]
fn c4_a_host_function_that_panics_is_the_hosts_fault() {
    let items = format!("{RELAY} export fail: func();");
    let body = r#"
        (import "hostile:relay/relay@0.1.0" "fail" (func $fail))
        (func (export "fail") (call $fail))"#;
    let bytes = component(&items, &format!("{body} {MEMORY}"));
    let text = "a function of the embedding program fails";
    Case::new().host_panics(text).run(async |arena| {
        let grants = Grants::none().interface("hostile:relay/relay@0.1.0");
        let plugin = arena.plugin("unlucky", bytes.clone()).grants(grants);
        let plugin = plugin.load().await.unwrap();
        plugin.call_json("answer", &[]).await.unwrap();
        let error = plugin.call_json("fail", &[]).await.unwrap_err();
        judged(&plugin, &error, "PW-HOST-PANICKED", Fault::Host);
        assert!(
            error.detail().unwrap().contains(text),
            "{:?}",
            error.detail()
        );
        assert_eq!(plugin.idle_instances(), 0);
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        assert_eq!(plugin.availability(), Availability::Serving);
    });
}

#[test]
fn c14_exit_ends_the_call_only() {
    case_with_built_guest().run(async |arena| {
        let plugin = load_misbehaving(arena).await;
        for status in [0, 1] {
            plugin.call_json("answer", &[]).await.unwrap();
            let error = plugin
                .call_json("exits", &[json!(status)])
                .await
                .unwrap_err();
            judged(&plugin, &error, "PW-EXITED", Fault::Plugin);
            assert_eq!(*error.problem(), Problem::Exited { status });
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}
