//! `load.*`: from the bytes of a plugin to its first answer.

use crate::guests::{Guests, numbered};
use crate::measure::{Case, interleave};
use crate::ours::{self, Plugin as Typed};
use crate::report::{Goal, Row};
use crate::{extism_host, raw};
use anyhow::Result;
use plugwright::{Engine, Reuse, Tiering};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::runtime::Runtime;
use wasmtime::component::Component;

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let raw_engine = raw::engine();
    let file = dir.path().join("plugin.cwasm");
    std::fs::write(&file, raw_engine.precompile_component(&guests.component)?)?;
    let config = dir.path().join("extism.toml");
    std::fs::write(&config, format!("[cache]\ndirectory = {:?}\n", dir.path().join("extism")))?;
    extism_host::compile(&guests.extism, Some(&config));

    let cached = ours::cached_engine(&dir.path().join("aot"));
    runtime.block_on(ours::load(&cached, &guests.component, Reuse::Pooled));
    let mut own_cached = first_answer(&cached, guests.component.clone(), runtime);
    let (loader, path) = (raw_engine.clone(), file.clone());
    let mut raw_cached = Case::new(move || {
        // SAFETY: the file was written a moment ago from this engine's own compilation.
        let component = unsafe { Component::deserialize_file(&loader, &path) }.expect("compiled code");
        let (mut store, plugin) = raw::Raw::new(&loader, &component).live();
        plugin.anchors_plugin_api().call_add(&mut store, 40, 2).expect("add")
    });
    let extism = guests.extism.clone();
    let mut extism_cached = Case::new(move || {
        let compiled = extism_host::compile(&extism, Some(&config));
        extism_host::add(&mut extism_host::plugin(&compiled), 40, 2)
    });
    interleave(&mut [&mut own_cached, &mut raw_cached, &mut extism_cached], rounds, Duration::from_millis(2));

    let mut own_cold = first_answer_unseen(ours::engine(), guests.component.clone(), runtime);
    let tiered = Engine::builder().tiering(Tiering::Background).build()?;
    let mut own_tiered = first_answer_unseen(tiered, guests.component.clone(), runtime);
    let (loader, wasm) = (raw_engine, guests.component.clone());
    let mut raw_cold = Case::new(move || {
        let (mut store, plugin) = raw::Raw::compile(&loader, &wasm).live();
        plugin.anchors_plugin_api().call_add(&mut store, 40, 2).expect("add")
    });
    let extism = guests.extism.clone();
    let mut extism_cold = Case::new(move || {
        let compiled = extism_host::compile(&extism, None);
        extism_host::add(&mut extism_host::plugin(&compiled), 40, 2)
    });
    let mut cold = [&mut own_cold, &mut own_tiered, &mut raw_cold, &mut extism_cold];
    interleave(&mut cold, rounds.div_ceil(5), Duration::from_millis(1));

    let mut cached = Row::of("load.cached", &own_cached, Some(&raw_cached), Some(&extism_cached), None);
    let milliseconds = own_cached.median() / 1e6;
    cached.goal = Some(Goal { id: "P6", bound: 0.5, met: milliseconds <= 0.5 });
    Ok(vec![
        Row::of("load.cold", &own_cold, Some(&raw_cold), Some(&extism_cold), None),
        cached,
        Row::of("load.tiered", &own_tiered, Some(&raw_cold), Some(&extism_cold), Some(("P7", 0.35))),
    ])
}

fn first_answer(engine: &Engine, wasm: Vec<u8>, runtime: &Arc<Runtime>) -> Case {
    let (engine, runtime) = (engine.clone(), runtime.clone());
    Case::new(move || runtime.block_on(answer(&engine, &wasm)))
}

/// Each time another component, so that nothing is known of it.
fn first_answer_unseen(engine: Engine, wasm: Vec<u8>, runtime: &Arc<Runtime>) -> Case {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let runtime = runtime.clone();
    Case::timed(move |calls| {
        let mut took = Duration::ZERO;
        for _ in 0..calls {
            let unseen = numbered(&wasm, NUMBER.fetch_add(1, Ordering::Relaxed));
            let start = std::time::Instant::now();
            let plugin = runtime.block_on(answer(&engine, &unseen));
            took += start.elapsed();
            // The optimised code is made before the next sample, so that it takes no time from it.
            let _ = runtime.block_on(plugin.optimised());
        }
        took
    })
}

async fn answer(engine: &Engine, wasm: &[u8]) -> plugwright::Plugin {
    let plugin = ours::load(engine, wasm, Reuse::Pooled).await;
    let sum = Typed::new(&plugin).expect("the world").api().add(40, 2).await.expect("add");
    assert_eq!(sum, 42);
    plugin
}
