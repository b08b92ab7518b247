//! What a report promises to those who read it.

use plugwright_scan_tests::{bad, component, module, with_data, with_manifest};
use plugwright_security::scan::{LicenseList, Rule, ScanOptions, Severity, scan};

use super::{has, scanned};

#[test]
fn each_finding_says_where_it_is_and_what_to_do() {
    for bad in bad() {
        for finding in scanned(&bad.bytes).findings {
            let place = &finding.evidence.place;
            assert!(
                place.offset <= bad.bytes.len() as u64 && place.part.starts_with("component"),
                "{finding:?}"
            );
            assert!(finding.evidence.what.is_ascii() && finding.evidence.what.len() < 4_000);
            assert!(finding.code().starts_with("PW-SCAN-") && finding.remedy().ends_with('.'));
        }
    }
}

#[test]
fn the_place_of_a_finding_leads_to_the_bytes() {
    let needle = b"stratum+tcp://pool";
    let bytes = with_data(&[b"something before", needle]);
    let report = scanned(&bytes);
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule == Rule::MinerText)
        .unwrap();
    let at = usize::try_from(finding.evidence.place.offset).unwrap();
    assert!(bytes[at..].starts_with(needle), "{finding:?}");
    assert_eq!(finding.evidence.place.part, "component/module 0");
}

#[test]
fn a_flood_of_findings_is_counted_and_not_listed() {
    let exports: String = (0..5_000)
        .map(|at| format!("(export \"a{at}\\u{{202e}}\" (func 0))"))
        .collect();
    let text = format!("(module (func) {exports})");
    let report = scanned(&module(&component(&text)));
    assert!(report.findings.len() < 50, "{}", report.findings.len());
    assert!(report.summary.high >= 5_000);
    assert_eq!(report.omitted[&Rule::HiddenText], report.summary.high - 20);
}

#[test]
fn what_an_operator_accepts_stays_in_the_report_and_does_not_count() {
    let bytes = with_manifest(&with_data(&[b"stratum+tcp://pool"]), "");
    assert!(!scanned(&bytes).passes(Severity::High));
    let options = ScanOptions {
        accepted: [Rule::MinerText].into(),
        ..ScanOptions::default()
    };
    let report = scan(&bytes, &options);
    assert!(report.passes(Severity::Info) && has(&report, Rule::MinerText));
    assert_eq!(report.summary.high, 0);
}

#[test]
fn a_check_that_was_not_made_is_named() {
    let report = scanned(&component("(component)"));
    let skipped: Vec<_> = report
        .checks
        .iter()
        .filter(|check| check.skipped.is_some())
        .map(|check| check.name)
        .collect();
    assert_eq!(
        skipped,
        [
            "imports against the grant",
            "known vulnerabilities",
            "licences"
        ]
    );
    assert!(
        report
            .to_text()
            .contains("not checked: known vulnerabilities")
    );
}

#[test]
fn functions_are_called_by_their_names_when_there_are_some() {
    let text = format!(
        "(module (func $parse_everything {} ) )",
        "(nop)".repeat(600_000)
    );
    let report = scanned(&module(&component(&text)));
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule == Rule::FunctionSize)
        .unwrap();
    assert_eq!(
        finding.evidence.place.function_name.as_deref(),
        Some("parse_everything")
    );
}

#[test]
fn a_licence_is_judged_as_an_expression() {
    let allowed = LicenseList::parse(["MIT", "Apache-2.0"]).unwrap();
    let options = ScanOptions {
        licenses: Some(&allowed),
        ..ScanOptions::default()
    };
    for (stated, rule) in [
        ("MIT OR Apache-2.0", None),
        ("GPL-3.0-only OR MIT", None),
        ("MIT AND GPL-3.0-only", Some(Rule::License)),
        ("GPL-3.0-or-later", Some(Rule::License)),
        ("do what you like", Some(Rule::LicenseUnknown)),
    ] {
        let lines = format!("  license: {stated}\n");
        let report = scan(&with_manifest(&component("(component)"), &lines), &options);
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(codes, rule.into_iter().collect::<Vec<_>>(), "{stated}");
    }
    let none = scan(&component("(component)"), &options);
    assert!(has(&none, Rule::LicenseUnknown));
    assert!(LicenseList::parse(["MIT", "nonsense licence"]).is_err());
}
