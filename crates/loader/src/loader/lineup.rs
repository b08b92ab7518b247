//! Which versions of the store run together.

use crate::resolve::{HostFacts, LeftOut, Offer, Plan, Universe, Wanted, resolve, resolve_rest};
use crate::store::{ActiveSet, Pinned, Store};
use crate::{Error, Offering, Release, Result};
use plugwright_manifest::{Digest, PluginId, Version, VersionReq};
use semver::{Comparator, Op};
use std::collections::BTreeMap;

/// One plugin of the active set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) pinned: Pinned,
    /// The digest of its component.
    pub(super) component: Digest,
    /// What it offers to other plugins.
    pub(super) offering: Offering,
}

/// All that is active and known.
pub(super) struct Lineup {
    pub(super) generation: u64,
    pub(super) members: BTreeMap<PluginId, Member>,
    offers: Vec<Offer>,
    /// Plugins that the store knows nothing good of, and why.
    pub(super) unreadable: Vec<(Release, Error)>,
}

impl Lineup {
    /// Reads what is active. Blocks on a disk.
    pub(super) fn read(store: &Store, set: &ActiveSet, host: &HostFacts) -> Self {
        let mut lineup = Self {
            generation: set.generation,
            members: BTreeMap::new(),
            offers: Vec::new(),
            unreadable: Vec::new(),
        };
        for (id, plugin) in &set.plugins {
            lineup.admit(store, id, &plugin.now, host);
        }
        lineup
    }

    /// As [`Lineup::read`], with another version of one plugin. Fails if that one cannot be read.
    pub(super) fn with(
        store: &Store,
        set: &ActiveSet,
        host: &HostFacts,
        other: (&PluginId, &Pinned),
    ) -> Result<Self> {
        let mut set = set.clone();
        set.plugins.remove(other.0);
        let mut lineup = Self::read(store, &set, host);
        lineup.admit(store, other.0, other.1, host);
        match lineup
            .unreadable
            .iter()
            .position(|(release, _)| release.id == *other.0)
        {
            Some(place) => Err(lineup.unreadable.swap_remove(place).1),
            None => Ok(lineup),
        }
    }

    fn admit(&mut self, store: &Store, id: &PluginId, pinned: &Pinned, host: &HostFacts) {
        match store.pinned_record(id, pinned) {
            Ok(record) => {
                self.offers.push(Offer::of(&record, host));
                let member = Member {
                    pinned: pinned.clone(),
                    component: record.component.digest,
                    offering: Offering::of(&record),
                };
                self.members.insert(id.clone(), member);
            }
            Err(error) => self.unreadable.push((pinned.release(id), error)),
        }
    }

    /// The order in which all of it starts.
    pub(super) fn resolve(&self, host: &HostFacts) -> Result<Plan> {
        resolve(&self.universe(host), &self.wanted())
    }

    /// The order in which as much as possible of it starts, and why the rest does not.
    pub(super) fn resolve_rest(&self, host: &HostFacts) -> Result<(Plan, Vec<LeftOut>)> {
        resolve_rest(&self.universe(host), &self.wanted())
    }

    fn universe(&self, host: &HostFacts) -> Universe {
        Universe::new(host.clone(), self.offers.iter().cloned())
    }

    fn wanted(&self) -> Wanted {
        let exactly =
            |(id, member): (&PluginId, &Member)| (id.clone(), exactly(&member.pinned.version));
        self.members.iter().map(exactly).collect()
    }

    /// The plugins of a plan in groups: each needs only plugins of groups before its own.
    pub(super) fn groups(&self, plan: &Plan) -> Vec<Vec<PluginId>> {
        let needs: BTreeMap<&PluginId, &Offer> = self
            .offers
            .iter()
            .map(|offer| (&offer.release.id, offer))
            .collect();
        let mut depths: BTreeMap<&PluginId, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<PluginId>> = Vec::new();
        for release in plan.activation() {
            let needed = needs
                .get(&release.id)
                .into_iter()
                .flat_map(|offer| offer.requires.keys());
            let depth = needed
                .filter_map(|id| depths.get(id))
                .map(|depth| depth + 1)
                .max();
            let depth = depth.unwrap_or(0);
            depths.insert(&release.id, depth);
            if groups.len() <= depth {
                groups.push(Vec::new());
            }
            groups
                .get_mut(depth)
                .into_iter()
                .for_each(|group| group.push(release.id.clone()));
        }
        groups
    }
}

fn exactly(version: &Version) -> VersionReq {
    let comparator = Comparator {
        op: Op::Exact,
        major: version.major,
        minor: Some(version.minor),
        patch: Some(version.patch),
        pre: version.pre.clone(),
    };
    VersionReq {
        comparators: vec![comparator],
    }
}
