//! How many bad components are found, and how many clean ones are blamed: the figures of docs/scan.md.
//!
//!     cargo test -p plugwright-scan-tests figures -- --nocapture

use std::collections::BTreeMap;

use plugwright_scan_tests::{Bad, LEVELS, Program, bad, compiled, guests, hashers, miners};
use plugwright_security::scan::{Outcome, Rule, Severity};

use super::{codes, scanned};

#[test]
fn figures_every_bad_component_is_found_for_what_it_is() {
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for bad in bad() {
        let (hits, all) = found.entry(bad.class).or_default();
        *all += 1;
        if is_found(&bad) {
            *hits += 1;
        } else {
            missed.push(format!("{}: {:?}", bad.name, codes(&scanned(&bad.bytes))));
        }
    }
    for (class, (hits, all)) in &found {
        println!("{class:<10} {hits} of {all} found");
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

fn is_found(bad: &Bad) -> bool {
    let report = scanned(&bad.bytes);
    report
        .findings
        .iter()
        .any(|finding| finding.rule == bad.rule && finding.severity >= bad.severity)
}

/// An operator who sees ten warnings about each plugin reads none of them.
#[test]
fn figures_the_plugins_of_this_repository_are_not_blamed() {
    let guests = guests();
    assert!(
        guests.len() >= 12,
        "only {} plugins are built",
        guests.len()
    );
    let mut blamed = Vec::new();
    for guest in &guests {
        let report = scanned(&guest.bytes);
        println!(
            "{:<24} {:>9} bytes  {:?}",
            guest.name,
            guest.bytes.len(),
            codes(&report)
        );
        assert_eq!(report.outcome, Outcome::Complete, "{}", guest.name);
        assert!(
            report.findings.len() <= 5,
            "{}: {}",
            guest.name,
            report.to_text()
        );
        let grave = report
            .findings
            .iter()
            .filter(|finding| finding.severity > Severity::Low);
        blamed.extend(grave.map(|finding| format!("{}: {}", guest.name, finding.code())));
    }
    println!("{} of {} blamed", blamed.len(), guests.len());
    assert!(blamed.is_empty(), "{blamed:#?}");
}

/// The check is a guess from the shape of code. It has to find most miners to be worth anything, and to be honest about the
/// programs that it takes for one.
#[test]
fn figures_most_compiled_miners_are_found_and_most_other_hashing_is_not_blamed() {
    let found = searching(&miners());
    let blamed = searching(&hashers());
    println!(
        "miners:  {} of {} found",
        found.len(),
        miners().len() * LEVELS.len()
    );
    println!(
        "hashers: {} of {} blamed: {blamed:?}",
        blamed.len(),
        hashers().len() * LEVELS.len()
    );
    assert!(found.len() >= 17, "{found:?}");
    assert!(blamed.len() <= 5, "{blamed:?}");
}

/// The programs, at each level, that are said to search for a hash.
fn searching(programs: &[Program]) -> Vec<String> {
    let all = programs
        .iter()
        .flat_map(|program| LEVELS.map(|level| (*program, level)));
    let searching = all.filter(|(program, level)| {
        let report = scanned(&compiled(*program, level));
        report
            .findings
            .iter()
            .any(|finding| finding.rule == Rule::HashSearch)
    });
    searching
        .map(|(program, level)| format!("{} at {level}", program.name()))
        .collect()
}
