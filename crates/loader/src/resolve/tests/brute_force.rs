//! Small random universes, searched completely.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{Digest, HostVersions, PluginId, Version, VersionReq};
use proptest::prelude::*;

use crate::resolve::{HostFacts, Offer, Reason, Universe, Wanted, resolve, solver};
use crate::{Error, Release};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const VERSIONS: [&str; 3] = ["1.0.0", "1.1.0", "2.0.0"];
const REQUIREMENTS: [&str; 6] = ["*", "^1", "^2", ">=1.1", "=1.0.0", "^3"];

pub(super) fn host() -> HostFacts {
    HostFacts {
        version: "0.5.0".parse().unwrap(),
        worlds: BTreeMap::from([(
            "acme:world".to_owned(),
            BTreeSet::from(["1.0.0".parse().unwrap(), "2.0.0".parse().unwrap()]),
        )]),
    }
}

pub(super) fn offer(id: &str, version: &str) -> Offer {
    Offer::new(Release {
        id: id.parse().unwrap(),
        version: version.parse().unwrap(),
        digest: Digest::of(format!("{id} {version}").as_bytes()),
    })
}

fn requirements(most: usize) -> impl Strategy<Value = BTreeMap<PluginId, VersionReq>> {
    let one = (
        prop::sample::select(&NAMES[..]),
        prop::sample::select(&REQUIREMENTS[..]),
    );
    let parsed = one.prop_map(|(id, text)| (id.parse().unwrap(), text.parse().unwrap()));
    prop::collection::btree_map(
        parsed
            .clone()
            .prop_map(|(id, _): (PluginId, VersionReq)| id),
        parsed.prop_map(|(_, requirement): (PluginId, VersionReq)| requirement),
        0..=most,
    )
}

fn offers() -> impl Strategy<Value = Vec<Offer>> {
    let one = (
        prop::sample::select(&NAMES[..]),
        prop::sample::select(&VERSIONS[..]),
        requirements(2),
        requirements(1),
        requirements(1),
        prop::option::weighted(0.2, prop::sample::select(&["0.1.0", "0.5.0", "0.9.0"][..])),
        prop::option::weighted(0.2, prop::sample::select(&REQUIREMENTS[..])),
    );
    let one = one.prop_map(
        |(id, version, requires, optional, conflicts, minimum, world)| {
            let mut offer = offer(id, version);
            let own = offer.release.id.clone();
            (offer.requires, offer.optional, offer.conflicts) = (requires, optional, conflicts);
            for needs in [
                &mut offer.requires,
                &mut offer.optional,
                &mut offer.conflicts,
            ] {
                needs.remove(&own);
            }
            offer.host = HostVersions {
                minimum: minimum.map(|version| version.parse().unwrap()),
                maximum: None,
            };
            let world = world.map(|text| ("acme:world".to_owned(), text.parse().unwrap()));
            offer.worlds.extend(world);
            offer
        },
    );
    prop::collection::vec(one, 0..10)
}

type Assignment<'a> = BTreeMap<&'a PluginId, &'a Offer>;

/// Whether all that is said holds of an assignment. Written without a thought of how the resolver does it.
fn holds(universe: &Universe, wanted: &Wanted, all: &Assignment<'_>) -> bool {
    let there = |id: &PluginId, requirement: &VersionReq| {
        all.get(id)
            .is_some_and(|offer| requirement.matches(&offer.release.version))
    };
    let fits = |offer: &Offer| {
        let worlds = &universe.host.worlds;
        offer.host.admit(&universe.host.version)
            && offer.worlds.iter().all(|(name, requirement)| {
                let served = worlds.get(name);
                served.is_some_and(|served| served.iter().any(|one| requirement.matches(one)))
            })
            && offer
                .requires
                .iter()
                .all(|(id, requirement)| there(id, requirement))
            && offer
                .optional
                .iter()
                .all(|(id, requirement)| !all.contains_key(id) || there(id, requirement))
            && offer
                .conflicts
                .iter()
                .all(|(id, requirement)| !there(id, requirement))
    };
    wanted
        .iter()
        .all(|(id, requirement)| there(id, requirement))
        && all.values().all(|offer| fits(offer))
}

