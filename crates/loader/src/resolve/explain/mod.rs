//! Why plugins cannot run together, in at most a dozen lines: who the sides are, what each of them says, and one way out.

mod facts;
mod remedy;
mod sides;

use std::fmt;

use plugwright_manifest::PluginId;

use super::claim::Dispute;
use super::interface::Unanswered;
use super::order::Cycle;
use super::solver::{Selection, Tree};
use super::{Universe, Wanted};
use crate::Error;

/// The most facts between headline and remedy.
const MOST_FACTS: usize = 10;

/// Why a resolution failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What kind of failure it is.
    pub reason: Reason,
    /// The plugins that cannot run together, the last one being the one to leave out. In a circle they are all.
    pub sides: Vec<PluginId>,
    /// The sides, in words.
    pub headline: String,
    /// What each of them says; at most ten lines.
    pub facts: Vec<String>,
    /// One thing that would help.
    pub remedy: String,
}

/// The kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No versions fit together.
    Conflict,
    /// Plugins wait for each other.
    Cycle,
    /// Two plugins claim the same.
    Claim,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline)?;
        for fact in &self.facts {
            writeln!(f, "  {fact}")?;
        }
        write!(f, "{}", self.remedy)
    }
}

impl From<Explanation> for Error {
    fn from(explanation: Explanation) -> Self {
        Self::Unresolvable(Box::new(explanation))
    }
}

/// Why no versions fit together.
pub(super) fn conflict(universe: &Universe, wanted: &Wanted, tree: &Tree) -> Explanation {
    let (sides, tree) = sides::of(universe, wanted, tree);
    let names: Vec<&PluginId> = sides.keys().collect();
    let headline = match names.as_slice() {
        [one] => format!("{one} cannot run here:"),
        several => format!("{} cannot run together:", listed(several)),
    };
    let facts = facts::of(universe, &sides, &tree);
    Explanation {
        reason: Reason::Conflict,
        headline,
        remedy: remedy::of(universe, &sides, &facts),
        sides: sides.keys().cloned().collect(),
        facts: bounded(facts.iter().map(|fact| fact.text.clone()).collect()),
    }
}

/// Why plugins cannot be put in an order.
pub(super) fn cycle(selection: &Selection<'_>, cycle: &Cycle) -> Explanation {
    let after = cycle.iter().cycle().skip(1);
    let facts = cycle.iter().zip(after).filter_map(|(id, needed)| {
        let offer = selection.get(id)?;
        Some(match offer.requires.get(needed) {
            Some(requirement) => format!("{} needs {needed} {requirement}", offer.release),
            None => format!("{} imports from {needed}", offer.release),
        })
    });
    let named = |(id, needed): (&PluginId, &PluginId)| {
        let offer = selection.get(id);
        offer.is_some_and(|offer| offer.requires.contains_key(needed))
    };
    let after = cycle.iter().cycle().skip(1);
    let remedy = if cycle.iter().zip(after).any(named) {
        "Make one of these needs optional: what is only used does not hold up a start."
    } else {
        "Activate another plugin that exports one of these interfaces, or leave one of them out."
    };
    let headline = match cycle.as_slice() {
        [one] => format!("{one} needs itself, so it can never start:"),
        several => format!(
            "{} wait for each other, so none can start:",
            listed(several)
        ),
    };
    Explanation {
        reason: Reason::Cycle,
        sides: cycle.clone(),
        headline,
        facts: bounded(facts.collect()),
        remedy: remedy.to_owned(),
    }
}

/// Why an interface that a plugin needs has nobody behind it.
pub(super) fn unanswered(unanswered: &Unanswered) -> Explanation {
    let Unanswered {
        plugin,
        interface,
        requirement,
        others,
    } = unanswered;
    let others: Vec<_> = others.iter().collect();
    let (there, remedy) = if others.is_empty() {
        (
            "no plugin exports it".to_owned(),
            format!("Install a plugin that exports {interface} {requirement}."),
        )
    } else {
        let others = listed(&others);
        (
            format!("{others} would, and is not to run"),
            format!("Activate {others}."),
        )
    };
    Explanation {
        reason: Reason::Conflict,
        headline: format!("{} cannot run here:", plugin.id),
        facts: vec![
            format!("{plugin} needs the interface {interface} {requirement}"),
            there,
        ],
        remedy,
        sides: vec![plugin.id.clone()],
    }
}

/// Why a claim cannot be settled.
pub(super) fn claim(dispute: &Dispute) -> Explanation {
    let Dispute {
        kind, name, sides, ..
    } = dispute;
    let [one, other] = sides;
    let (fact, remedy) = match dispute.priority {
        Some(priority) => (
            format!("both provide it with the priority {priority}"),
            format!(
                "Give one of them a higher priority; {} comes first then.",
                other.id
            ),
        ),
        None => (
            format!("{one} shares it with nobody"),
            format!(
                "Deactivate one of them, or let {} use another {kind}.",
                other.id
            ),
        ),
    };
    Explanation {
        reason: Reason::Claim,
        sides: vec![one.id.clone(), other.id.clone()],
        headline: format!("{one} and {other} both claim the {kind} `{}`:", shown(name)),
        facts: vec![fact],
        remedy,
    }
}

/// What a plugin calls something, as a terminal can take it.
fn shown(name: &str) -> String {
    name.chars()
        .take(64)
        .flat_map(char::escape_default)
        .collect()
}

fn bounded(mut facts: Vec<String>) -> Vec<String> {
    if facts.len() > MOST_FACTS {
        let more = facts.len() - (MOST_FACTS - 1);
        facts.truncate(MOST_FACTS - 1);
        facts.push(format!("and {more} more conditions like these"));
    }
    facts
}

/// `a, b and c`; of many only the first.
fn listed<T: fmt::Display>(all: &[T]) -> String {
    const MOST: usize = 5;
    let mut names: Vec<String> = all.iter().take(MOST).map(T::to_string).collect();
    if all.len() > MOST {
        names.push(format!("{} more", all.len() - MOST));
    }
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".to_owned(),
    }
}
