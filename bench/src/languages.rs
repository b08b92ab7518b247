//! `guest.*`: what a guest costs in each language, beside the guest in Rust.
//!
//! The guests are what the generator writes for `guests/echo.wit`: they answer with what they are asked, so each row is the price of
//! carrying values into a language and out of it again.

use crate::measure::{Case, interleave};
use crate::ours;
use crate::report::{Goal, Row};
use anyhow::{Context as _, Result};
use plugwright::{Plugin, Reuse};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

plugwright::bind!({ path: "guests/echo.wit", world: "echo" });

use echo::api;

/// What the languages that compile to small modules may cost, of what Rust costs.
const COMPILED: [&str; 2] = ["go", "assemblyscript"];
const GOAL: f64 = 2.0;
const RUST: &str = "rust";
/// Interpreters take seconds to be compiled, and a fresh instance of theirs is no row that anyone needs to wait for.
const SAMPLE: Duration = Duration::from_millis(2);

type Guests = BTreeMap<String, Vec<u8>>;

pub fn run(folder: &Path, runtime: &Arc<Runtime>, rounds: usize) -> Result<Vec<Row>> {
    let guests = guests(folder)?;
    let rust = guests.get(RUST).context("the echo in Rust was not built")?.len();
    let mut rows = Vec::new();
    for (language, wasm) in &guests {
        let ratio = wasm.len() as f64 / rust as f64;
        let row = Row::figure(format!("guest.{language}.size"), wasm.len() as f64 / 1000.0, "kB", None);
        rows.push(Row { vs_rust: Some(ratio), ..row });
    }
    let engine = ours::engine();
    let load = |wasm: &[u8], reuse| runtime.block_on(ours::load(&engine, wasm, reuse));
    let pooled: BTreeMap<&str, Plugin> = guests.iter().map(|(name, wasm)| (name.as_str(), load(wasm, Reuse::Pooled))).collect();
    let fresh: BTreeMap<&str, Plugin> = guests.iter().map(|(name, wasm)| (name.as_str(), load(wasm, Reuse::FreshPerCall))).collect();
    rows.extend(rows_of("instantiate", &fresh, runtime, rounds, tiny));
    rows.extend(rows_of("tiny", &pooled, runtime, rounds, tiny));
    rows.extend(rows_of("record", &pooled, runtime, rounds, record));
    rows.extend(rows_of("text", &pooled, runtime, rounds, text));
    rows.extend(rows_of("bytes", &pooled, runtime, rounds, bytes));
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(rows)
}

fn guests(folder: &Path) -> Result<Guests> {
    let mut guests = Guests::new();
    for entry in std::fs::read_dir(folder).context("the folder of the echoes cannot be read")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            guests.insert(language, std::fs::read(&path)?);
        }
    }
    Ok(guests)
}

fn rows_of(
    workload: &str,
    plugins: &BTreeMap<&str, Plugin>,
    runtime: &Arc<Runtime>,
    rounds: usize,
    case: fn(Echo, Arc<Runtime>) -> Case,
) -> Vec<Row> {
    let typed = |plugin: &Plugin| Echo::new(plugin).expect("the echo fits its world");
    let mut cases: Vec<(&str, Case)> =
        plugins.iter().map(|(name, plugin)| (*name, case(typed(plugin), runtime.clone()))).collect();
    let mut all: Vec<&mut Case> = cases.iter_mut().map(|(_, case)| case).collect();
    interleave(&mut all, rounds, SAMPLE);
    let rust = cases.iter().find(|(name, _)| *name == RUST).map(|(_, case)| case);
    cases.iter().map(|(language, case)| row(workload, language, case, rust)).collect()
}

fn row(workload: &str, language: &str, case: &Case, rust: Option<&Case>) -> Row {
    let ratio = rust.map(|rust| case.ratio(rust));
    let goal = Goal { id: "guest", bound: GOAL, met: ratio.is_some_and(|ratio| ratio <= GOAL) };
    Row {
        vs_rust: ratio,
        goal: COMPILED.contains(&language).then_some(goal),
        ..Row::time(format!("guest.{language}.{workload}"), case)
    }
}

fn tiny(plugin: Echo, runtime: Arc<Runtime>) -> Case {
    Case::new(move || runtime.block_on(plugin.api().tiny(40, 2)).expect("tiny"))
}

fn record(plugin: Echo, runtime: Arc<Runtime>) -> Case {
    let request = request();
    Case::new(move || runtime.block_on(plugin.api().structured(&request)).expect("structured"))
}

fn text(plugin: Echo, runtime: Arc<Runtime>) -> Case {
    let text = workloads::input::template();
    Case::new(move || runtime.block_on(plugin.api().text(&text)).expect("text"))
}

fn bytes(plugin: Echo, runtime: Arc<Runtime>) -> Case {
    let data = vec![7; 64 << 10];
    Case::new(move || runtime.block_on(plugin.api().bytes(&data)).expect("bytes"))
}

fn request() -> api::Request {
    let request = ours::request();
    api::Request {
        method: request.method,
        scheme: request.scheme,
        host: request.host,
        path: request.path,
        query: request.query,
        remote_addr: request.remote_addr,
        tenant: request.tenant,
        request_id: request.request_id,
        timestamp: request.timestamp,
        headers: request.headers.into_iter().map(|it| api::Header { name: it.name, value: it.value }).collect(),
    }
}
