//! What the static scan finds, what it leaves alone, and what it survives.
#![allow(clippy::unwrap_used, clippy::format_collect)]

mod claims;
mod dependencies;
mod figures;
mod rows;
mod sarif;
mod survival;

use plugwright_security::scan::{Report, Rule, ScanOptions, scan};

/// A scan without anything to compare with.
fn scanned(bytes: &[u8]) -> Report {
    scan(bytes, &ScanOptions::default())
}

/// Whether a report has a finding of this rule.
fn has(report: &Report, rule: Rule) -> bool {
    report.findings.iter().any(|finding| finding.rule == rule)
}

/// The codes of a report, each once.
fn codes(report: &Report) -> Vec<&'static str> {
    let mut codes: Vec<_> = report
        .findings
        .iter()
        .map(|finding| finding.code())
        .collect();
    codes.dedup();
    codes
}
