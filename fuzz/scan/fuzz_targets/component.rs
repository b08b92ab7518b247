//! Any bytes as a component: the scan ends in a report that can be shown in every form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_security::scan::{Outcome, ScanOptions, Severity, scan};

fuzz_target!(|bytes: &[u8]| {
    let report = scan(bytes, &ScanOptions::default());
    assert!(report.to_text().is_ascii());
    assert!(serde_json::to_string(&report.to_sarif("x.wasm")).is_ok());
    // What was not read to its end never passes.
    assert!(report.outcome == Outcome::Complete || !report.passes(Severity::Critical));
    for finding in &report.findings {
        assert!(finding.evidence.place.offset <= bytes.len() as u64, "{finding:?}");
    }
});
