//! Section A: a guest that takes time.

use plugwright::{Availability, Fault, Plugin};
use plugwright_hostile_tests::{Arena, Case, MEMORY, RELAY, component, judged, not_loaded};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What scheduling on a busy machine may add to a deadline.
const SLACK: Duration = Duration::from_millis(700);

fn spinning() -> Vec<u8> {
    component(
        "export spin: func();",
        r#"(func (export "spin") (loop (br 0)))"#,
    )
}

/// Waits for the clock: `sleep` for ten seconds, `poll` without end for no time at all, `tick` in a loop of host calls.
fn waiting() -> Vec<u8> {
    let items = "
        import wasi:clocks/monotonic-clock@0.2.12;
        import wasi:io/poll@0.2.12;
        export sleep: func();
        export poll: func();
        export tick: func();";
    let body = r#"
        (import "wasi:clocks/monotonic-clock@0.2.12" "now" (func $now (result i64)))
        (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $after (param i64) (result i32)))
        (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))
        (import "wasi:io/poll@0.2.12" "[resource-drop]pollable" (func $drop (param i32)))
        (func $wait (param $nanoseconds i64) (local $pollable i32)
          (local.set $pollable (call $after (local.get $nanoseconds)))
          (call $block (local.get $pollable))
          (call $drop (local.get $pollable)))
        (func (export "sleep") (call $wait (i64.const 10000000000)))
        (func (export "poll") (loop (call $wait (i64.const 0)) (br 0)))
        (func (export "tick") (loop (drop (call $now)) (br 0)))"#;
    component(items, &format!("{body} {MEMORY}"))
}

/// Calls a function that takes too long; it ends in time, its instance is gone, and the plugin answers.
async fn is_stopped(plugin: &Plugin, function: &str, arguments: &[serde_json::Value]) {
    plugin.call_json("answer", &[]).await.unwrap();
    let started = Instant::now();
    let error = plugin.call_json(function, arguments).await.unwrap_err();
    let took = started.elapsed();
    judged(plugin, &error, "PW-DEADLINE-EXCEEDED", Fault::Plugin);
    let deadline = plugin.limits().time.call;
    assert!(took >= deadline && took < deadline + SLACK, "{took:?}");
    assert_eq!(plugin.idle_instances(), 0);
    assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    assert_eq!(plugin.availability(), Availability::Serving);
    assert_eq!(plugin.metrics().timeouts(), 1);
}

#[test]
fn a1_an_endless_loop_is_stopped_while_other_tasks_of_its_thread_go_on() {
    Case::new().on_one_thread().run(async |arena| {
        let plugin = arena.load("spinning", spinning()).await;
        is_stopped(&plugin, "spin", &[]).await;
    });
}

#[test]
fn a1_an_endless_loop_in_fast_code_is_stopped_too() {
    Case::new()
        .on_one_thread()
        .in_fast_code()
        .run(async |arena| {
            let plugin = arena.load("spinning", spinning()).await;
            is_stopped(&plugin, "spin", &[]).await;
        });
}

#[test]
fn a2_cheap_host_calls_do_not_renew_the_budget() {
    Case::new().on_one_thread().run(async |arena| {
        let plugin = arena.load("ticking", waiting()).await;
        is_stopped(&plugin, "tick", &[]).await;
        assert!(plugin.metrics().host_calls > 100);
    });
}

#[test]
fn a3_a_wait_in_a_host_call_ends_at_the_deadline() {
    Case::new().on_one_thread().run(async |arena| {
        let plugin = arena.load("sleeping", waiting()).await;
        is_stopped(&plugin, "sleep", &[]).await;
    });
}

#[test]
fn a4_other_input_and_output_goes_on_while_a_guest_polls() {
    Case::new().on_one_thread().run(async |arena| {
        let plugin = arena.load("polling", waiting()).await;
        let echo = tokio::spawn(echoes());
        is_stopped(&plugin, "poll", &[]).await;
        let echoed = echo.await.unwrap();
        assert!(
            echoed > 1,
            "{echoed} round trips in {:?}",
            plugin.limits().time.call
        );
    });
}

