//! The universe as PubGrub sees it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use plugwright_manifest::PluginId;
use pubgrub::{
    Dependencies, DependencyProvider, DerivationTree, PackageResolutionStatistics, PubGrubError,
    VersionSet as _,
};

use super::choice::{ABSENT, Choice, Choices, Node};
use super::{Offer, Universe, Wanted};
use crate::Error;

/// How long a search may take: twenty times what a thousand plugins take without optimisation. Some universes have no short
/// proof that nothing fits, and whoever publishes plugins can make one.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why there is no solution.
pub(super) type Tree = DerivationTree<Node, Choices, String>;

/// The chosen versions.
pub(super) type Selection<'a> = BTreeMap<PluginId, &'a Offer>;

/// The newest versions that fit together, without any that nothing needs; or why there are none.
pub(super) fn solve<'a>(
    universe: &'a Universe,
    wanted: &Wanted,
) -> Result<Result<Selection<'a>, Tree>, Error> {
    solve_within(universe, wanted, PATIENCE)
}

/// As [`solve`], with another patience.
pub(super) fn solve_within<'a>(
    universe: &'a Universe,
    wanted: &Wanted,
    patience: Duration,
) -> Result<Result<Selection<'a>, Tree>, Error> {
    let search = Search {
        universe,
        wanted,
        end: Instant::now() + patience,
    };
    let solution = match pubgrub::resolve(&search, Node::Root, ABSENT) {
        Ok(solution) => solution,
        Err(PubGrubError::NoSolution(tree)) => return Ok(Err(tree)),
        Err(_) => return Err(Error::ResolutionLimit),
    };
    let chosen = solution.into_iter().filter_map(|choice| match choice {
        (Node::Plugin(id), choice) => {
            let offer = universe.chosen(&id, choice)?;
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
    end: Instant,
}

impl Search<'_> {
    /// How many versions there are.
    fn versions(&self, node: &Node) -> usize {
        match node {
            Node::Root => 0,
            Node::Host => 1,
            Node::World(name, _) => self.universe.served(name).count(),
            Node::Plugin(id) => self.universe.count(id),
        }
    }
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
        let present = !choices.contains(&ABSENT);
        let conflicts = statistics.conflict_count();
        let count = choices.count(self.versions(node));
        (present, conflicts, Reverse(count), Reverse(node.clone()))
    }

    /// Absence if it will do, otherwise the newest.
    fn choose_version(&self, node: &Node, choices: &Choices) -> Result<Option<Choice>, TooLong> {
        let absent = matches!(node, Node::Root | Node::Plugin(_)) && choices.contains(&ABSENT);
        let newest = || choices.newest(self.versions(node));
        Ok(if absent { Some(ABSENT) } else { newest() })
    }

    fn get_dependencies(
        &self,
        node: &Node,
        choice: &Choice,
    ) -> Result<Dependencies<Node, Choices, String>, TooLong> {
        let mut conditions = Conditions::default();
        match node {
            Node::Root => {
                for (id, requirement) in self.wanted {
                    let choices = Choices::admitted(self.universe.versions(id), requirement);
                    conditions.add(Node::Plugin(id.clone()), &choices);
                }
            }
            Node::Plugin(id) => {
                if let Some(offer) = self.universe.chosen(id, *choice) {
                    conditions.of(offer, self.universe);
                }
            }
            Node::Host | Node::World(..) => {}
        }
        Ok(Dependencies::Available(conditions.0.into_iter().collect()))
    }

    fn should_cancel(&self) -> Result<(), TooLong> {
        if Instant::now() > self.end {
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
        let works = offer.host.admit(host);
        self.add(Node::Host, &Choices::of(std::iter::once(works)));
        for (world, requirement) in &offer.worlds {
            let node = Node::World(world.clone(), requirement.to_string());
            self.add(
                node,
                &Choices::admitted(universe.served(world), requirement),
            );
        }
        // What a plugin says about itself is a circle, which the order of activation tells.
        let others = |(id, _): &(&PluginId, _)| *id != offer.id();
        for (id, requirement) in offer.requires.iter().filter(others) {
            let choices = Choices::admitted(universe.versions(id), requirement);
            self.add(Node::Plugin(id.clone()), &choices);
        }
        for (id, requirement) in offer.optional.iter().filter(others) {
            let choices = Choices::admitted(universe.versions(id), requirement)
                .union(&Choices::singleton(ABSENT));
            self.add(Node::Plugin(id.clone()), &choices);
        }
        for (id, requirement) in offer.conflicts.iter().filter(others) {
            let excluded = Choices::admitted(universe.versions(id), requirement);
            self.add(Node::Plugin(id.clone()), &excluded.complement());
        }
    }
}
