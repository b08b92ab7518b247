//! Universes that are made to keep a resolver busy.

use std::time::{Duration, Instant};

use super::brute_force::{host, offer};
use crate::resolve::solver::solve_within;
use crate::resolve::{Universe, Wanted, resolve};

fn all(ids: impl Iterator<Item = String>) -> Wanted {
    ids.map(|id| (id.parse().unwrap(), "*".parse().unwrap()))
        .collect()
}

/// Pigeons and holes: each plugin excludes every other one of its own version, and there is one version too few. No proof
/// of this kind is short.
fn pigeons(count: u32) -> (Universe, Wanted) {
    let mut offers = Vec::new();
    for pigeon in 0..count {
        for hole in 1..count {
            let mut one = offer(&format!("p{pigeon}"), &format!("{hole}.0.0"));
            for other in (0..count).filter(|other| *other != pigeon) {
                let same = format!("={hole}.0.0").parse().unwrap();
                one.conflicts
                    .insert(format!("p{other}").parse().unwrap(), same);
            }
            offers.push(one);
        }
    }
    let wanted = all((0..count).map(|pigeon| format!("p{pigeon}")));
    (Universe::new(host(), offers), wanted)
}

#[test]
fn e15_versions_that_exclude_each_other_in_every_way_end_inside_a_budget() {
    let (universe, wanted) = pigeons(12);
    let begun = Instant::now();
    let patience = Duration::from_millis(300);
    let error = solve_within(&universe, &wanted, patience).unwrap_err();
    println!("{} after {:?}", error.code(), begun.elapsed());
    assert_eq!(error.code(), "PW-LOADER-RESOLUTION-LIMIT");
    assert!(begun.elapsed() < Duration::from_secs(20));
    let (universe, wanted) = pigeons(5);
    let told = resolve(&universe, &wanted).unwrap_err().to_string();
    assert!(
        told.starts_with("p0, p1, p2, p3 and p4 cannot run together:"),
        "{told}"
    );
    assert!(told.lines().count() <= 12, "{told}");
}

#[test]
fn e15_ten_thousand_versions_are_no_more_than_a_long_list() {
    let mut offers = Vec::new();
    for version in 0..10_000 {
        let mut one = offer("many", &format!("1.{version}.0"));
        one.requires
            .insert("few".parse().unwrap(), "^1".parse().unwrap());
        offers.push(one);
    }
    offers.push(offer("few", "2.0.0"));
    let begun = Instant::now();
    let universe = Universe::new(host(), offers);
    let told = resolve(&universe, &all(["many".to_owned()].into_iter()))
        .unwrap_err()
        .to_string();
    println!("{told}\nafter {:?}", begun.elapsed());
    assert!(
        told.contains("many 1.0.0 to 1.9999.0 (10000 versions) needs few ^1"),
        "{told}"
    );
    assert!(begun.elapsed() < Duration::from_secs(60));
}