/// How many round trips over a socket there are in the time of one call.
async fn echoes() -> u32 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut near = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let (mut far, _) = listener.accept().await.unwrap();
    let until = Instant::now() + Arena::limits().time.call;
    let mut trips = 0;
    while Instant::now() < until {
        near.write_u8(1).await.unwrap();
        far.read_u8().await.unwrap();
        far.write_u8(1).await.unwrap();
        near.read_u8().await.unwrap();
        trips += 1;
    }
    trips
}

#[test]
fn a5_a_start_without_end_fails_the_load_and_leaves_the_version_before_alone() {
    let endless = component("", "(func $spin (loop (br 0))) (start $spin)");
    a_load_that_does_not_end(endless);
}

#[test]
fn a5_an_init_that_waits_for_ever_fails_the_load_too() {
    let items = "
        import wasi:clocks/monotonic-clock@0.2.12;
        import wasi:io/poll@0.2.12;
        export plugwright:plugin/lifecycle@0.1.0;";
    let body = r#"
        (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $after (param i64) (result i32)))
        (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))
        (func (export "plugwright:plugin/lifecycle@0.1.0#init") (param i32 i32) (result i32)
          (call $block (call $after (i64.const 10000000000)))
          (i32.const 64))
        (func (export "plugwright:plugin/lifecycle@0.1.0#health") (result i32) (i32.const 64))
        (func (export "plugwright:plugin/lifecycle@0.1.0#shutdown"))"#;
    a_load_that_does_not_end(component(items, &format!("{body} {MEMORY}")));
}

