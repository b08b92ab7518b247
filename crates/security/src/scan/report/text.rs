//! The report as lines for a terminal.

use std::fmt::Write as _;

use super::{Finding, Outcome, Place, Report, Severity};

/// The report as lines.
pub(super) fn lines(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        add_finding(&mut text, finding);
    }
    for (rule, count) in &report.omitted {
        let _ = writeln!(text, "{}: {count} more", rule.code());
    }
    add_checks(&mut text, report);
    let _ = writeln!(
        text,
        "{} ({} bytes): {}",
        report.digest,
        report.bytes,
        totals(report)
    );
    text
}

fn add_finding(text: &mut String, finding: &Finding) {
    let accepted = if finding.accepted { " (accepted)" } else { "" };
    let _ = writeln!(
        text,
        "{:<8} {}{accepted}: {}\n         {}\n         at {}\n         {}",
        finding.severity,
        finding.code(),
        finding.rule.title(),
        finding.evidence.what,
        place(&finding.evidence.place),
        finding.remedy(),
    );
}

fn place(place: &Place) -> String {
    let mut text = format!("byte {} of {}", place.offset, place.part);
    if !place.section.is_empty() {
        let _ = write!(text, ", {}", place.section);
    }
    if let Some(function) = place.function {
        let _ = write!(text, ", function {function}");
    }
    if let Some(name) = &place.function_name {
        let _ = write!(text, " ({name})");
    }
    text
}

fn add_checks(text: &mut String, report: &Report) {
    for check in &report.checks {
        if let Some(why) = check.skipped {
            let _ = writeln!(text, "not checked: {} ({why})", check.name);
        }
    }
    if let Outcome::Stopped(reason) = &report.outcome {
        let _ = writeln!(text, "not scanned to the end: {reason}");
    }
}

fn totals(report: &Report) -> String {
    let counts = Severity::ALL
        .into_iter()
        .filter(|severity| report.summary.of(*severity) > 0)
        .map(|severity| format!("{} {severity}", report.summary.of(severity)));
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() {
        "no findings".to_owned()
    } else {
        counts.join(", ")
    }
}
