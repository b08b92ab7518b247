//! The closing table: what each plugin did, as the server counted it.

use anstream::println;
use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{client, server::Server, token::Token};

/// The plugin whose calls must have failed.
const MISBEHAVING: &str = "endless";

#[derive(Deserialize)]
struct Reports {
    plugins: Vec<Report>,
}

#[derive(Deserialize)]
struct Report {
    name: String,
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
pub(crate) fn print(server: &Server) -> Result<bool> {
    let answer = client::get(server, "/__plugwright/plugins", Token::Missing)?;
    let reports: Reports =
        serde_json::from_value(answer.json).context("the server's report on its plugins")?;
    println!(
        "\n{:20} {:10} {:>6} {:>7} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "plugin", "state", "calls", "errors", "p50", "p95", "p99", "memory", "load"
    );
    reports.plugins.iter().for_each(print_row);
    Ok(!reports.plugins.is_empty() && reports.plugins.iter().all(is_as_expected))
}

fn print_row(report: &Report) {
    let [p50, p95, p99] = [report.p50_us, report.p95_us, report.p99_us].map(time);
    println!(
        "{:20} {:10} {:>6} {:>7} {p50:>10} {p95:>10} {p99:>10} {:>7} kB {:>7.0} ms",
        report.name,
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
