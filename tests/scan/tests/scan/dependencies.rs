//! L-004, S-35: known vulnerabilities of what a plugin was built from.

use plugwright_scan_tests::{component, guests, with_custom, with_data};
use plugwright_security::scan::{Advisories, Report, Rule, Sbom, ScanOptions, Severity, scan};

use super::has;

/// In the form that RustSec exports: a vulnerability with a fix, and a warning that is none.
const DATABASE: &str = r#"[
  {"id":"RUSTSEC-2099-0001","summary":"Out of bounds","affected":[{"package":{"ecosystem":"crates.io","name":"bad-crate"},
    "ranges":[{"type":"SEMVER","events":[{"introduced":"0.0.0-0"},{"fixed":"1.2.3"}]}]}],
    "database_specific":{"severity":"CRITICAL"}},
  {"id":"RUSTSEC-2099-0002","summary":"Nobody looks after it","affected":[{"package":{"ecosystem":"crates.io","name":"old-crate"},
    "ranges":[{"type":"SEMVER","events":[{"introduced":"0.0.0-0"}]}],"database_specific":{"informational":"unmaintained"}}]},
  {"id":"GHSA-2099","summary":"Wrong answer","affected":[{"package":{"ecosystem":"PyPI","name":"Some_Package"},
    "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"2.0"},{"last_affected":"2.4"}]}],"versions":["2.0rc1"]}]},
  {"id":"RUSTSEC-2099-0003","withdrawn":"2099-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"crates.io","name":"bad-crate"},
    "ranges":[{"type":"SEMVER","events":[{"introduced":"0.0.0-0"}]}]}]}
]"#;

fn against(bytes: &[u8], database: &str, sbom: Option<&Sbom>) -> Report {
    let advisories = Advisories::parse(database.as_bytes()).unwrap();
    let options = ScanOptions {
        advisories: Some(&advisories),
        sbom,
        ..ScanOptions::default()
    };
    scan(bytes, &options)
}

fn audited(packages: &str) -> Vec<u8> {
    let json = format!(r#"{{"packages":[{packages}]}}"#);
    let section = miniz_oxide::deflate::compress_to_vec_zlib(json.as_bytes(), 6);
    with_custom(&component("(component)"), ".dep-v0", &section)
}

#[test]
fn l004_a_crate_in_the_audit_data_is_matched_by_its_version() {
    for (version, affected) in [("1.2.2", true), ("1.2.3", false), ("0.1.0", true)] {
        let package =
            format!(r#"{{"name":"bad_crate","version":"{version}","source":"crates.io"}}"#);
        let report = against(&audited(&package), DATABASE, None);
        assert_eq!(has(&report, Rule::Vulnerable), affected, "{version}");
        assert_eq!(report.summary.critical, u64::from(affected));
    }
}

#[test]
fn l004_a_crate_is_recognised_by_the_paths_in_the_data() {
    let path = b"at /build/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/bad-crate-1.2.0/src/lib.rs";
    let report = against(&with_data(&[path]), DATABASE, None);
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule == Rule::Vulnerable)
        .unwrap();
    assert!(
        finding.evidence.what.contains("RUSTSEC-2099-0001")
            && finding.evidence.what.contains("fixed in 1.2.3"),
        "{finding:?}"
    );
}

#[test]
fn l004_what_is_only_unmaintained_is_told_apart() {
    let report = against(
        &audited(r#"{"name":"old-crate","version":"3.0.0","source":"crates.io"}"#),
        DATABASE,
        None,
    );
    assert!(has(&report, Rule::Unmaintained) && report.passes(Severity::Medium));
}

#[test]
fn l004_packages_of_other_languages_come_from_a_bill_of_materials() {
    for (version, affected) in [
        ("2.0rc1", true),
        ("2.3", true),
        ("2.4", true),
        ("2.4.1", false),
        ("1.9", false),
    ] {
        let json = format!(
            r#"{{"bomFormat":"CycloneDX","components":[{{"name":"some-package","version":"{version}","purl":"pkg:pypi/some-package@{version}"}}]}}"#
        );
        let sbom = Sbom::parse(json.as_bytes()).unwrap();
        let report = against(&component("(component)"), DATABASE, Some(&sbom));
        assert_eq!(has(&report, Rule::Vulnerable), affected, "{version}");
    }
}

#[test]
fn a_database_that_cannot_be_read_whole_is_refused() {
    for bad in [
        "[{\"id\":1}]",
        "{\"id\":\"A\"} {",
        "[",
        "{\"id\":\"A\",\"affected\":[{\"package\":{}}]}",
    ] {
        assert_eq!(
            Advisories::parse(bad.as_bytes()).unwrap_err().code(),
            "PW-SCAN-INPUT",
            "{bad}"
        );
    }
    let lines = DATABASE
        .trim_matches(['[', ']'])
        .replace("},\n  {\"id", "}\n  {\"id");
    assert_eq!(Advisories::parse(lines.as_bytes()).unwrap().len(), 3);
    assert_eq!(Advisories::parse(b"").unwrap().len(), 0);
}

/// The real thing: what is known of a plugin that nobody prepared for this.
#[test]
fn the_crates_of_a_real_plugin_are_known() {
    let jwt = guests()
        .into_iter()
        .find(|guest| guest.name == "auth-jwt")
        .unwrap();
    let database = r#"{"id":"X","affected":[{"package":{"ecosystem":"crates.io","name":"serde_json"},
        "ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}"#;
    let report = against(&jwt.bytes, database, None);
    assert!(has(&report, Rule::Vulnerable), "{}", report.to_text());
}
