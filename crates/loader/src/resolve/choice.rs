//! What PubGrub chooses from: for each package a version, or its absence.

use std::fmt;
use std::ops::{Bound, Range};

use plugwright_manifest::{PluginId, Version, VersionReq};
use pubgrub::{Ranges, VersionSet};

/// A package in the sense of PubGrub.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Node {
    /// Whoever wants plugins.
    Root,
    /// The program that runs them.
    Host,
    /// A world, as one requirement asks for it. A host may serve several versions at once, so two requirements do not exclude
    /// each other.
    World(String, String),
    /// A plugin.
    Plugin(PluginId),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("what is wanted"),
            Self::Host => f.write_str("Plugwright"),
            Self::World(name, _) => f.write_str(name),
            Self::Plugin(id) => id.fmt(f),
        }
    }
}

/// A version of a package, by its place among those that there are, from 1 on; or [`ABSENT`].
pub(super) type Choice = u32;

/// The package does not run.
pub(super) const ABSENT: Choice = 0;

/// The choice of the version at `index` among all, in their order.
pub(super) fn at(index: usize) -> Choice {
    Choice::try_from(index).unwrap_or(Choice::MAX - 2) + 1
}

/// Some of the choices.
///
/// Places instead of versions make neighbours join into one interval, so that ten thousand versions that say the same are
/// one. Requirements could not be intervals of versions anyway, because
/// [Cargo's rule for pre-releases](https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#pre-releases) is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choices(Ranges<Choice>);

impl Choices {
    /// The places of the versions that `requirement` admits.
    pub(super) fn admitted<'a>(
        versions: impl Iterator<Item = &'a Version>,
        requirement: &VersionReq,
    ) -> Self {
        Self::of(versions.map(|version| requirement.matches(version)))
    }

    /// The places at which there is true.
    pub(super) fn of(fits: impl Iterator<Item = bool>) -> Self {
        let places = fits.enumerate().filter(|(_, fits)| *fits);
        let intervals = places.map(|(index, _)| interval(at(index)));
        Self(intervals.collect())
    }

    /// The newest of `count` versions that is among them.
    pub(super) fn newest(&self, count: usize) -> Option<Choice> {
        let overlaps = self.within(count).filter(|overlap| !overlap.is_empty());
        overlaps.last().map(|overlap| overlap.end - 1)
    }

    /// How many of `count` versions are among them.
    pub(super) fn count(&self, count: usize) -> usize {
        self.within(count).map(|overlap| overlap.len()).sum()
    }

    fn within(&self, count: usize) -> impl Iterator<Item = Range<Choice>> {
        let end = at(count);
        self.0.iter().map(move |(from, to)| {
            let from = match from {
                Bound::Included(first) => *first,
                Bound::Excluded(before) => *before + 1,
                Bound::Unbounded => ABSENT,
            };
            let to = match to {
                Bound::Included(last) => *last + 1,
                Bound::Excluded(end) => *end,
                Bound::Unbounded => end,
            };
            from.max(at(0))..to.min(end)
        })
    }
}

fn interval(choice: Choice) -> (Bound<Choice>, Bound<Choice>) {
    (Bound::Included(choice), Bound::Excluded(choice + 1))
}

impl fmt::Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl VersionSet for Choices {
    type V = Choice;

    fn empty() -> Self {
        Self(Ranges::empty())
    }

    fn singleton(choice: Choice) -> Self {
        Self(Ranges::between(choice, choice + 1))
    }

    fn complement(&self) -> Self {
        Self(self.0.complement())
    }

    fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0))
    }

    fn contains(&self, choice: &Choice) -> bool {
        self.0.contains(choice)
    }

    fn full() -> Self {
        Self(Ranges::full())
    }

    fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0))
    }

    fn is_disjoint(&self, other: &Self) -> bool {
        self.0.is_disjoint(&other.0)
    }

    fn subset_of(&self, other: &Self) -> bool {
        self.0.subset_of(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_interval_and_the_newest_is_its_end() {
        let some = Choices::of([true, true, false, true, true].into_iter());
        assert_eq!((some.newest(5), some.count(5)), (Some(5), 4));
        assert_eq!((some.newest(3), some.count(3)), (Some(2), 2));
        let others = some.complement();
        assert!(others.contains(&ABSENT));
        assert_eq!((others.newest(5), others.count(5)), (Some(3), 1));
        assert_eq!(
            Choices::singleton(1).union(&Choices::singleton(2)),
            Choices::of([true; 2].into_iter())
        );
        assert_eq!(Choices::singleton(ABSENT).newest(5), None);
    }
}
