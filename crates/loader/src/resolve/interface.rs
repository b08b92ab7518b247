//! Interfaces that one of the chosen plugins has to answer for another.
//!
//! A need of an interface names no plugin: which one answers it is the operator's to grant. So nothing is chosen for it
//! here; it is only seen to that somebody can answer, and that whoever answers starts first.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{InterfaceName, PluginId, Version, VersionReq};

use super::solver::Selection;
use super::{Offer, Universe};
use crate::Release;

/// For each plugin those of the others that can answer what it needs, a set for each interface.
pub(super) type Answers = BTreeMap<PluginId, Vec<BTreeSet<PluginId>>>;

/// A need that none of the chosen plugins can answer.
pub(super) struct Unanswered {
    pub(super) plugin: Release,
    pub(super) interface: InterfaceName,
    pub(super) requirement: VersionReq,
    /// What could, if it were chosen.
    pub(super) others: Vec<Release>,
}

/// Who answers whom.
pub(super) fn answers(
    universe: &Universe,
    selection: &Selection<'_>,
) -> Result<Answers, Box<Unanswered>> {
    let mut answers = Answers::new();
    for (id, offer) in selection {
        for (interface, requirement) in &offer.interfaces {
            let can = |other: &&Offer| other.id() != id && exports(other, interface, requirement);
            let chosen = selection.values().copied().filter(can);
            let able: BTreeSet<_> = chosen.map(|other| other.id().clone()).collect();
            if able.is_empty() {
                let all = universe.offers.values().flat_map(BTreeMap::values);
                return Err(Box::new(Unanswered {
                    plugin: offer.release.clone(),
                    interface: interface.clone(),
                    requirement: requirement.clone(),
                    others: all.filter(can).map(|other| other.release.clone()).collect(),
                }));
            }
            answers.entry(id.clone()).or_default().push(able);
        }
    }
    Ok(answers)
}

fn exports(offer: &Offer, interface: &InterfaceName, requirement: &VersionReq) -> bool {
    let admits = |version: &Option<Version>| match version {
        Some(version) => requirement.matches(version),
        None => requirement.comparators.is_empty(),
    };
    let mut exports = offer.exports.iter();
    exports.any(|(name, version)| name == interface && admits(version))
}
