//! What the audit log costs: `cargo test -p plugwright --test figures -- --ignored --nocapture`.
#![allow(missing_docs, clippy::unwrap_used)]

use plugwright::audit::{AuditLog, Event, Rotation};
use plugwright::{AuditTrail, Engine, Plugin, Tiering};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

plugwright::bind!({ path: "tests/figures/wit" });

const WIT: &str = include_str!("wit/gate.wit");

/// Takes the record, and answers with `deny` and a text.
const GATE: &str = r#"(module
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (data (i32.const 8) "\01\00\00\00\00\00\00\00\40\00\00\00\07\00\00\00")
    (data (i32.const 64) "not you")
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (local $at i32)
        (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
        (global.set $free (i32.add (local.get $at) (local.get 3)))
        (local.get $at))
    (func (export "acme:authz/api#authorize") (param i32) (result i32)
        (global.set $free (i32.const 1024))
        (i32.const 8)))"#;

fn component() -> Vec<u8> {
    let mut module = wat::parse_str(GATE).unwrap();
    let mut resolve = Resolve::default();
    let package = resolve.push_str("gate.wit", WIT).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let mut encoder = ComponentEncoder::default();
    encoder.module(&module).unwrap().encode().unwrap()
}

fn request() -> gate::api::Request {
    let text = |text: &str| text.to_owned();
    let header = |n: usize| gate::api::Header {
        name: format!("x-header-{n}"),
        value: format!("the value of the header {n}"),
    };
    gate::api::Request {
        method: text("GET"),
        scheme: text("https"),
        host: text("shop.example"),
        path: text("/carts/4711/items"),
        query: Some(text("page=2")),
        remote_addr: text("203.0.113.7"),
        tenant: text("acme"),
        request_id: text("01JD3V5Q0000000000000000"),
        timestamp: 1_795_278_600,
        headers: (0..8).map(header).collect(),
    }
}

async fn plugin(observed_by: Option<Arc<AuditLog>>) -> Plugin {
    let engine = Engine::builder().tiering(Tiering::OptimisedOnly);
    let engine = match observed_by {
        Some(log) => engine.observer(AuditTrail::new(log)),
        None => engine,
    };
    let engine = engine.build().unwrap();
    let plugin = engine.plugin("acme:gate".parse().unwrap(), component());
    plugin.load().await.unwrap()
}

async fn sample(gate: &Gate, request: &gate::api::Request, calls: u32) -> Duration {
    let started = Instant::now();
    for _ in 0..calls {
        black_box(gate.api().authorize(request).await.unwrap());
    }
    started.elapsed() / calls
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[tokio::test]
#[ignore = "measures"]
async fn the_audit_log_costs_less_than_a_twentieth_of_a_record_call() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(AuditLog::open(folder.path(), Rotation::default()).unwrap());
    let plain = Gate::new(&plugin(None).await).unwrap();
    let audited = Gate::new(&plugin(Some(log.clone())).await).unwrap();
    let request = request();
    let (mut without, mut with, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..200 {
        // In turn, and each first as often as the other.
        let (a, b) = if round % 2 == 0 {
            let plain = sample(&plain, &request, 300).await;
            (plain, sample(&audited, &request, 300).await)
        } else {
            let audited = sample(&audited, &request, 300).await;
            (sample(&plain, &request, 300).await, audited)
        };
        without.push(a.as_secs_f64());
        with.push(b.as_secs_f64());
        ratios.push(b.as_secs_f64() / a.as_secs_f64());
    }
    let micros = |values| median(values) * 1e6;
    let ratio = median(ratios);
    println!(
        "a record call: {:.2} us without the audit log, {:.2} us with it, {ratio:.3}x",
        micros(without),
        micros(with)
    );
    assert!(ratio < 1.05, "{ratio}");
}

/// What something that is worth an entry costs whom it happens to; the writer works on a thread of its own.
#[tokio::test]
#[ignore = "measures"]
async fn an_entry_of_the_audit_log() {
    let folder = tempfile::tempdir().unwrap();
    let log = AuditLog::open(folder.path(), Rotation::default()).unwrap();
    let mut times = Vec::new();
    for _ in 0..50 {
        let started = Instant::now();
        for _ in 0..200 {
            log.record(Event::Gap { events: 1 });
        }
        times.push(started.elapsed().as_secs_f64() / 200.0);
        log.flush().unwrap();
    }
    println!("an entry: {:.2} us", median(times) * 1e6);
}
