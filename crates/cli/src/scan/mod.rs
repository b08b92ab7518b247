//! `plugwright scan FILE`: what is in a component, before anybody runs it.

mod against;
mod subject;

use std::path::PathBuf;

use anstream::println;
use anyhow::Result;
use clap::{ArgGroup, Args};
use plugwright_security::scan::{Report, ScanOptions, Severity, scan};
use serde_json::{Value, json};

use crate::exit::Verdict;
use against::{Against, AgainstArgs};
use subject::Subject;

/// Look into a component or a package without running it, and list what an operator should know.
///
/// The answer is no (exit code 1) when something was found that is as grave as `--fail-on`, or when the file could not be read
/// to its end. That nothing was found does not mean that the plugin is harmless: see docs/scan.md.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("form").args(["json", "sarif"])))]
pub(crate) struct ScanArgs {
    /// A component, or a `.plug`.
    file: PathBuf,
    #[command(flatten)]
    against: AgainstArgs,
    /// How grave a finding has to be for the answer to be no: info, low, medium, high, critical.
    #[arg(long, value_name = "SEVERITY", default_value = "high")]
    fail_on: Severity,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Print SARIF 2.1.0, for code hosts and editors.
    #[arg(long)]
    sarif: bool,
}

/// Runs `plugwright scan`.
pub(crate) fn run(args: &ScanArgs) -> Result<Verdict> {
    let subjects = Subject::read(&args.file)?;
    let against = Against::read(&args.against)?;
    let options = against.options();
    let reports: Vec<(Subject, Report)> = subjects
        .into_iter()
        .map(|subject| report(subject, &options))
        .collect();
    let passes = reports
        .iter()
        .all(|(_, report)| report.passes(args.fail_on));
    if args.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&as_json(&reports, passes)?)?
        );
    } else if args.sarif {
        println!("{}", serde_json::to_string_pretty(&as_sarif(&reports))?);
    } else {
        print(&reports);
    }
    Ok(passes.into())
}

fn report(subject: Subject, options: &ScanOptions<'_>) -> (Subject, Report) {
    let report = scan(&subject.bytes, options);
    (subject, report)
}

fn as_json(reports: &[(Subject, Report)], passes: bool) -> Result<Value> {
    let mut shown = Vec::new();
    for (subject, report) in reports {
        let mut report = serde_json::to_value(report)?;
        report["name"] = json!(subject.name);
        shown.push(report);
    }
    Ok(json!({ "passes": passes, "reports": shown }))
}

/// One log, with a run for each component.
fn as_sarif(reports: &[(Subject, Report)]) -> Value {
    let mut log = Value::Null;
    for (subject, report) in reports {
        let mut next = report.to_sarif(&subject.name);
        match log["runs"].as_array_mut() {
            Some(runs) => runs.append(next["runs"].as_array_mut().unwrap_or(&mut Vec::new())),
            None => log = next,
        }
    }
    log
}

fn print(reports: &[(Subject, Report)]) {
    for (subject, report) in reports {
        if reports.len() > 1 {
            println!("{}", subject.name);
        }
        anstream::print!("{}", report.to_text());
    }
}
