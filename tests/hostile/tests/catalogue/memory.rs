//! Section B, first half: a guest that takes memory.

use plugwright::{ByteSize, Fault, Limits, Plugin};
use plugwright_hostile_tests::{
    Arena, Case, PeakMemory, component, component_text, judged, not_loaded,
};
use serde_json::json;

/// What a call costs the host besides the memory of the guest: stacks, code, the canary, measuring.
const OVERHEAD: u64 = 24 << 20;

fn limits(memory: ByteSize) -> Limits {
    let mut limits = Arena::limits();
    limits.memory.size = memory;
    limits.time.call = std::time::Duration::from_secs(2);
    limits
}

async fn load(arena: &Arena, bytes: Vec<u8>, limits: Limits) -> Plugin {
    let plugin = arena.plugin("greedy", bytes).limits(limits);
    plugin.load().await.unwrap()
}

/// `grow` takes memory and writes to it until it gets no more, and returns how many pages it has; `grow-and-trap` gives up
/// then.
fn growing_memory() -> Vec<u8> {
    component(
        "export grow: func() -> u32; export grow-and-trap: func();",
        r#"
        (memory 1)
        (func $grow (export "grow") (result i32)
          (loop
            (memory.fill (i32.shl (i32.sub (memory.size) (i32.const 1)) (i32.const 16)) (i32.const 7) (i32.const 65536))
            (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
          (memory.size))
        (func (export "grow-and-trap") (drop (call $grow)) (unreachable))"#,
    )
}

#[test]
fn b1_memory_grows_to_the_limit_and_no_further() {
    grows_to_the_limit(Case::new());
}

#[test]
fn b1_memory_grows_no_further_in_fast_code_either() {
    grows_to_the_limit(Case::new().in_fast_code());
}

fn grows_to_the_limit(case: Case) {
    case.run(async |arena| {
        let limit = ByteSize::mib(8);
        let plugin = load(arena, growing_memory(), limits(limit)).await;
        let peak = PeakMemory::watch();
        let error = plugin.call_json("grow-and-trap", &[]).await.unwrap_err();
        judged(&plugin, &error, "PW-MEMORY-LIMIT", Fault::Plugin);
        assert!(
            peak.growth() <= limit.0 + OVERHEAD,
            "{} bytes",
            peak.growth()
        );
        assert_eq!(plugin.metrics().memory_peak, limit.0);
        assert_eq!(plugin.idle_instances(), 0);
        assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
    });
}

#[test]
fn b1_a_guest_that_hides_that_it_was_refused_memory_is_counted() {
    Case::new().run(async |arena| {
        let plugin = load(arena, growing_memory(), limits(ByteSize::mib(8))).await;
        let pages = plugin.call_json("grow", &[]).await.unwrap();
        assert_eq!(pages, json!(8 * 16));
        assert_eq!(plugin.metrics().growth_refused, 1);
    });
}

#[test]
fn b1_a_refusal_is_not_blamed_for_a_later_trap() {
    let bytes = component(
        "export ask: func(); export trap: func();",
        r#"
        (memory 1)
        (func (export "ask") (drop (memory.grow (i32.const 60000))))
        (func (export "trap") (unreachable))"#,
    );
    Case::new().run(async |arena| {
        let plugin = load(arena, bytes.clone(), limits(ByteSize::mib(8))).await;
        plugin.call_json("ask", &[]).await.unwrap();
        let error = plugin.call_json("trap", &[]).await.unwrap_err();
        judged(&plugin, &error, "PW-TRAPPED", Fault::Plugin);
    });
}

#[test]
fn b2_more_memory_at_the_start_than_the_limit_is_refused_with_both_numbers() {
    let bytes = component("", "(memory 200)");
    refused_before_it_starts(
        bytes,
        |limits| limits.memory.size = ByteSize::mib(8),
        &["13107200", "8388608"],
    );
}

/// A component that is refused before any of it is compiled, with these numbers in the message.
fn refused_before_it_starts(bytes: Vec<u8>, change: fn(&mut Limits), numbers: &[&str]) {
    Case::new().run(async |arena| {
        let mut limits = Arena::limits();
        change(&mut limits);
        let loading = arena.plugin("greedy", bytes.clone()).limits(limits).load();
        let Err(error) = loading.await else {
            panic!("a component over its limit was loaded")
        };
        not_loaded(&error, &bytes, "PW-STATIC-LIMIT", Fault::Policy);
        let message = error.to_string();
        assert!(
            numbers.iter().all(|number| message.contains(number)),
            "{message}"
        );
    });
}

/// Four instances of a module that each take `pages` pages at the start; `grow` lets each take as much as it gets and
/// returns the sum.
fn several_memories(pages: u32) -> Vec<u8> {
    component_text(&format!(
        r#"(component
          (core module $hoard
            (memory {pages})
            (func (export "grow") (result i32)
              (loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
              (memory.size)))
          (core instance $a (instantiate $hoard))
          (core instance $b (instantiate $hoard))
          (core instance $c (instantiate $hoard))
          (core instance $d (instantiate $hoard))
          (core module $sum
            (import "a" "grow" (func $a (result i32)))
            (import "b" "grow" (func $b (result i32)))
            (import "c" "grow" (func $c (result i32)))
            (import "d" "grow" (func $d (result i32)))
            (func (export "grow") (result i32)
              (i32.add (i32.add (call $a) (call $b)) (i32.add (call $c) (call $d)))))
          (core instance $sum (instantiate $sum
            (with "a" (instance $a)) (with "b" (instance $b)) (with "c" (instance $c)) (with "d" (instance $d))))
          (func (export "grow") (result u32) (canon lift (core func $sum "grow"))))"#
    ))
}

#[test]
fn b3_limit_is_the_sum_of_all_memories() {
    Case::new().run(async |arena| {
        let plugin = load(arena, several_memories(8), limits(ByteSize::mib(4))).await;
        let pages = plugin.call_json("grow", &[]).await.unwrap();
        assert_eq!(pages, json!(4 * 16));
        assert_eq!(plugin.metrics().memory_peak, 4 << 20);
    });
}

#[test]
fn b3_memories_at_the_start_are_added_up_before_anything_starts() {
    let change = |limits: &mut Limits| limits.memory.size = ByteSize::mib(4);
    refused_before_it_starts(several_memories(17), change, &["4456448", "4194304"]);
}

#[test]
fn b3_the_number_of_memories_is_limited_too() {
    let change = |limits: &mut Limits| limits.memory.memories = 3;
    refused_before_it_starts(several_memories(1), change, &[" 4,", " 3;"]);
}

#[test]
fn b3_the_number_of_instances_is_limited_too() {
    let change = |limits: &mut Limits| limits.memory.instances = 4;
    refused_before_it_starts(several_memories(1), change, &[" 5,", " 4;"]);
}

#[test]
fn b4_tables_grow_to_the_limit_and_no_further() {
    let bytes = component(
        "export grow: func() -> u32; export grow-and-trap: func();",
        r#"
        (table $a 0 funcref) (table $b 0 funcref)
        (func $grow (export "grow") (result i32)
          (loop (br_if 0 (i32.ne (table.grow $a (ref.null func) (i32.const 100)) (i32.const -1))))
          (loop (br_if 0 (i32.ne (table.grow $b (ref.null func) (i32.const 100)) (i32.const -1))))
          (i32.add (table.size $a) (table.size $b)))
        (func (export "grow-and-trap") (drop (call $grow)) (unreachable))"#,
    );
    Case::new().run(async |arena| {
        let mut limits = limits(ByteSize::mib(4));
        limits.memory.table_elements = 10_000;
        let plugin = load(arena, bytes.clone(), limits).await;
        assert_eq!(plugin.call_json("grow", &[]).await.unwrap(), json!(10_000));
        assert_eq!(plugin.metrics().growth_refused, 2);
        let error = plugin.call_json("grow-and-trap", &[]).await.unwrap_err();
        judged(&plugin, &error, "PW-TABLE-LIMIT", Fault::Plugin);
    });
}

#[test]
fn b4_many_and_large_tables_are_refused_before_anything_starts() {
    let large = component("", "(table 60000 funcref) (table 60000 funcref)");
    refused_before_it_starts(large, |_| {}, &["120000", "100000"]);
    let many = component("", &"(table 1 funcref)".repeat(5));
    refused_before_it_starts(many, |limits| limits.memory.tables = 4, &[" 5,", " 4;"]);
}

#[test]
fn b6_recursion_without_end_is_a_trap_of_the_guest() {
    recursion(Case::new());
}

#[test]
fn b6_recursion_without_end_is_a_trap_in_fast_code_too() {
    recursion(Case::new().in_fast_code());
}

fn recursion(case: Case) {
    let bytes = component(
        "export recurse: func();",
        r#"(func $recurse (export "recurse") (local i64 i64 i64 i64) (call $recurse))"#,
    );
    case.run(async |arena| {
        let plugin = arena.load("recursing", bytes.clone()).await;
        for _ in 0..3 {
            let error = plugin.call_json("recurse", &[]).await.unwrap_err();
            judged(&plugin, &error, "PW-STACK-OVERFLOW", Fault::Plugin);
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}
