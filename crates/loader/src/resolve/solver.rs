//! The universe as PubGrub sees it.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{PluginId, Version};
use pubgrub::{
    Dependencies, DependencyProvider, DerivationTree, PackageResolutionStatistics, PubGrubError,
};

use super::choice::{Choice, Choices, Node, absent, admitted, exactly};
use super::{Offer, Universe, Wanted};
use crate::Error;

/// The most steps of a search: a thousand times what a thousand plugins take.
const MOST_STEPS: u64 = 1_000_000;

/// Why there is no solution.
pub(super) type Tree = DerivationTree<Node, Choices, String>;

/// The chosen versions.
pub(super) type Selection<'a> = BTreeMap<PluginId, &'a Offer>;

/// The newest versions that fit together, without any that nothing needs; or why there are none.
pub(super) fn solve<'a>(
    universe: &'a Universe,
    wanted: &Wanted,
) -> Result<Result<Selection<'a>, Tree>, Error> {
    let search = Search {
        universe,
        wanted,
        steps: Cell::new(0),
    };
    let solution = match pubgrub::resolve(&search, Node::Root, Choice::Absent) {
        Ok(solution) => solution,
        Err(PubGrubError::NoSolution(tree)) => return Ok(Err(tree)),
        Err(_) => return Err(Error::ResolutionLimit),
    };
    let chosen = solution.into_iter().filter_map(|choice| match choice {
        (Node::Plugin(id), Choice::At(version)) => {
            let offer = universe.offer(&id, &version)?;
            Some((id, offer))
        }
        _ => None,
    });
    Ok(Ok(needed(chosen.collect(), wanted)))
}

/// Without what a step of the search that was taken back may have left.
fn needed<'a>(mut chosen: Selection<'a>, wanted: &Wanted) -> Selection<'a> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&PluginId> = wanted.keys().collect();
    while let Some(id) = next.pop() {
        if reached.insert(id.clone()) {
            let offer = chosen.get(id).copied();
            next.extend(offer.into_iter().flat_map(|offer| offer.requires.keys()));
        }
    }
    chosen.retain(|id, _| reached.contains(id));
    chosen
}

struct Search<'a> {
    universe: &'a Universe,
    wanted: &'a Wanted,
    steps: Cell<u64>,
}

#[derive(Debug, thiserror::Error)]
#[error("the search takes too long")]
struct TooLong;

impl DependencyProvider for Search<'_> {
    type P = Node;
    type V = Choice;
    type VS = Choices;
    type M = String;
    type Err = TooLong;
    /// What has to be there before what may be absent; what is in the way early; few versions before many; then by name,
    /// so that the same universe has the same plan.
    type Priority = (bool, u32, Reverse<usize>, Reverse<Node>);

    fn prioritize(
        &self,
        node: &Node,
        choices: &Choices,
        statistics: &PackageResolutionStatistics,
    ) -> Self::Priority {
        let count = match node {
            Node::Plugin(id) => {
                let fits = |version: &&Version| choices.contains(&Choice::At((*version).clone()));
                self.universe.versions(id).filter(fits).count()
            }
            _ => 1,
        };
        let present = !choices.contains(&Choice::Absent);
        let conflicts = statistics.conflict_count();
        (present, conflicts, Reverse(count), Reverse(node.clone()))
    }

    /// Absence if it will do, otherwise the newest.
    fn choose_version(&self, node: &Node, choices: &Choices) -> Result<Option<Choice>, TooLong> {
        let newest = |mut versions: Box<dyn Iterator<Item = &Version> + '_>| {
            let mut newest = None;
            for version in &mut versions {
                let choice = Choice::At(version.clone());
                if choices.contains(&choice) {
                    newest = newest.max(Some(choice));
                }
            }
            newest
        };
        Ok(match node {
            Node::Root => Some(Choice::Absent),
            Node::Host => newest(Box::new(std::iter::once(&self.universe.host.version))),
            Node::World(name, _) => newest(Box::new(self.universe.served(name))),
            Node::Plugin(_) if choices.contains(&Choice::Absent) => Some(Choice::Absent),
            Node::Plugin(id) => newest(Box::new(self.universe.versions(id))),
        })
    }

    fn get_dependencies(
        &self,
        node: &Node,
        choice: &Choice,
    ) -> Result<Dependencies<Node, Choices, String>, TooLong> {
        let mut conditions = Conditions::default();
        match (node, choice) {
            (Node::Root, _) => {
                for (id, requirement) in self.wanted {
                    let choices = admitted(self.universe.versions(id), requirement);
                    conditions.add(Node::Plugin(id.clone()), &choices);
                }
            }
            (Node::Plugin(id), Choice::At(version)) => {
                if let Some(offer) = self.universe.offer(id, version) {
                    conditions.of(offer, self.universe);
                }
            }
            _ => {}
        }
        Ok(Dependencies::Available(conditions.0.into_iter().collect()))
    }

    fn should_cancel(&self) -> Result<(), TooLong> {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        if steps > MOST_STEPS {
            return Err(TooLong);
        }
        Ok(())
    }
}

/// What has to hold of other packages. Several conditions on one package hold all at once.
#[derive(Default)]
struct Conditions(BTreeMap<Node, Choices>);

impl Conditions {
    fn add(&mut self, node: Node, choices: &Choices) {
        let known = self.0.entry(node).or_insert_with(Choices::full);
        *known = known.intersection(choices);
    }

    fn of(&mut self, offer: &Offer, universe: &Universe) {
        let host = &universe.host.version;
        let works = std::iter::once(host).filter(|host| offer.host.admit(host));
        self.add(Node::Host, &exactly(works));
        for (world, requirement) in &offer.worlds {
            let node = Node::World(world.clone(), requirement.to_string());
            self.add(node, &admitted(universe.served(world), requirement));
        }
        // What a plugin says about itself is a circle, which the order of activation tells.
        let others = |(id, _): &(&PluginId, _)| *id != offer.id();
        for (id, requirement) in offer.requires.iter().filter(others) {
            let choices = admitted(universe.versions(id), requirement);
            self.add(Node::Plugin(id.clone()), &choices);
        }
        for (id, requirement) in offer.optional.iter().filter(others) {
            let choices = admitted(universe.versions(id), requirement).union(&absent());
            self.add(Node::Plugin(id.clone()), &choices);
        }
        for (id, requirement) in offer.conflicts.iter().filter(others) {
            let excluded = admitted(universe.versions(id), requirement);
            self.add(Node::Plugin(id.clone()), &excluded.complement());
        }
    }
}
