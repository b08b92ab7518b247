//! Who offers what.

use crate::store::Record;
use plugwright_manifest::{InterfaceName, PluginId, Sharing, Version, answers_interface};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a plugin offers to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offering {
    /// The plugin.
    pub id: PluginId,
    /// Its version.
    pub version: Version,
    /// The interfaces that it exports, by their full names.
    pub exports: Vec<String>,
    /// What it says of itself where several offer the same: a missing interface has the priority 0. One that is exclusive
    /// is chosen before all others, and two of those cannot run together.
    pub priorities: BTreeMap<InterfaceName, Sharing>,
}

impl Offering {
    /// What an installed version offers.
    pub fn of(record: &Record) -> Self {
        Self {
            id: record.release.id.clone(),
            version: record.release.version.clone(),
            exports: record.exports.clone(),
            priorities: record.manifest.claims.interfaces.0.clone(),
        }
    }

    /// How strongly it offers the interface of an import.
    pub(super) fn strength(&self, import: &str) -> Sharing {
        let said = InterfaceName::split(import)
            .and_then(|(interface, _)| self.priorities.get(&interface).copied());
        said.unwrap_or(Sharing::Priority(0))
    }

    fn offers(&self, import: &str) -> bool {
        let mut exports = self.exports.iter();
        exports.any(|export| answers_interface(export, import))
    }
}

/// What all plugins offer.
#[derive(Default)]
pub(super) struct Offers(BTreeMap<PluginId, Offering>);

impl Offers {
    pub(super) fn put(&mut self, offering: Offering) {
        self.0.insert(offering.id.clone(), offering);
    }

    pub(super) fn remove(&mut self, plugin: &PluginId) {
        self.0.remove(plugin);
    }

    /// Those that offer an interface, the strongest first.
    pub(super) fn of(&self, import: &str) -> Vec<&Offering> {
        let offers = self.0.values().filter(|offering| offering.offers(import));
        let mut offers: Vec<_> = offers.collect();
        // Stable: equals stay in the order of their names.
        offers.sort_by_key(|offering| rank(offering.strength(import)));
        offers
    }
}

/// Exclusive first, then by priority.
fn rank(sharing: Sharing) -> (bool, Reverse<i32>) {
    match sharing {
        Sharing::Exclusive => (false, Reverse(0)),
        Sharing::Priority(priority) => (true, Reverse(priority)),
    }
}
