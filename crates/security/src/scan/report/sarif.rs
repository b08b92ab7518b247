//! The report as SARIF 2.1.0, which code hosts and editors read
//! ([the standard](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)).

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Finding, Outcome, Place, Report, Rule, Severity};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log file with one run.
pub(super) fn log(report: &Report, file: &str) -> Value {
    let results: Vec<Value> = report.findings.iter().map(result).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver() },
            "invocations": [invocation(report)],
            "artifacts": [{
                "location": { "uri": uri(file) },
                "length": report.bytes,
                "mimeType": "application/wasm",
                "hashes": { "sha-256": report.digest.to_string().trim_start_matches("sha256:") },
            }],
            "results": results,
            "properties": { "omitted": &report.omitted, "checks": &report.checks },
        }],
    })
}

fn driver() -> Value {
    let rules: Vec<Value> = Rule::ALL.into_iter().map(descriptor).collect();
    json!({
        "name": "plugwright scan",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules,
    })
}

fn descriptor(rule: Rule) -> Value {
    json!({
        "id": rule.code(),
        "shortDescription": { "text": rule.title() },
        "help": { "text": rule.remedy() },
        "defaultConfiguration": { "level": level(rule.severity()) },
        "properties": { "security-severity": score(rule.severity()) },
    })
}

fn invocation(report: &Report) -> Value {
    match &report.outcome {
        Outcome::Complete => json!({ "executionSuccessful": true }),
        Outcome::Stopped(reason) => json!({
            "executionSuccessful": false,
            "toolExecutionNotifications": [{ "level": "error", "message": { "text": reason } }],
        }),
    }
}

fn result(finding: &Finding) -> Value {
    let mut result = json!({
        "ruleId": finding.code(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level(finding.severity),
        "message": { "text": format!("{}: {}", finding.rule.title(), finding.evidence.what) },
        "locations": [location(&finding.evidence.place)],
        "properties": { "severity": finding.severity },
    });
    if finding.accepted {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted" }]);
    }
    result
}

fn location(place: &Place) -> Value {
    let mut name = format!("{}/{}", place.part, place.section);
    if let Some(function) = place.function {
        name = format!("{name}/function {function}");
    }
    let kind = if place.function.is_some() {
        "function"
    } else {
        "module"
    };
    json!({
        "physicalLocation": {
            "artifactLocation": { "index": 0 },
            "region": { "byteOffset": place.offset, "byteLength": place.length },
        },
        "logicalLocations": [{ "fullyQualifiedName": name, "kind": kind }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The number by which code hosts sort, on the scale of CVSS.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.0",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

/// A relative reference (RFC 3986) whose segments may hold any character.
fn uri(file: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let mut uri = String::new();
    for byte in file.bytes() {
        if plain(byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
