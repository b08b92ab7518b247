//! What Plugwright costs, beside raw wasmtime and Extism, in the same process and the same round.
//!
//! `cargo xtask bench [--json FILE] [--rounds N] [NAME…]`; a name selects the groups whose rows begin with it: `call`, `audit`, `load`,
//! `resident`, `throughput`, `guest`. Safety is on in every row: epochs, deadline, limits, counts.
//!
//! `profile ROW own|raw|extism CALLS` does nothing but call, for a profiler to watch.

mod audit;
mod calls;
mod extism_host;
mod guests;
mod languages;
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
    if let [command, kind, count, dir] = &arguments[..]
        && command == "probe"
    {
        return resident::probe(kind, count.parse()?, Path::new(dir));
    }
    let json = option(&mut arguments, "--json").map(PathBuf::from);
    let rounds = option(&mut arguments, "--rounds").map_or(Ok(60), |rounds| rounds.parse())?;
    let wanted = |row: &str| arguments.is_empty() || arguments.iter().any(|name| row.starts_with(name.as_str()));
    let wanted_group = |group: &str| wanted(group) || arguments.iter().any(|name| name.starts_with(group));

    let guests = guests::Guests::build()?;
    let runtime = Arc::new(tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build()?);
    if let [command, row, contender, calls] = &arguments[..]
        && command == "profile"
    {
        calls::profile(&guests, &runtime, row, contender, calls.parse()?);
        return Ok(());
    }
    let mut rows = Vec::new();
    if wanted_group("call") {
        rows.extend(calls::run(&guests, &runtime, rounds, wanted));
    }
    if wanted_group("audit") {
        rows.extend(audit::run(&guests, &runtime, rounds)?);
    }
    if wanted_group("load") {
        rows.extend(load::run(&guests, &runtime, rounds, wanted)?);
    }
    if wanted_group("throughput") {
        rows.extend(throughput::run(&guests, &runtime, rounds.div_ceil(6)));
    }
    if wanted_group("resident") {
        rows.extend(resident::run(&guests, rounds.div_ceil(20))?);
    }
    if let Some(folder) = guests::echoes().filter(|_| wanted_group("guest")) {
        rows.extend(languages::run(&folder, &runtime, rounds.div_ceil(3))?);
    }
    rows.retain(|row| wanted(&row.name));
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
