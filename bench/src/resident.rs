//! `resident.*`: what a plugin costs that is just there, and whether many make each slower.
//!
//! Each figure comes from a process of its own, so that none inherits another's memory; raw wasmtime has processes too, with
//! as many components in files of their own, each with an instance.

use crate::guests::{Guests, numbered};
use crate::measure::median;
use crate::ours::{self, Plugin as Typed};
use crate::raw;
use crate::report::{Goal, Row};
use anyhow::{Context as _, Result, bail};
use plugwright::Reuse;
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use wasmtime::component::Component;

const COUNTS: [u32; 4] = [1, 10, 100, 1000];

/// What one process found.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Probe {
    kib_each: f64,
    same_ns: f64,
    in_turn_ns: f64,
}

pub fn run(guests: &Guests, repeats: usize) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    std::fs::write(wasm(dir.path()), &guests.component)?;
    fill(dir.path())?;
    let mut found: Vec<(&str, u32, Probe)> = Vec::new();
    for _ in 0..repeats {
        for count in COUNTS {
            for kind in ["own", "raw"] {
                found.push((kind, count, spawn(kind, count, dir.path())?));
            }
        }
    }
    let figure = |kind: &str, count: u32, of: fn(&Probe) -> f64| {
        let probes = found.iter().filter(|(a, b, _)| *a == kind && *b == count);
        median(&probes.map(|(.., probe)| of(probe)).collect::<Vec<f64>>())
    };
    Ok(COUNTS.into_iter().flat_map(|count| rows(count, &figure)).collect())
}

type Figure<'a> = &'a dyn Fn(&str, u32, fn(&Probe) -> f64) -> f64;

fn rows(count: u32, figure: Figure<'_>) -> Vec<Row> {
    let judged = |bound: f64, value: f64| (count == 1000).then_some(Goal { id: "P8", bound, met: value <= bound });
    let kib = |kind| figure(kind, count, |probe| probe.kib_each);
    let same = |count| figure("own", count, |probe| probe.same_ns);
    let in_turn = |kind| figure(kind, count, |probe| probe.in_turn_ns);
    let to_one = same(count) / same(1);
    let to_raw = in_turn("own") / in_turn("raw");
    vec![
        Row {
            vs_raw: Some(kib("own") / kib("raw")),
            ..Row::figure(format!("resident.{count}"), kib("own"), "KiB each", judged(250.0, kib("own")))
        },
        Row::figure(format!("resident.{count}.same"), to_one, "× the latency of one alone", judged(1.1, to_one)),
        Row {
            vs_raw: Some(to_raw),
            ..Row::figure(format!("resident.{count}.in-turn"), in_turn("own") / 1e3, "µs a call", judged(1.1, to_raw))
        },
    ]
}

fn wasm(dir: &Path) -> PathBuf {
    dir.join("guest.wasm")
}

fn compiled(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{number}.cwasm"))
}

/// Compiles everything once, in a process of its own, so that the compiler's memory is in no figure.
fn fill(dir: &Path) -> Result<()> {
    let code = raw::engine().precompile_component(&std::fs::read(wasm(dir))?)?;
    let most = COUNTS.into_iter().max().unwrap_or_default();
    (0..most).try_for_each(|number| std::fs::write(compiled(dir, number), &code))?;
    spawn("own", most, dir).map(drop)
}

fn spawn(kind: &str, count: u32, dir: &Path) -> Result<Probe> {
    let output = Command::new(std::env::current_exe()?)
        .args(["probe", kind, &count.to_string()])
        .arg(dir)
        .output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).with_context(|| format!("the probe of {count} plugins: {errors}"))
}

/// Runs in the process of its own: loads so many distinct plugins and prints what they cost.
pub fn probe(kind: &str, count: u32, dir: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let probe = match kind {
        "own" => runtime.block_on(own(count, dir))?,
        "raw" => runtime.block_on(raw(count, dir))?,
        other => bail!("there is no probe `{other}`"),
    };
    println!("{}", serde_json::to_string(&probe)?);
    Ok(())
}

async fn own(count: u32, dir: &Path) -> Result<Probe> {
    let (wasm, engine) = (std::fs::read(wasm(dir))?, ours::cached_engine(&dir.join("aot")));
    // What the first plugin makes for all is not counted to any.
    let first = ours::load(&engine, &numbered(&wasm, u32::MAX), Reuse::Pooled).await;
    Typed::new(&first)?.api().add(40, 2).await?;
    let before = resident_kib();
    let mut plugins = Vec::new();
    for number in 0..count {
        let plugin = Typed::new(&ours::load(&engine, &numbered(&wasm, number), Reuse::Pooled).await)?;
        plugin.api().add(40, 2).await?;
        plugins.push(plugin);
    }
    let kib_each = (resident_kib() - before).max(0.0) / f64::from(count);
    let request = ours::request();
    let mut timing = Timing::new(count);
    while timing.goes_on() {
        for index in timing.sample() {
            black_box(plugins[index].api().authorize(&request).await?);
        }
    }
    Ok(timing.probe(kib_each))
}

async fn raw(count: u32, dir: &Path) -> Result<Probe> {
    let engine = raw::engine();
    let before = resident_kib();
    let mut plugins = Vec::new();
    for number in 0..count {
        // SAFETY: the file was written by `fill` from this engine's own compilation.
        let component = unsafe { Component::deserialize_file(&engine, compiled(dir, number)) }?;
        let (mut store, plugin) = raw::Raw::new(&engine, &component).live_async().await;
        plugin.anchors_plugin_api().func_add().call_async(&mut store, (40, 2)).await?;
        plugins.push((store, plugin));
    }
    let kib_each = (resident_kib() - before).max(0.0) / f64::from(count);
    let request = raw::request();
    let mut timing = Timing::new(count);
    while timing.goes_on() {
        for index in timing.sample() {
            let (store, plugin) = &mut plugins[index];
            store.set_epoch_deadline(100);
            let authorize = plugin.anchors_plugin_api().func_authorize();
            black_box(authorize.call_async(store, (&request,)).await?);
        }
    }
    Ok(timing.probe(kib_each))
}

/// Samples in turn of the first plugin alone and of all one after the other.
struct Timing {
    count: usize,
    same: Vec<f64>,
    in_turn: Vec<f64>,
    started: Option<(Instant, usize)>,
}

impl Timing {
    const SAMPLES: usize = 41;
    /// Calls of a sample: a whole number of turns, and enough for the clock.
    const CALLS: usize = 2_000;

    fn new(count: u32) -> Self {
        Self { count: count as usize, same: Vec::new(), in_turn: Vec::new(), started: None }
    }

    fn goes_on(&mut self) -> bool {
        if let Some((started, calls)) = self.started.take() {
            let sample = started.elapsed().as_nanos() as f64 / calls as f64;
            if self.same.len() > self.in_turn.len() { &mut self.in_turn } else { &mut self.same }.push(sample);
        }
        self.in_turn.len() < Self::SAMPLES
    }

    /// The plugins to call in the sample that begins now.
    fn sample(&mut self) -> impl Iterator<Item = usize> + use<> {
        let same = self.same.len() == self.in_turn.len();
        let (count, calls) = (self.count, Self::CALLS.next_multiple_of(self.count));
        self.started = Some((Instant::now(), calls));
        (0..calls).map(move |call| if same { 0 } else { call % count })
    }

    fn probe(&self, kib_each: f64) -> Probe {
        Probe { kib_each, same_ns: median(&self.same), in_turn_ns: median(&self.in_turn) }
    }
}

fn resident_kib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
