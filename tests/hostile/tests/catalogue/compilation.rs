//! Section B: components that are expensive before they run.

use plugwright::{Fault, StaticLimits};
use plugwright_hostile_tests::{Arena, Case, component, component_text, not_loaded};
use serde_json::json;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Loads what is over a static limit; that has to be noticed at once, because nothing of it is compiled.
async fn too_large(arena: &Arena, bytes: Vec<u8>, what: &str) {
    let started = Instant::now();
    let Err(error) = arena.plugin("bomb", bytes.clone()).load().await else {
        panic!("a component that {what} was loaded")
    };
    not_loaded(&error, &bytes, "PW-STATIC-LIMIT", Fault::Policy);
    assert!(error.to_string().contains(what), "{error}");
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(
        arena.engine().cache_statistics().compilations,
        1,
        "only the canary was compiled"
    );
}

#[test]
fn b5_nesting_and_counting_up_are_refused_before_compilation() {
    Case::new().run(async |arena| {
        let deep = format!("{}{}", "(component ".repeat(20), ")".repeat(20));
        too_large(arena, component_text(&deep), "nests components deep").await;
        let wide = format!("(component {})", "(core module)".repeat(300));
        too_large(arena, component_text(&wide), "nests modules and components").await;
        let types = format!("(component {})", "(type u8)".repeat(120_000));
        too_large(arena, component_text(&types), "declares items").await;
        too_large(arena, doubling(30), "makes instances").await;
    });
}

/// Each component instantiates the one before twice: two to the power of `levels` instances in a few hundred bytes.
fn doubling(levels: u32) -> Vec<u8> {
    let mut text =
        "(component (component $c0 (core module $m) (core instance (instantiate $m)))".to_owned();
    for level in 1..=levels {
        let inner = level - 1;
        write!(
            text,
            "(component $c{level} (alias outer 1 $c{inner} (component $c))
               (instance (instantiate $c)) (instance (instantiate $c)))"
        )
        .unwrap();
    }
    write!(text, "(instance (instantiate $c{levels})))").unwrap();
    component_text(&text)
}

#[test]
fn b18_a_compile_bomb_is_refused_before_compilation() {
    Case::new().run(async |arena| {
        let long = component(
            "",
            &format!("(func {})", "(drop (i32.const 1000000))".repeat(600_000)),
        );
        too_large(arena, long, "has a function of bytes").await;
        let many = component("", &"(func)".repeat(210_000));
        too_large(arena, many, "has functions").await;
        let mut huge = component("", "");
        huge.resize(200 << 20, 0);
        too_large(arena, huge, "has bytes").await;
    });
}

/// A function of `branches` branches over five hundred variables: what makes compilers slow.
fn entangled(branches: u32) -> Vec<u8> {
    let mut text = "(func (param i32) ".to_owned();
    for local in 0..500 {
        write!(text, "(local $l{local} i32)").unwrap();
    }
    for branch in 0..branches {
        let (from, to) = (branch % 500, (branch * 7 + 1) % 500);
        write!(
            text,
            "(if (local.get $l{from}) (then (local.set $l{to} (local.get 0))))"
        )
        .unwrap();
    }
    component("", &(text + ")"))
}

#[test]
fn b18_what_is_just_below_the_limits_is_compiled_beside_the_service() {
    let limits = StaticLimits {
        function_bytes: 64 << 10,
        functions: 1_000,
        ..StaticLimits::default()
    };
    let blocks = ("block ".repeat(15_000), "end ".repeat(15_000));
    let nested = component("", &format!("(func {} {})", blocks.0, blocks.1));
    let case = Case::new().engine(|engine| engine.static_limits(limits));
    case.run(async |arena| {
        for bytes in [nested.clone(), entangled(3_000)] {
            match arena.plugin("slow", bytes.clone()).load().await {
                Ok(plugin) => {
                    assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
                }
                Err(error) => not_loaded(&error, &bytes, "PW-INVALID-COMPONENT", Fault::Plugin),
            }
        }
    });
}

#[test]
fn b18_a_compilation_that_takes_too_long_fails_its_load_and_no_other() {
    let timeout = Duration::from_millis(300);
    let case = Case::new().engine(|engine| engine.compile_timeout(timeout));
    case.run(async |arena| {
        let bytes = entangled(8_000);
        let Err(error) = arena.plugin("slow", bytes.clone()).load().await else {
            panic!("it was compiled in time")
        };
        not_loaded(&error, &bytes, "PW-COMPILE-DEADLINE", Fault::Plugin);
        let other = component("", "(memory 1)");
        let other = arena.load("other", other).await;
        assert_eq!(other.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}