fn a_load_that_does_not_end(endless: Vec<u8>) {
    Case::new().on_one_thread().run(async |arena| {
        let before = arena.load("updated", spinning()).await;
        let mut limits = Arena::limits();
        limits.time.init = Duration::from_millis(150);
        let started = Instant::now();
        let loading = arena
            .plugin("updated", endless.clone())
            .limits(limits)
            .load();
        let Err(error) = loading.await else {
            panic!("a plugin that never starts was loaded")
        };
        not_loaded(&error, &endless, "PW-INIT-DEADLINE", Fault::Plugin);
        assert!(started.elapsed() < limits.time.init + 5 * SLACK);
        assert_eq!(before.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn a6_an_allocator_without_end_is_stopped_while_arguments_are_passed() {
    let items = "export take: func(text: string);";
    let body = r#"
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (loop (br 0)) (unreachable))
        (func (export "take") (param i32 i32))"#;
    Case::new().on_one_thread().run(async |arena| {
        let plugin = arena.load("allocating", component(items, body)).await;
        is_stopped(&plugin, "take", &[json!("text")]).await;
    });
}

/// Its resource has a destructor that never ends, or one that traps.
fn destructing(destructor: &str) -> Vec<u8> {
    let items = "export things: interface { resource thing { constructor(); } }";
    let body = format!(
        r#"
        (import "[export]things" "[resource-new]thing" (func $new (param i32) (result i32)))
        (func (export "things#[constructor]thing") (result i32) (call $new (i32.const 1)))
        (func (export "things#[dtor]thing") (param i32) {destructor})"#
    );
    component(items, &format!("{body} {MEMORY}"))
}

#[test]
fn a7_a_destructor_has_a_deadline_of_its_own() {
    Case::new().on_one_thread().run(async |arena| {
        for (destructor, code) in [
            ("(loop (br 0))", "PW-DEADLINE-EXCEEDED"),
            ("(unreachable)", "PW-TRAPPED"),
        ] {
            let plugin = arena.load("destructing", destructing(destructor)).await;
            let mut session = plugin.session().await.unwrap();
            let thing = session.call_json("[constructor]thing", &[]).await.unwrap();
            let handle = u32::try_from(thing["resource"].as_u64().unwrap()).unwrap();
            let error = session.drop_handle(handle).await.unwrap_err();
            judged(&plugin, &error, code, Fault::Plugin);
            let over = session
                .call_json("[constructor]thing", &[])
                .await
                .unwrap_err();
            assert_eq!(over.code(), "PW-SESSION-OVER");
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}

#[test]
fn a8_as_many_spinning_guests_as_threads_all_end_in_time() {
    Case::new().run(async |arena| {
        let plugin = arena.load("spinning", spinning()).await;
        let started = Instant::now();
        let spin = |plugin: Plugin| async move { plugin.call_json("spin", &[]).await };
        let calls: Vec<_> = (0..4).map(|_| tokio::spawn(spin(plugin.clone()))).collect();
        for call in calls {
            let error = call.await.unwrap().unwrap_err();
            judged(&plugin, &error, "PW-DEADLINE-EXCEEDED", Fault::Plugin);
        }
        assert!(started.elapsed() < plugin.limits().time.call + SLACK);
        plugin.call_json("answer", &[]).await.unwrap();
    });
}

#[test]
fn a8_a_stall_of_the_machine_causes_no_false_timeouts() {
    Case::new().on_one_thread().run(async |arena| {
        let busy = component(
            "export count: func(to: u32) -> u32;",
            r#"(func (export "count") (param $to i32) (result i32) (local $at i32)
                 (loop
                   (local.set $at (i32.add (local.get $at) (i32.const 1)))
                   (br_if 0 (i32.lt_u (local.get $at) (local.get $to))))
                 (local.get $at))"#,
        );
        let mut limits = Arena::limits();
        limits.time.call = Duration::from_secs(2);
        let plugin = arena
            .plugin("busy", busy)
            .limits(limits)
            .load()
            .await
            .unwrap();
        plugin.call_json("answer", &[]).await.unwrap();
        // Thirty ticks pass while nothing runs; the calls after it start with none of them used up.
        std::thread::sleep(Duration::from_millis(300));
        for _ in 0..20 {
            let counted = plugin
                .call_json("count", &[json!(1_000_000)])
                .await
                .unwrap();
            assert_eq!(counted, json!(1_000_000));
        }
        assert_eq!(plugin.metrics().timeouts(), 0);
    });
}

#[test]
fn a9_computing_guests_take_turns_with_everybody_else() {
    Case::new().on_one_thread().run(async |arena| {
        let plugin = arena.load("spinning", spinning()).await;
        let calm = arena.load("calm", component("", "")).await;
        let spin = |plugin: Plugin| async move { plugin.call_json("spin", &[]).await };
        let calls: Vec<_> = (0..6).map(|_| tokio::spawn(spin(plugin.clone()))).collect();
        tokio::task::yield_now().await;
        let mut worst = Duration::ZERO;
        while !calls.iter().all(tokio::task::JoinHandle::is_finished) {
            let started = Instant::now();
            tokio::time::sleep(Duration::from_millis(1)).await;
            calm.call_json("answer", &[]).await.unwrap();
            worst = worst.max(started.elapsed());
        }
        // Each of six guests runs for at most two ticks before it is anybody else's turn.
        assert!(worst < Duration::from_millis(6 * 20) + SLACK, "{worst:?}");
    });
}

#[test]
fn a10_a_caller_that_goes_away_takes_the_instance_along() {
    Case::new().run(async |arena| {
        for (function, bytes) in [("spin", spinning()), ("sleep", waiting())] {
            let plugin = arena.load(function, bytes).await;
            plugin.call_json("answer", &[]).await.unwrap();
            let call = plugin.call_json(function, &[]);
            let gone = tokio::time::timeout(Duration::from_millis(30), call).await;
            assert!(gone.is_err());
            assert_eq!(plugin.metrics().errors.get("PW-ABANDONED"), Some(&1));
            assert_eq!(plugin.idle_instances(), 0);
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
            assert_eq!(plugin.availability(), Availability::Serving);
        }
    });
}

#[test]
fn a10_a_caller_that_goes_away_while_it_waits_for_an_instance_keeps_none() {
    let items = format!("{RELAY} export meet: func();");
    let body = r#"
        (import "hostile:relay/relay@0.1.0" "meet" (func $meet))
        (func (export "meet") (call $meet))"#;
    let bytes = component(&items, &format!("{body} {MEMORY}"));
    Case::new().run(async |arena| {
        let mut limits = Arena::limits();
        limits.concurrency.instances = std::num::NonZeroU32::MIN;
        let grants = plugwright::Grants::none().interface("hostile:relay/relay@0.1.0");
        let plugin = arena
            .plugin("alone", bytes.clone())
            .limits(limits)
            .grants(grants);
        let plugin = plugin.load().await.unwrap();
        let holding = tokio::spawn({
            let plugin = plugin.clone();
            async move { plugin.call_json("meet", &[]).await }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        let queued = plugin.call_json("answer", &[]);
        assert!(
            tokio::time::timeout(Duration::from_millis(20), queued)
                .await
                .is_err()
        );
        assert!(holding.await.unwrap().is_err());
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}
