//! Section C: plugins that call each other through the host.

use plugwright::{Fault, Grants, Limits, Plugin};
use plugwright_hostile_tests::{Arena, Case, MEMORY, RELAY, component, judged};
use serde_json::json;
use std::time::{Duration, Instant};

const SLACK: Duration = Duration::from_millis(700);

/// `go` calls the function `function` of the plugin `callee` and returns its answer, or 0; `meet-and-go` first waits until
/// another plugin does the same; `spin` never ends.
fn calling(callee: &str, function: &str) -> Vec<u8> {
    let items = format!(
        "{RELAY} export go: func() -> u32; export meet-and-go: func() -> u32; export spin: func();"
    );
    let body = format!(
        r#"
        (import "hostile:relay/relay@0.1.0" "call" (func $call (param i32 i32 i32 i32) (result i32)))
        (import "hostile:relay/relay@0.1.0" "meet" (func $meet))
        (data (i32.const 0) "{callee}")
        (data (i32.const 64) "{function}")
        (func $go (export "go") (result i32)
          (call $call (i32.const 0) (i32.const {}) (i32.const 64) (i32.const {})))
        (func (export "meet-and-go") (result i32) (call $meet) (call $go))
        (func (export "spin") (loop (br 0)))"#,
        callee.len(),
        function.len()
    );
    component(&items, &format!("{body} {MEMORY}"))
}

async fn connected(
    arena: &Arena,
    id: &str,
    bytes: Vec<u8>,
    change: impl FnOnce(&mut Limits),
) -> Plugin {
    let mut limits = Arena::limits();
    limits.time.call = Duration::from_secs(5);
    change(&mut limits);
    let grants = Grants::none().interface("hostile:relay/relay@0.1.0");
    let plugin = arena.plugin(id, bytes).limits(limits).grants(grants);
    let plugin = plugin.load().await.unwrap();
    arena.relay().connect(&plugin);
    plugin
}

#[test]
fn c7_a_plugin_that_calls_itself_is_refused_before_it_runs() {
    Case::new().run(async |arena| {
        let plugin = connected(arena, "narcissus", calling("narcissus", "answer"), |_| {}).await;
        assert_eq!(plugin.call_json("go", &[]).await.unwrap(), json!(0));
        let errors = arena.relay().errors();
        assert_eq!(errors.len(), 1);
        judged(&plugin, &errors[0], "PW-REENTRANCY", Fault::Caller);
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn c8_plugins_that_call_each_other_in_a_circle_are_told_and_not_stuck() {
    Case::new().run(async |arena| {
        let a = connected(arena, "a", calling("b", "go"), |_| {}).await;
        connected(arena, "b", calling("c", "go"), |_| {}).await;
        connected(arena, "c", calling("a", "answer"), |_| {}).await;
        let started = Instant::now();
        assert_eq!(a.call_json("go", &[]).await.unwrap(), json!(0));
        assert!(started.elapsed() < SLACK);
        let errors = arena.relay().errors();
        judged(&a, &errors[0], "PW-CALL-CYCLE", Fault::Caller);
        assert_eq!(a.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn c9_plugins_that_wait_for_each_other_end_at_their_deadlines() {
    Case::new().run(async |arena| {
        let alone = |limits: &mut Limits| {
            limits.time.call = Duration::from_millis(200);
            limits.concurrency.instances = std::num::NonZeroU32::MIN;
        };
        // Each has one instance, which holds it while it waits for the other's.
        let a = connected(arena, "a", calling("b", "answer"), alone).await;
        let b = connected(arena, "b", calling("a", "answer"), alone).await;
        let started = Instant::now();
        let go = |plugin: Plugin| async move { plugin.call_json("meet-and-go", &[]).await };
        let (first, second) = (tokio::spawn(go(a.clone())), tokio::spawn(go(b.clone())));
        for (plugin, call) in [(&a, first), (&b, second)] {
            if let Err(error) = call.await.unwrap() {
                judged(plugin, &error, "PW-DEADLINE-EXCEEDED", Fault::Plugin);
            }
        }
        assert!(started.elapsed() < Duration::from_millis(200) + SLACK);
        for plugin in [&a, &b] {
            plugin.call_json("answer", &[]).await.unwrap();
        }
    });
}

#[test]
fn c10_a_chain_of_calls_has_a_greatest_length() {
    Case::new().run(async |arena| {
        let links: Vec<String> = (0..20).map(|link| format!("link-{link}")).collect();
        let mut first = None;
        for pair in links.windows(2) {
            let plugin = connected(arena, &pair[0], calling(&pair[1], "go"), |_| {}).await;
            first.get_or_insert(plugin);
        }
        connected(arena, &links[19], calling("none", "answer"), |_| {}).await;
        let first = first.unwrap();
        assert_eq!(first.call_json("go", &[]).await.unwrap(), json!(0));
        let errors = arena.relay().errors();
        assert_eq!(errors[0].code(), "PW-CALL-DEPTH", "{errors:?}");
        assert_eq!(errors[0].plugin().unwrap().id.to_string(), "link-16");
        assert_eq!(first.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn c10_a_callee_inherits_what_is_left_of_the_callers_time() {
    Case::new().run(async |arena| {
        let hurried = |limits: &mut Limits| limits.time.call = Duration::from_millis(150);
        let a = connected(arena, "hurried", calling("patient", "spin"), hurried).await;
        let b = connected(arena, "patient", calling("none", "answer"), |_| {}).await;
        let started = Instant::now();
        let _ = a.call_json("go", &[]).await;
        assert!(started.elapsed() < Duration::from_millis(150) + SLACK);
        assert_eq!(b.call_json("answer", &[]).await.unwrap(), json!(1));
        assert_eq!(
            b.metrics().timeouts() + b.metrics().errors.get("PW-ABANDONED").unwrap_or(&0),
            1
        );
    });
}
