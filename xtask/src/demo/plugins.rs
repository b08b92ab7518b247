//! The closing table: what each plugin did, as the server counted it.

use std::collections::BTreeMap;

use anstream::println;
use anyhow::{Context as _, Result};
use plugwright_codegen::Language;
use serde::Deserialize;

use super::{client, server::Server, token::Token};
use crate::{guest, workspace::Workspace};

/// The plugin whose calls must have failed.
const MISBEHAVING: &str = "endless";

#[derive(Deserialize)]
struct Reports {
    plugins: Vec<Report>,
}

#[derive(Deserialize)]
struct Report {
    name: String,
    version: String,
    state: String,
    calls: u64,
    errors: u64,
    p50_us: u64,
    p95_us: u64,
    p99_us: u64,
    memory_peak_bytes: u64,
    load_ms: f64,
}

/// Prints the table and says whether every plugin was called, and none failed but the one that should.
///
/// # Errors
/// When the server does not tell.
pub(crate) fn print(workspace: &Workspace, server: &Server) -> Result<bool> {
    let languages = languages(workspace)?;
    let answer = client::get(server, "/__plugwright/plugins", Token::Missing)?;
    let reports: Reports =
        serde_json::from_value(answer.json).context("the server's report on its plugins")?;
    println!(
        "\n{:21} {:8} {:14} {:8} {:>6} {:>7} {:>8} {:>8} {:>8} {:>9} {:>9}",
        "plugin",
        "version",
        "written in",
        "state",
        "calls",
        "errors",
        "p50",
        "p95",
        "p99",
        "memory",
        "load"
    );
    for report in &reports.plugins {
        print_row(report, languages.get(&report.name).copied());
    }
    Ok(!reports.plugins.is_empty() && reports.plugins.iter().all(is_as_expected))
}

/// What each guest of the repository is written in, by its name.
fn languages(workspace: &Workspace) -> Result<BTreeMap<String, Language>> {
    let guests = guest::discover(workspace)?.into_iter();
    Ok(guests
        .map(|guest| (guest.name.clone(), guest.language()))
        .collect())
}

fn print_row(report: &Report, language: Option<Language>) {
    let [p50, p95, p99] = [report.p50_us, report.p95_us, report.p99_us].map(time);
    println!(
        "{:21} {:8} {:14} {:8} {:>6} {:>7} {p50:>8} {p95:>8} {p99:>8} {:>6} kB {:>6.0} ms",
        report.name,
        report.version,
        language.map_or("", Language::name),
        report.state,
        report.calls,
        report.errors,
        report.memory_peak_bytes.div_ceil(1000),
        report.load_ms,
    );
}

fn is_as_expected(report: &Report) -> bool {
    report.calls > 0 && (report.errors > 0) == (report.name == MISBEHAVING)
}

fn time(microseconds: u64) -> String {
    if microseconds < 10_000 {
        format!("{microseconds} us")
    } else {
        format!("{} ms", microseconds / 1000)
    }
}
