//! `resident.*`: what a plugin costs that is just there, and whether many make each slower.
//!
//! Each figure comes from a process of its own, so that none inherits another's memory.

use crate::guests::{Guests, numbered};
use crate::ours::{self, Plugin as Typed};
use crate::report::{Goal, Row};
use anyhow::{Context as _, Result};
use plugwright::Reuse;
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const COUNTS: [u32; 4] = [1, 10, 100, 1000];

#[derive(Serialize, Deserialize)]
struct Probe {
    kib_each: f64,
    same_ns: f64,
    in_turn_ns: f64,
}

pub fn run(guests: &Guests) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let wasm = dir.path().join("guest.wasm");
    std::fs::write(&wasm, &guests.component)?;
    let probes: Result<Vec<Probe>> = COUNTS.iter().map(|count| spawn(*count, &wasm, dir.path())).collect();
    let probes = probes?;
    let alone = probes.first().map_or(f64::NAN, |probe| probe.same_ns);
    let mut rows = Vec::new();
    for (count, probe) in COUNTS.iter().zip(&probes) {
        let most = *count == 1000;
        let memory = Goal { id: "P8", bound: 250.0, met: probe.kib_each <= 250.0 };
        rows.push(Row::figure(format!("resident.{count}"), probe.kib_each, "KiB each", most.then_some(memory)));
        let ratio = probe.same_ns / alone;
        let latency = Goal { id: "P8", bound: 1.1, met: ratio <= 1.1 };
        rows.push(Row::figure(format!("resident.{count}.same"), ratio, "× the latency of one alone", most.then_some(latency)));
        rows.push(Row::figure(format!("resident.{count}.in-turn"), probe.in_turn_ns / 1e3, "µs a call", None));
    }
    Ok(rows)
}

fn spawn(count: u32, wasm: &Path, dir: &Path) -> Result<Probe> {
    let output = Command::new(std::env::current_exe()?)
        .args(["probe", &count.to_string()])
        .args([wasm, &dir.join("aot")])
        .output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).with_context(|| format!("the probe of {count} plugins: {errors}"))
}

/// Runs in the process of its own: loads so many distinct plugins and prints what they cost.
pub fn probe(count: u32, wasm: &Path, cache: &Path) -> Result<()> {
    let wasm = std::fs::read(wasm)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async {
        // Once from the cache before anything is measured, so that the compiler's memory is in no figure.
        let engine = ours::cached_engine(cache);
        for number in 0..count {
            ours::load(&engine, &numbered(&wasm, number), Reuse::Pooled).await;
        }
        let before = resident_kib();
        let mut plugins = Vec::new();
        for number in 0..count {
            let plugin = ours::load(&engine, &numbered(&wasm, number), Reuse::Pooled).await;
            let typed = Typed::new(&plugin)?;
            typed.api().add(40, 2).await?;
            plugins.push(typed);
        }
        let kib_each = (resident_kib() - before).max(0.0) / f64::from(count);
        let request = ours::request();
        let same_ns = time(|| plugins.iter().take(1).cycle(), &request).await;
        let in_turn_ns = time(|| plugins.iter().cycle(), &request).await;
        println!("{}", serde_json::to_string(&Probe { kib_each, same_ns, in_turn_ns })?);
        Ok(())
    })
}

async fn time<'p, I: Iterator<Item = &'p Typed>>(plugins: impl Fn() -> I, request: &ours::api::AuthRequest) -> f64 {
    let mut samples = Vec::new();
    for _ in 0..41 {
        let (start, mut calls) = (Instant::now(), 0u32);
        for plugin in plugins() {
            black_box(plugin.api().authorize(request).await.expect("authorize"));
            calls += 1;
            if calls % 16 == 0 && start.elapsed() > Duration::from_millis(5) {
                break;
            }
        }
        samples.push(start.elapsed().as_nanos() as f64 / f64::from(calls));
    }
    crate::measure::median(&samples)
}

fn resident_kib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
