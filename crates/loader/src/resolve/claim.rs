//! What plugins register, and who gets it when several do.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use plugwright_manifest::PluginId;

use super::Universe;
use super::solver::Selection;
use crate::Release;

/// Something that a plugin registers with the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What kind of thing.
    pub kind: ClaimKind,
    /// Its name among its kind.
    pub name: String,
    /// Whether others may have it too.
    pub rule: ClaimRule,
}

/// The kinds of things that are registered by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ClaimKind {
    /// A name under which it is called.
    Name,
    /// A path that it answers.
    Route,
    /// A language whose code it runs.
    Language,
    /// A step of workflows.
    Step,
    /// An interface that it answers for other plugins.
    Interface,
    /// Another kind, by the host's own word.
    Other(String),
}

impl fmt::Display for ClaimKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "name",
            Self::Route => "route",
            Self::Language => "language",
            Self::Step => "step",
            Self::Interface => "interface",
            Self::Other(word) => word,
        })
    }
}

/// Whether several plugins may claim the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimRule {
    /// One only.
    Exclusive,
    /// Several may provide it; the one with the highest priority is asked first.
    Provider {
        /// What the plugin says of itself. An operator's word counts instead.
        priority: i32,
    },
}

/// A claim that cannot be settled.
pub(super) struct Dispute {
    pub(super) kind: ClaimKind,
    pub(super) name: String,
    pub(super) sides: [Release; 2],
    /// The priority that both have, if that is what is wrong.
    pub(super) priority: Option<i32>,
}

type Settled = BTreeMap<(ClaimKind, String), Vec<PluginId>>;

/// Who provides what, the first in front.
pub(super) fn settle(
    universe: &Universe,
    selection: &Selection<'_>,
) -> Result<Settled, Box<Dispute>> {
    let mut claims: BTreeMap<(ClaimKind, String), Vec<Claimant<'_>>> = BTreeMap::new();
    for offer in selection.values() {
        for claim in &offer.claims {
            let said = match claim.rule {
                ClaimRule::Exclusive => None,
                ClaimRule::Provider { priority } => Some(priority),
            };
            let decided = universe.priorities.get(offer.id()).copied();
            let claimant = Claimant {
                priority: said.map(|said| decided.unwrap_or(said)),
                release: &offer.release,
            };
            let key = (claim.kind.clone(), claim.name.clone());
            claims.entry(key).or_default().push(claimant);
        }
    }
    let each = claims.into_iter();
    each.map(|(key, claimants)| Ok((key.clone(), ranked(key, claimants)?)))
        .collect()
}

struct Claimant<'a> {
    /// None if it shares with nobody.
    priority: Option<i32>,
    release: &'a Release,
}

fn ranked(
    (kind, name): (ClaimKind, String),
    mut claimants: Vec<Claimant<'_>>,
) -> Result<Vec<PluginId>, Box<Dispute>> {
    claimants.dedup_by(|one, other| one.release == other.release);
    // Who shares with nobody comes first, so that a dispute is about it.
    claimants.sort_by_key(|one| {
        (
            one.priority.is_some(),
            Reverse(one.priority),
            one.release.clone(),
        )
    });
    if let [first, second, ..] = claimants.as_slice() {
        let tie = first.priority == second.priority;
        if first.priority.is_none() || tie {
            return Err(Box::new(Dispute {
                kind,
                name,
                sides: [first.release.clone(), second.release.clone()],
                priority: first.priority,
            }));
        }
    }
    let ids = claimants.into_iter().map(|one| one.release.id.clone());
    Ok(ids.collect())
}
