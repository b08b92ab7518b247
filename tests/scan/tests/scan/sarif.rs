//! The SARIF form is what the standard says.

use plugwright_scan_tests::{bad, component};
use plugwright_security::scan::{Rule, ScanOptions, scan};
use serde_json::Value;

use super::scanned;

/// The part of the standard's schema that the scan uses, strict: what the standard does not know fails.
const SCHEMA: &str = include_str!("sarif-2.1.0.schema.json");

fn check(log: &Value) {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<_> = validator
        .iter_errors(log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn every_report_is_a_valid_log() {
    for bad in bad() {
        check(&scanned(&bad.bytes).to_sarif("some folder/p\u{e4}.wasm"));
    }
    check(&scanned(b"no component").to_sarif("x"));
    let options = ScanOptions {
        accepted: Rule::ALL.into(),
        ..ScanOptions::default()
    };
    check(&scan(&component("(component)"), &options).to_sarif("x"));
}

#[test]
fn each_result_points_to_its_rule() {
    for bad in bad() {
        let log = scanned(&bad.bytes).to_sarif("x.wasm");
        let run = &log["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let rule = &run["tool"]["driver"]["rules"]
                [usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
        }
    }
}

#[test]
fn a_scan_that_stopped_is_not_a_successful_run() {
    let log = scanned(b"no component").to_sarif("x");
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
}
