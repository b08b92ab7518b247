//! Rows of the catalogues that are about what a file holds.

use plugwright_scan_tests::{bad, component, manifest, module, with_custom, with_manifest};
use plugwright_security::scan::{
    LicenseList, Outcome, Report, Rule, Sbom, ScanOptions, Severity, scan,
};

use super::{has, scanned};

fn of_class(class: &str) -> impl Iterator<Item = (&'static str, Rule, Report)> {
    let all = bad().into_iter().filter(move |bad| bad.class == class);
    all.map(|bad| (bad.name, bad.rule, scanned(&bad.bytes)))
}

#[test]
fn b2_b3_b4_memories_and_tables_are_added_up_over_all_instances() {
    for (name, rule, report) in of_class("limits") {
        assert!(has(&report, rule), "{name}: {}", report.to_text());
    }
}

#[test]
fn b5_a_component_that_multiplies_is_counted_without_being_built() {
    let multiplied = bad()
        .into_iter()
        .find(|bad| bad.name == "instances that multiply")
        .unwrap();
    assert!(multiplied.bytes.len() < 4_000);
    let report = scanned(&multiplied.bytes);
    assert!(!report.passes(Severity::High), "{}", report.to_text());
}

#[test]
fn b18_functions_that_break_compilers_are_named() {
    for (name, rule, report) in of_class("functions") {
        let finding = report.findings.iter().find(|finding| finding.rule == rule);
        assert_eq!(finding.unwrap().evidence.place.function, Some(0), "{name}");
    }
}

#[test]
fn rc8_an_import_that_is_not_declared_is_found_wherever_it_hides() {
    for (name, rule, report) in of_class("imports") {
        assert!(
            has(&report, rule) && !report.passes(Severity::High),
            "{name}: {}",
            report.to_text()
        );
    }
}

/// Virtualised interfaces are a good thing, and must not be punished.
#[test]
fn rc8_an_interface_that_the_component_answers_itself_is_no_authority() {
    let virtualised = component(
        r#"(component
            (component $own (instance $empty) (export "wasi:sockets/tcp@0.2.12" (instance $empty)))
            (instance $own (instantiate $own))
            (alias export $own "wasi:sockets/tcp@0.2.12" (instance $tcp))
            (component $part (import "wasi:sockets/tcp@0.2.12" (instance)))
            (instance (instantiate $part (with "wasi:sockets/tcp@0.2.12" (instance $tcp)))))"#,
    );
    let report = scanned(&with_manifest(&virtualised, ""));
    assert!(has(&report, Rule::NestedImport), "{}", report.to_text());
    assert!(report.passes(Severity::Low), "{}", report.to_text());
}

#[test]
fn rc8_what_is_declared_is_not_blamed() {
    let honest = component(r#"(component (import "wasi:keyvalue/store@0.2.0-draft2" (instance)))"#);
    let report = scanned(&with_manifest(
        &honest,
        "capabilities:\n  key_value: [cache]\n",
    ));
    assert!(report.findings.is_empty(), "{}", report.to_text());
}

#[test]
fn e10_what_the_grant_does_not_cover_is_listed() {
    let honest = component(r#"(component (import "wasi:keyvalue/store@0.2.0-draft2" (instance)))"#);
    let asking = manifest("capabilities:\n  key_value: [cache]\n");
    let nothing = plugwright_manifest::Capabilities::none();
    let options = ScanOptions {
        manifest: Some(&asking),
        grant: Some(&nothing),
        ..ScanOptions::default()
    };
    let report = scan(&honest, &options);
    assert!(has(&report, Rule::UngrantedImport) && has(&report, Rule::UngrantedCapability));
}

#[test]
fn rc10_d7_what_is_no_component_is_told_by_its_bytes() {
    let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let own = &own[..own.len().min(100_000)];
    let core = component("(module)");
    for (bytes, rule) in [
        (own, Rule::NativeCode),
        (core.as_slice(), Rule::NotAComponent),
        (b"MZ\x90\0".as_slice(), Rule::NativeCode),
        (b"PK\x03\x04".as_slice(), Rule::NotAComponent),
        (b"".as_slice(), Rule::NotAComponent),
    ] {
        let report = scanned(bytes);
        assert!(has(&report, rule), "{}", report.to_text());
        assert!(matches!(report.outcome, Outcome::Stopped(_)));
    }
}

#[test]
fn rc11_a_second_manifest_is_found_and_another_beside_it_too() {
    for (name, rule, report) in of_class("manifest") {
        assert!(has(&report, rule), "{name}: {}", report.to_text());
    }
    let bytes = with_manifest(&component("(component)"), "");
    let other = manifest("capabilities:\n  config: [more]\n");
    let options = ScanOptions {
        manifest: Some(&other),
        ..ScanOptions::default()
    };
    assert!(has(&scan(&bytes, &options), Rule::ManifestDiffers));
}

#[test]
fn rc17_what_is_larger_than_the_limit_is_not_read() {
    let mut options = ScanOptions::default();
    options.limits.declared.component_bytes = 1_000;
    let report = scan(
        &with_custom(&component("(component)"), "big", &[0; 2_000]),
        &options,
    );
    assert!(has(&report, Rule::TooLarge) && !report.passes(Severity::Critical));
}

#[test]
fn re17_what_was_not_read_to_its_end_never_passes() {
    let inner = module(&component("(module (func))"));
    let whole = with_manifest(&inner, "");
    assert!(scanned(&whole).passes(Severity::Low));
    // Cut between two sections, it is whole: a smaller component.
    let is_whole = |length: usize| length == 8 || length == inner.len();
    for length in (0..whole.len()).filter(|length| !is_whole(*length)) {
        let report = scanned(&whole[..length]);
        assert!(
            !report.passes(Severity::Critical),
            "{length}: {}",
            report.to_text()
        );
    }
}

#[test]
fn rb11_a_bill_of_materials_of_another_component_is_ignored_and_told() {
    let other = "a".repeat(64);
    let json = format!(
        r#"{{"bomFormat":"CycloneDX","metadata":{{"component":{{"name":"x","hashes":[{{"alg":"SHA-256","content":"{other}"}}]}}}},
            "components":[{{"name":"evil","version":"1.0.0","purl":"pkg:cargo/evil@1.0.0","licenses":[{{"expression":"GPL-3.0-only"}}]}}]}}"#
    );
    let (sbom, allowed) = (
        Sbom::parse(json.as_bytes()).unwrap(),
        LicenseList::parse(["MIT"]).unwrap(),
    );
    let options = ScanOptions {
        sbom: Some(&sbom),
        licenses: Some(&allowed),
        ..ScanOptions::default()
    };
    let report = scan(&component("(component)"), &options);
    assert!(
        has(&report, Rule::DependencyData) && !has(&report, Rule::License),
        "{}",
        report.to_text()
    );
}

#[test]
fn h2_no_form_of_the_report_shows_a_secret() {
    for bad in bad().into_iter().filter(|bad| bad.class == "secrets") {
        let report = scanned(&bad.bytes);
        let forms = [
            report.to_text(),
            report.to_sarif("x.wasm").to_string(),
            serde_json::to_string(&report).unwrap(),
        ];
        let data = String::from_utf8_lossy(&bad.bytes).into_owned();
        let secret = data.split('"').nth(1).unwrap();
        let middle = &secret[secret.len() / 2..secret.len() / 2 + 6];
        for form in forms {
            assert!(!form.contains(middle), "{}: {form}", bad.name);
        }
    }
}