/// Every assignment of a version or nothing to every plugin.
fn assignments(universe: &Universe) -> Vec<Assignment<'_>> {
    let mut all = vec![Assignment::new()];
    for (id, versions) in &universe.offers {
        all = all
            .into_iter()
            .flat_map(|before| {
                let with = versions.values().map({
                    let before = before.clone();
                    move |offer| {
                        let mut more = before.clone();
                        more.insert(id, offer);
                        more
                    }
                });
                with.chain([before.clone()]).collect::<Vec<_>>()
            })
            .collect();
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn there_is_a_plan_exactly_if_an_exhaustive_search_finds_one(
        offers in offers(),
        wanted in requirements(3),
    ) {
        let universe = Universe::new(host(), offers);
        let possible = assignments(&universe).iter().any(|all| holds(&universe, &wanted, all));
        match resolve(&universe, &wanted) {
            Ok(plan) => {
                let chosen: Assignment<'_> = plan
                    .activation()
                    .iter()
                    .map(|release| {
                        let (id, versions) = universe.offers.get_key_value(&release.id).unwrap();
                        (id, &versions[&release.version])
                    })
                    .collect();
                prop_assert!(holds(&universe, &wanted, &chosen), "{plan:?}");
                nothing_is_there_in_vain(&wanted, &chosen)?;
                every_plugin_starts_after_what_it_needs(&plan, &chosen)?;
                prop_assert_eq!(&resolve(&universe, &wanted).unwrap(), &plan, "another plan");
            }
            Err(Error::Unresolvable(why)) if why.reason == Reason::Conflict => {
                prop_assert!(!possible, "it is possible: {why}");
                the_explanation_is_short_and_right(&universe, &wanted, &why)?;
            }
            Err(Error::Unresolvable(why)) => {
                prop_assert_eq!(why.reason, Reason::Cycle);
                prop_assert!(possible);
                prop_assert!(why.to_string().lines().count() <= 12);
                prop_assert!(!why.facts.is_empty());
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

fn nothing_is_there_in_vain(wanted: &Wanted, chosen: &Assignment<'_>) -> Result<(), TestCaseError> {
    for id in chosen.keys() {
        let needed = chosen.values().any(|offer| offer.requires.contains_key(id));
        prop_assert!(needed || wanted.contains_key(id), "nobody asked for {id}");
    }
    Ok(())
}

fn every_plugin_starts_after_what_it_needs(
    plan: &crate::resolve::Plan,
    chosen: &Assignment<'_>,
) -> Result<(), TestCaseError> {
    let position = |id: &PluginId| {
        plan.activation()
            .iter()
            .position(|release| release.id == *id)
    };
    for (id, offer) in chosen {
        for needed in offer.requires.keys() {
            prop_assert!(position(needed) < position(id));
        }
    }
    let reversed: Vec<_> = plan.unloading().cloned().rev().collect();
    prop_assert_eq!(reversed.as_slice(), plan.activation());
    Ok(())
}

/// At most a dozen lines; the sides that it names conflict, and do not without one of them.
fn the_explanation_is_short_and_right(
    universe: &Universe,
    wanted: &Wanted,
    why: &crate::resolve::Explanation,
) -> Result<(), TestCaseError> {
    prop_assert!(why.to_string().lines().count() <= 12, "{why}");
    prop_assert!(!why.facts.is_empty(), "{why}");
    let names: BTreeSet<&str> = why.headline.split([' ', ',']).collect();
    let mut sides = wanted.clone();
    sides.retain(|id, _| names.contains(id.as_str()));
    prop_assert!(!sides.is_empty(), "{why}");
    prop_assert!(
        solver::solve(universe, &sides).unwrap().is_err(),
        "they fit: {why}"
    );
    for id in sides.keys() {
        let mut fewer = sides.clone();
        fewer.remove(id);
        prop_assert!(
            solver::solve(universe, &fewer).unwrap().is_ok(),
            "{id} is no side: {why}"
        );
    }
    if let Some(asked) = why.remedy.strip_prefix("Ask for ") {
        let mut words = asked.split(' ');
        let (id, version) = (words.next().unwrap(), words.next().unwrap());
        let mut other = sides.clone();
        let exact = format!("={version}").parse().unwrap();
        other.insert(id.parse().unwrap(), exact);
        prop_assert!(
            solver::solve(universe, &other).unwrap().is_ok(),
            "it does not help: {why}"
        );
    }
    Ok(())
}

#[test]
fn a_thousand_plugins_are_resolved_before_anybody_notices() {
    let mut offers = Vec::new();
    for number in 0..1000_u32 {
        for version in ["1.0.0", "1.1.0", "2.0.0"] {
            let mut one = offer(&format!("p{number}"), version);
            for needed in [number / 2, number / 3]
                .into_iter()
                .filter(|needed| *needed != number)
            {
                one.requires
                    .insert(format!("p{needed}").parse().unwrap(), "^1".parse().unwrap());
            }
            offers.push(one);
        }
    }
    let universe = Universe::new(host(), offers);
    let all =
        (500..1000).map(|number| (format!("p{number}").parse().unwrap(), "*".parse().unwrap()));
    let begun = std::time::Instant::now();
    let plan = resolve(&universe, &all.collect()).unwrap();
    println!(
        "{} plugins in {:?}",
        plan.activation().len(),
        begun.elapsed()
    );
    assert_eq!(plan.activation().len(), 1000);
    assert!(begun.elapsed().as_secs() < 20);
    let newest: Version = "1.1.0".parse().unwrap();
    assert!(
        plan.activation()
            .iter()
            .any(|release| release.version == newest)
    );
}
