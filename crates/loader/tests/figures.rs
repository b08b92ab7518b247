//! The figures of the loader, for people: `cargo test -p plugwright-loader --test figures -- --ignored --nocapture`.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::records::{self, OPS};
use guest::{Counting, cached_engine, component, fleet, id, source};
use plugwright_host::{Engine, Grants, Plugin};
use plugwright_loader::{Composite, Fleet, Part, Probation, SwapPlan};
use plugwright_manifest::{Capabilities, Version};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

fn median(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() - 1])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn a_call_through_the_handle_beside_one_of_the_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let engine = cached_engine(&folder);
    let (fleet, _) = fleet(Fleet::builder());
    let plugin = fleet
        .add(id("handle"), source(&engine, "handle", 1, component(1)))
        .unwrap();
    fleet.preload([id("handle")]).await;
    let direct = Counting::new(&plugin.active().unwrap()).unwrap();
    let handle = plugin.typed(Counting::new).unwrap();
    let (mut directly, mut by_handle) = (Vec::new(), Vec::new());
    for _ in 0..50 {
        let started = Instant::now();
        for _ in 0..2_000 {
            black_box(direct.count().await.unwrap());
        }
        directly.push(started.elapsed() / 2_000);
        let started = Instant::now();
        for _ in 0..2_000 {
            black_box(
                handle
                    .call(async |counting| counting.count().await)
                    .await
                    .unwrap(),
            );
        }
        by_handle.push(started.elapsed() / 2_000);
    }
    let (direct, handle) = (median(directly).0, median(by_handle).0);
    println!(
        "directly {direct:?}, by the handle {handle:?}, {:.3}×",
        handle.as_secs_f64() / direct.as_secs_f64()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn swaps_from_the_cache_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let engine = cached_engine(&folder);
    let (fleet, _) = fleet(Fleet::builder());
    for version in 0..=100 {
        engine
            .plugin(id("swapped"), component(version))
            .load()
            .await
            .unwrap();
    }
    let plugin = fleet
        .add(id("swapped"), source(&engine, "swapped", 0, component(0)))
        .unwrap();
    fleet.preload([id("swapped")]).await;
    let handle = plugin.typed(Counting::new).unwrap();
    let (stop, calls) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let callers: Vec<_> = (0..2)
        .map(|_| {
            let (stop, calls, handle) = (stop.clone(), calls.clone(), handle.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    handle
                        .call(async |counting| counting.count().await)
                        .await
                        .unwrap();
                    calls.fetch_add(1, Ordering::Relaxed);
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let plan = SwapPlan {
        probation: Probation {
            window: Duration::ZERO,
            ..Probation::default()
        },
        ..SwapPlan::default()
    };
    let started = Instant::now();
    let mut times = Vec::new();
    for version in 1..=100 {
        let next = source(&engine, "swapped", version, component(version));
        let began = Instant::now();
        fleet.swap(&id("swapped"), next, plan).await.unwrap();
        times.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = started.elapsed();
    stop.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
    let (median, worst) = median(times);
    let a_second = u128::from(calls.load(Ordering::Relaxed)) * 1_000 / took.as_millis();
    println!(
        "swap from the cache: median {median:?}, worst {worst:?}, at {a_second} calls a second, none failed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn the_start_with_many_plugins() {
    let folder = tempfile::tempdir().unwrap();
    let engine = cached_engine(&folder);
    for count in [0, 10, 100, 1_000_u32] {
        let components: Vec<_> = (0..count).map(component).collect();
        let started = Instant::now();
        let (fleet, _) = fleet(Fleet::builder());
        for (n, component) in (0..count).zip(components) {
            let name = format!("many-{n}");
            fleet
                .add(id(&name), source(&engine, &name, n, component))
                .unwrap();
        }
        let added = started.elapsed();
        let mut first = Duration::ZERO;
        if count > 0 {
            // Once to have it in the cache, once from there.
            fleet.preload([id("many-0")]).await;
            fleet.evict(&id("many-0")).unwrap();
            let plugin = fleet.serving(&id("many-0")).unwrap();
            let started = Instant::now();
            plugin.call_wave("count()").await.unwrap();
            first = started.elapsed();
        }
        println!("{count} plugins: start {added:?}, first call from the cache {first:?}");
    }
}

/// A composite of the two plugins that pass records.
fn composed() -> Composite {
    let part = |name: &str, component, imports: &[&str], exports: &[&str]| Part {
        id: id(name),
        version: Version::new(1, 0, 0),
        component,
        imports: imports.iter().map(ToString::to_string).collect(),
        exports: exports.iter().map(ToString::to_string).collect(),
        capabilities: Capabilities::none(),
        composable: true,
    };
    let outer = part("shop", records::caller(), &[OPS], &[]);
    let inner = part("calc", records::provider(), &[], &[OPS]);
    Composite::new(&outer, &inner, &[id("calc")].into()).unwrap()
}

/// The plugin that is called, the one that calls it through the broker, and both as one.
async fn three_ways(engine: &Engine) -> [Plugin; 3] {
    let (fleet, _) = fleet(Fleet::builder());
    let calc = source(engine, "calc", 1, records::provider());
    let calc = fleet.add(id("calc"), calc).unwrap();
    fleet.preload([id("calc")]).await;
    let direct = calc.active().unwrap();
    let shop = engine.plugin(id("shop"), records::caller());
    let brokered = shop.grants(Grants::none().provider(OPS, calc)).load();
    let brokered = brokered.await.unwrap();
    [
        direct,
        brokered,
        composed().plugin(engine).load().await.unwrap(),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn a_record_from_plugin_to_plugin_brokered_and_composed() {
    const CALLS: u32 = 500;
    let folder = tempfile::tempdir().unwrap();
    let engine = cached_engine(&folder);
    let [direct, brokered, composed] = three_ways(&engine).await;
    let provider = records::Provider::new(&direct).unwrap();
    let callers =
        [&brokered, &composed].map(|plugin| records::calling::Caller::new(plugin).unwrap());
    for bytes in [16, 4096] {
        let (customer, note) = ("c".repeat(bytes), "n".repeat(bytes));
        let mut times: [Vec<Duration>; 3] = Default::default();
        for _ in 0..60 {
            let started = Instant::now();
            for _ in 0..CALLS {
                let order = records::provider::ops::Order {
                    id: 7,
                    customer: customer.clone(),
                    items: vec![("tea".into(), 2), ("cup".into(), 1)],
                    note: Some(note.clone()),
                };
                black_box(provider.ops().echo(&order).await.unwrap());
            }
            times[0].push(started.elapsed() / CALLS);
            for (caller, times) in callers.iter().zip(&mut times[1..]) {
                let started = Instant::now();
                for _ in 0..CALLS {
                    let order = records::calling::caller::desk::Order {
                        id: 7,
                        customer: customer.clone(),
                        items: vec![("tea".into(), 2), ("cup".into(), 1)],
                        note: Some(note.clone()),
                    };
                    black_box(caller.desk().run(&order).await.unwrap());
                }
                times.push(started.elapsed() / CALLS);
            }
        }
        let [direct, brokered, composed] = times.map(|times| median(times).0);
        let ratio = |time: Duration| time.as_secs_f64() / direct.as_secs_f64();
        println!(
            "a record with two texts of {bytes} bytes: the provider alone {direct:?}; a caller and its provider brokered \
             {brokered:?} ({:.2}×), composed {composed:?} ({:.2}×)",
            ratio(brokered),
            ratio(composed)
        );
    }
}
