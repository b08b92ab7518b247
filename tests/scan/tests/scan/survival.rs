//! Any bytes end in a report, soon.

use std::time::{Duration, Instant};

use plugwright_scan_tests::{bad, component, guests, noise, with_custom, with_data};
use plugwright_security::scan::{Advisories, LicenseList, Sbom};
use proptest::prelude::*;

use super::scanned;

/// Generous: the largest inputs here take some tens of milliseconds without optimisation.
const SOON: Duration = Duration::from_secs(20);

fn survives(bytes: &[u8]) {
    let start = Instant::now();
    let report = scanned(bytes);
    let forms = (
        report.to_text(),
        report.to_sarif("x"),
        serde_json::to_string(&report).unwrap(),
    );
    assert!(forms.0.is_ascii());
    assert!(forms.0.len() < 1 << 20);
    assert!(
        start.elapsed() < SOON,
        "{:?} for {} bytes",
        start.elapsed(),
        bytes.len()
    );
}

/// Small real components of all compilers, whole ones of megabytes would only be slower.
fn seeds() -> Vec<Vec<u8>> {
    let small = guests()
        .into_iter()
        .map(|guest| guest.bytes)
        .filter(|bytes| bytes.len() < 100_000);
    let made = bad()
        .into_iter()
        .map(|bad| bad.bytes)
        .filter(|bytes| bytes.len() < 60_000);
    small.chain(made).collect()
}

#[test]
fn d6_a_component_with_any_byte_changed_ends_in_a_report() {
    for (seed, mut bytes) in seeds().into_iter().enumerate() {
        let places = noise(seed as u64 + 1, 64);
        for pair in places.chunks_exact(4) {
            let at = usize::from(pair[0]) << 8 | usize::from(pair[1]);
            let at = at * 7 % bytes.len();
            bytes[at] = pair[2];
            survives(&bytes);
        }
    }
}

#[test]
fn d6_a_component_that_was_cut_or_shifted_ends_in_a_report() {
    for bytes in seeds() {
        for part in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
            survives(&bytes[..part]);
            survives(&[&bytes[..part.min(30)], &bytes[part..]].concat());
        }
    }
}

/// What is searched for most is what costs most.
#[test]
fn data_that_is_nothing_but_beginnings_ends_in_a_report() {
    let all = "-----BEGIN PRIVATE KEY-----eyJhbGciOiAKIAghp_postgres://a:b@PK\x03\x04\x7fELFPE\0\0TVqQf0VMRgindex.crates.io-";
    for unit in [
        all,
        "PRIVATE KEY-----",
        "eyJhbGciOi",
        "TVqQ",
        "mongodb://",
        "PK\x03\x04",
        "index.crates.io-0000000000000000/a-1.0.0/",
    ] {
        let data = unit.repeat(1_000_000 / unit.len());
        survives(&with_data(&[data.as_bytes()]));
        survives(&with_custom(
            &component("(component)"),
            "text",
            data.as_bytes(),
        ));
    }
}

proptest! {
    #[test]
    fn any_bytes_end_in_a_report(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        survives(&bytes);
        survives(&[b"\0asm\x0d\0\x01\0", bytes.as_slice()].concat());
        survives(&[b"\0asm\x0d\0\x01\0\x01\xff\xff\x03\0asm\x01\0\0\0", bytes.as_slice()].concat());
        survives(&with_data(&[&bytes]));
        survives(&with_custom(&component("(component)"), "producers", &bytes));
        survives(&with_custom(&component("(component)"), ".dep-v0", &bytes));
        survives(&with_custom(&component("(component)"), "plugwright:manifest", &bytes));
    }

    #[test]
    fn any_bytes_beside_a_component_are_an_error_or_a_value(bytes in proptest::collection::vec(any::<u8>(), 0..500), text in ".{0,80}") {
        let _ = Advisories::parse(&bytes);
        let _ = Sbom::parse(&bytes);
        let _ = LicenseList::parse([text.as_str()]);
    }
}
