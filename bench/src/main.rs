//! What Plugwright costs, beside raw wasmtime and Extism, in the same process and the same round.
//!
//! `cargo xtask bench [--json FILE] [--rounds N] [NAME…]`; a name selects the groups whose rows begin with it: `call`, `load`,
//! `resident`, `throughput`. Safety is on in every row: epochs, deadline, limits, counts.

mod calls;
mod extism_host;
mod guests;
mod load;
mod measure;
mod ours;
mod raw;
mod report;
mod resident;
mod throughput;

use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn main() -> Result<()> {
    // With these, each error that is made takes a backtrace, also those that Extism makes and drops with every call.
    for name in ["RUST_BACKTRACE", "RUST_LIB_BACKTRACE"] {
        // SAFETY: there is one thread yet.
        unsafe { std::env::remove_var(name) };
    }
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, count, wasm, cache] = &arguments[..]
        && command == "probe"
    {
        return resident::probe(count.parse()?, Path::new(wasm), Path::new(cache));
    }
    let json = option(&mut arguments, "--json").map(PathBuf::from);
    let rounds = option(&mut arguments, "--rounds").map_or(Ok(60), |rounds| rounds.parse())?;
    let wanted = |group: &str| arguments.is_empty() || arguments.iter().any(|name| name.starts_with(group));

    let guests = guests::Guests::build()?;
    let runtime = Arc::new(tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build()?);
    let mut rows = Vec::new();
    if wanted("call") {
        rows.extend(calls::run(&guests, &runtime, rounds));
    }
    if wanted("load") {
        rows.extend(load::run(&guests, &runtime, rounds)?);
    }
    if wanted("throughput") {
        rows.extend(throughput::run(&guests, &runtime, rounds.div_ceil(10)));
    }
    if wanted("resident") {
        rows.extend(resident::run(&guests)?);
    }
    rows.retain(|row| arguments.is_empty() || arguments.iter().any(|name| row.name.starts_with(name.as_str())));
    report::print(&rows);
    if let Some(file) = json {
        report::write_json(&rows, &file).context("the JSON file cannot be written")?;
    }
    Ok(())
}

fn option(arguments: &mut Vec<String>, name: &str) -> Option<String> {
    let at = arguments.iter().position(|argument| argument == name)?;
    let value = (at + 1 < arguments.len()).then(|| arguments.remove(at + 1));
    arguments.remove(at);
    value
}
