//! What an integrator does first: bind a world of their own, load a component, call it.
#![allow(missing_docs, clippy::unwrap_used)]

use plugwright::{Engine, Error, Limits, Plugin, Problem, Reuse, Tier};
use serde_json::json;
use std::time::Duration;

plugwright::bind!({
    inline: "
        package acme:calc@1.2.0;

        interface arithmetic {
            resource counter {
                constructor(start: u32);
                next: func() -> u32;
            }
            add: func(a: u32, b: u32) -> u32;
            spin: func();
        }

        world calculator {
            export arithmetic;
            export twice: func(n: u32) -> u32;
        }
    ",
    world: "calculator",
});

/// A component in the text format: small enough to see what is called.
const CALCULATOR: &str = r#"
(component
  (core module $m
    (import "host" "drop" (func $drop (param i32)))
    (import "host" "new" (func $new (param i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "spin") (loop (br 0)))
    (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
    (func (export "counter") (param i32) (result i32)
      (i32.store (i32.const 64) (local.get 0))
      (call $new (i32.const 64)))
    (func (export "next") (param i32) (result i32)
      (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1)))
      (i32.load (local.get 0))))
  (type $counter (resource (rep i32)))
  (core func $drop (canon resource.drop $counter))
  (core func $new (canon resource.new $counter))
  (core instance $i (instantiate $m (with "host" (instance
    (export "drop" (func $drop)) (export "new" (func $new))))))
  (func $add (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
  (func $spin (canon lift (core func $i "spin")))
  (func $ctor (param "start" u32) (result (own $counter)) (canon lift (core func $i "counter")))
  (func $next (param "self" (borrow $counter)) (result u32) (canon lift (core func $i "next")))
  (component $shape
    (import "counter" (type $c (sub resource)))
    (import "ctor" (func $ctor (param "start" u32) (result (own $c))))
    (import "next" (func $next (param "self" (borrow $c)) (result u32)))
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (import "spin" (func $spin))
    (export $e "counter" (type $c))
    (export "[constructor]counter" (func $ctor) (func (param "start" u32) (result (own $e))))
    (export "[method]counter.next" (func $next) (func (param "self" (borrow $e)) (result u32)))
    (export "add" (func $add))
    (export "spin" (func $spin)))
  (instance $arithmetic (instantiate $shape
    (with "counter" (type $counter)) (with "ctor" (func $ctor)) (with "next" (func $next))
    (with "add" (func $add)) (with "spin" (func $spin))))
  (export "acme:calc/arithmetic@1.2.0" (instance $arithmetic))
  (func (export "twice") (param "n" u32) (result u32) (canon lift (core func $i "twice"))))
"#;

async fn calculator(limits: Limits, reuse: Reuse) -> Plugin {
    let engine = Engine::new().unwrap();
    let bytes = wat::parse_str(CALCULATOR).unwrap();
    let plugin = engine
        .plugin("calculator".parse().unwrap(), bytes)
        .limits(limits)
        .reuse(reuse);
    plugin.load().await.unwrap()
}

fn impatient() -> Limits {
    let mut limits = Limits::default();
    limits.time.call = Duration::from_millis(50);
    limits
}

#[tokio::test]
async fn a_typed_call_needs_no_store_and_no_instance() {
    let plugin = calculator(Limits::default(), Reuse::Pooled).await;
    let calculator = Calculator::new(&plugin).unwrap();
    assert_eq!(calculator.arithmetic().add(40, 2).await.unwrap(), 42);
    assert_eq!(calculator.twice(21).await.unwrap(), 42);
    assert_eq!(plugin.metrics().calls, 2);
    assert_eq!(plugin.idle_instances(), 1);
}

#[tokio::test]
async fn a_plugin_that_never_waits_can_be_called_without_waiting() {
    let plugin = calculator(Limits::default(), Reuse::FreshPerCall).await;
    let calculator = Calculator::new(&plugin).unwrap();
    let answer = std::thread::scope(|scope| {
        scope
            .spawn(|| calculator.blocking().arithmetic().add(40, 2))
            .join()
            .unwrap()
    });
    assert_eq!(answer.unwrap(), 42);
}

#[tokio::test]
async fn resources_live_as_long_as_their_session() {
    let plugin = calculator(Limits::default(), Reuse::Pooled).await;
    let mut session = Calculator::new(&plugin).unwrap().session().await.unwrap();
    let counter = session.arithmetic().counter_constructor(7).await.unwrap();
    assert_eq!(session.arithmetic().counter_next(counter).await.unwrap(), 8);
    assert_eq!(session.arithmetic().counter_next(counter).await.unwrap(), 9);
    session.session().drop_resource(counter).await.unwrap();
}

#[tokio::test]
async fn any_function_can_be_called_by_name() {
    let plugin = calculator(Limits::default(), Reuse::Pooled).await;
    let sum = plugin
        .call_json("acme:calc/arithmetic#add", &[json!(40), json!(2)])
        .await
        .unwrap();
    assert_eq!(sum, json!(42));
    assert_eq!(plugin.call_wave("twice(21)").await.unwrap(), "42");
    let mut session = plugin.session().await.unwrap();
    let counter = session
        .call_json("[constructor]counter", &[json!(1)])
        .await
        .unwrap();
    assert_eq!(
        session
            .call_json("[method]counter.next", &[counter])
            .await
            .unwrap(),
        json!(2)
    );
}

#[tokio::test]
async fn a_wrong_argument_is_named_and_costs_the_plugin_nothing() {
    let plugin = calculator(Limits::default(), Reuse::Pooled).await;
    let error = plugin
        .call_json("add", &[json!(1), json!("two")])
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PW-ARGUMENT-TYPE");
    assert!(error.to_string().contains("arguments[1]"), "{error}");
    let error = plugin.call_json("ad", &[]).await.unwrap_err();
    assert!(error.to_string().contains("did you mean"), "{error}");
    assert_eq!(plugin.metrics().failed(), 0);
    assert_eq!(plugin.idle_instances(), 1);
}

#[tokio::test]
async fn an_endless_loop_is_stopped_and_the_next_call_works() {
    let plugin = calculator(impatient(), Reuse::Pooled).await;
    let calculator = Calculator::new(&plugin).unwrap();
    let error = calculator.arithmetic().spin().await.unwrap_err();
    assert_eq!(error.code(), "PW-DEADLINE-EXCEEDED");
    assert_eq!(calculator.arithmetic().add(1, 1).await.unwrap(), 2);
    assert_eq!(plugin.metrics().timeouts(), 1);
}

#[tokio::test]
async fn optimised_code_takes_over_without_anybody_noticing() {
    let plugin = calculator(Limits::default(), Reuse::Pooled).await;
    let calculator = Calculator::new(&plugin).unwrap();
    assert_eq!(calculator.twice(1).await.unwrap(), 2);
    plugin.optimised().await.unwrap();
    assert_eq!(plugin.tier(), Tier::Optimised);
    assert_eq!(calculator.twice(2).await.unwrap(), 4);
}

mod other {
    plugwright::bind!({
        inline: "
            package acme:calc@1.2.0;
            interface arithmetic { subtract: func(a: u32, b: u32) -> u32; add: func(a: u32, b: u32) -> u32; }
            world other { export arithmetic; export thrice: func(n: u32) -> u32; }
        ",
    });
}

#[tokio::test]
async fn a_plugin_of_another_world_is_refused_with_every_difference() {
    let plugin = calculator(Limits::default(), Reuse::Pooled).await;
    let Err(error) = other::Other::new(&plugin) else {
        panic!("a plugin of another world was accepted")
    };
    let Problem::WorldMismatch { differences, .. } = Error::problem(&error) else {
        panic!("{error}")
    };
    assert_eq!(differences.len(), 2, "{differences:?}");
}
