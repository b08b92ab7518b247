//! `load.*`: from the bytes of a plugin to its first answer.

use crate::guests::{Guests, numbered};
use crate::measure::{Case, interleave};
use crate::ours::{self, Plugin as Typed};
use crate::report::{Goal, Row};
use crate::{extism_host, raw};
use anyhow::Result;
use plugwright::{Engine, Reuse, Tiering};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use wasmtime::Store;
use wasmtime::component::{Component, Linker};

/// What the first answer of a never-seen component may take, of what the optimising compiler takes for one.
const TIERED_GOAL: (&str, f64) = ("P7", 0.35);

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize, wanted: impl Fn(&str) -> bool) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    if wanted("load.cached") {
        rows.push(cached(guests, runtime, rounds)?);
    }
    if wanted("load.cold") || wanted("load.tiered") {
        rows.extend(unseen(guests, runtime, rounds.div_ceil(4))?);
    }
    for (language, wasm) in &guests.interpreted {
        let name = format!("load.tiered.{language}");
        if wanted(&name) {
            rows.push(interpreted(&name, wasm, runtime, rounds.div_ceil(20))?);
        }
    }
    Ok(rows)
}

fn cached(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> Result<Row> {
    let dir = tempfile::tempdir()?;
    let engine = ours::cached_engine(&dir.path().join("aot"));
    runtime.block_on(ours::load(&engine, &guests.component, Reuse::Pooled));
    let (wasm, own_runtime) = (guests.component.clone(), runtime.clone());
    let mut own = Case::new(move || own_runtime.block_on(answer(&engine, &wasm)));
    let mut raw = raw_cached(&dir.path().join("plugin.cwasm"), &guests.component)?;
    let config = dir.path().join("extism.toml");
    std::fs::write(&config, format!("[cache]\ndirectory = {:?}\n", dir.path().join("extism")))?;
    let wasm = guests.extism.clone();
    let mut extism = Case::new(move || {
        let compiled = extism_host::compile(&wasm, Some(&config));
        extism_host::add(&mut extism_host::plugin(&compiled), 40, 2)
    });
    interleave(&mut [&mut own, &mut raw, &mut extism], rounds, Duration::from_millis(2));
    let goal = Goal { id: "P6", bound: 0.5, met: own.median() / 1e6 <= 0.5 };
    Ok(Row { goal: Some(goal), ..Row::beside("load.cached", &own, &raw, Some(&extism)) })
}

fn raw_cached(file: &Path, wasm: &[u8]) -> Result<Case> {
    let engine = raw::engine();
    std::fs::write(file, engine.precompile_component(wasm)?)?;
    let file = file.to_owned();
    Ok(Case::new(move || {
        // SAFETY: the file was written a moment ago from this engine's own compilation.
        let component = unsafe { Component::deserialize_file(&engine, &file) }.expect("compiled code");
        let (mut store, plugin) = raw::Raw::new(&engine, &component).live();
        plugin.anchors_plugin_api().call_add(&mut store, 40, 2).expect("add")
    }))
}

fn unseen(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> Result<[Row; 2]> {
    let mut cold = first_answer(ours::engine(), &guests.component, runtime);
    let mut tiered = first_answer(tiered_engine()?, &guests.component, runtime);
    let (engine, wasm) = (raw::engine(), guests.component.clone());
    let mut raw = Case::new(move || {
        let (mut store, plugin) = raw::Raw::compile(&engine, &wasm).live();
        plugin.anchors_plugin_api().call_add(&mut store, 40, 2).expect("add")
    });
    let wasm = guests.extism.clone();
    let mut extism = Case::new(move || {
        let compiled = extism_host::compile(&wasm, None);
        extism_host::add(&mut extism_host::plugin(&compiled), 40, 2)
    });
    let mut cases = [&mut cold, &mut tiered, &mut raw, &mut extism];
    interleave(&mut cases, rounds, Duration::from_millis(1));
    Ok([
        Row::beside("load.cold", &cold, &raw, Some(&extism)),
        Row::beside("load.tiered", &tiered, &raw, Some(&extism)).with_goal_to_raw(TIERED_GOAL),
    ])
}

/// A component that has an interpreter inside, called by name, as its world is not the other guests'.
fn interpreted(name: &str, wasm: &[u8], runtime: &Arc<Runtime>, rounds: usize) -> Result<Row> {
    let mut own = first_answer(tiered_engine()?, wasm, runtime);
    let (engine, bytes) = (raw::engine(), wasm.to_vec());
    let mut raw = Case::new(move || {
        let component = Component::new(&engine, &bytes).expect("the guest compiles");
        raw_sum(&engine, &component)
    });
    interleave(&mut [&mut own, &mut raw], rounds, Duration::from_millis(1));
    Ok(Row::beside(name, &own, &raw, None).with_goal_to_raw(TIERED_GOAL))
}

fn raw_sum(engine: &wasmtime::Engine, component: &Component) -> u32 {
    let mut store = Store::new(engine, ());
    store.set_epoch_deadline(100_000);
    let instance = Linker::new(engine).instantiate(&mut store, component).expect("an instance");
    let add = instance.get_typed_func::<(u32, u32), (u32,)>(&mut store, "add").expect("the function");
    add.call(&mut store, (40, 2)).expect("add").0
}

fn tiered_engine() -> Result<Engine> {
    Ok(Engine::builder().tiering(Tiering::Background).build()?)
}

/// Each time another component, so that nothing is known of it.
fn first_answer(engine: Engine, wasm: &[u8], runtime: &Arc<Runtime>) -> Case {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let (wasm, runtime) = (wasm.to_vec(), runtime.clone());
    Case::timed(move |calls| {
        let mut took = Duration::ZERO;
        for _ in 0..calls {
            let unseen = numbered(&wasm, NUMBER.fetch_add(1, Ordering::Relaxed));
            let start = Instant::now();
            let plugin = runtime.block_on(answer(&engine, &unseen));
            took += start.elapsed();
            // The optimised code is made before the next sample, so that it takes no time from it.
            runtime.block_on(plugin.optimised()).expect("optimised code");
        }
        took
    })
}

/// Typed if the plugin has the world of the benchmark, by name if it is another language's.
async fn answer(engine: &Engine, wasm: &[u8]) -> plugwright::Plugin {
    let plugin = ours::load(engine, wasm, Reuse::Pooled).await;
    let sum = match Typed::new(&plugin) {
        Ok(typed) => typed.api().add(40, 2).await.expect("add"),
        Err(_) => {
            let sum = plugin.call_json("add", &[json!(40), json!(2)]).await.expect("add");
            sum.as_u64().and_then(|sum| u32::try_from(sum).ok()).expect("a number")
        }
    };
    assert_eq!(sum, 42);
    plugin
}
