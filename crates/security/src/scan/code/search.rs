//! Which loops of a module search for a hash.
//!
//! A proof of work counts a number up inside the text that it hashes, hashes, and compares the result with a target until
//! it fits. So: a loop that stores a counter to memory, reaches a function that mixes bits, and leaves after an unsigned
//! comparison. Counters of ciphers and iterations of password hashes share parts of this; docs/scan.md has the figures.

use std::collections::BTreeSet;

use super::algorithms::Algorithm;
use super::profile::Mixing;
use super::reader::{FunctionFacts, Search};
use crate::scan::report::{Findings, Place, Rule};

/// How many functions may lie between the loop and the rounds: a digest's own function and its update.
const REACH: usize = 2;
/// How many functions may look like rounds without being so for certain. A large program, such as an interpreter, has more
/// of them by chance.
const MAX_UNCERTAIN: usize = 8;
/// How many loops of a module are kept to be judged.
const MAX_SEARCHES: usize = 20_000;
/// How many functions of a module are listed as hash functions in the evidence.
const LISTED: usize = 5;

/// What is known of a module's functions.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// How many functions it imports.
    pub(super) imported: u32,
    /// Its functions, by their index less the imported ones.
    callees: Vec<Box<[u32]>>,
    /// Those that mix bits.
    mixing: BTreeSet<u32>,
    /// Those among them that are hash functions or ciphers for certain.
    hashing: BTreeSet<u32>,
    algorithms: BTreeSet<Algorithm>,
    searches: Vec<(Place, Search)>,
    first: Option<Place>,
}

impl Module {
    /// The index of the function that is read next.
    pub(super) fn next_index(&self) -> u32 {
        let own = u32::try_from(self.callees.len()).unwrap_or(u32::MAX);
        self.imported.saturating_add(own)
    }

    pub(super) fn add(&mut self, facts: FunctionFacts, place: &Place) {
        if facts.mixing > Mixing::None {
            self.mixing.insert(self.next_index());
        }
        if facts.mixing == Mixing::Certainly {
            self.hashing.insert(self.next_index());
        }
        if facts.mixing > Mixing::None || !facts.algorithms.is_empty() {
            self.first.get_or_insert_with(|| place.clone());
        }
        self.algorithms.extend(facts.algorithms);
        let room = MAX_SEARCHES.saturating_sub(self.searches.len());
        let searches = facts.searches.into_iter().take(room);
        self.searches
            .extend(searches.map(|search| (place.clone(), search)));
        self.callees.push(facts.callees.into());
    }

    /// Says what hashes, and what searches.
    pub(super) fn judge(mut self, has_round_constants: bool, findings: &mut Findings) {
        let Some(first) = self.first.take() else {
            return;
        };
        let is_known = has_round_constants || !self.algorithms.is_empty();
        if !is_known && self.hashing.is_empty() {
            return;
        }
        // Rolled up small, rounds look like a hash for tables in memory. Where there are rounds for certain, or no constants
        // of any hash function, that is what they are.
        let count_mixing =
            is_known && self.hashing.is_empty() && self.mixing.len() <= MAX_UNCERTAIN;
        if count_mixing {
            self.hashing.clone_from(&self.mixing);
        }
        findings.add(Rule::Hashing, first, &self.description());
        let reaching = self.reaching();
        let enough = if count_mixing {
            Mixing::Perhaps
        } else {
            Mixing::Certainly
        };
        let mut told = BTreeSet::new();
        for (place, search) in self.searches {
            let mut callees = search.callees.iter();
            let hashes = search.mixing >= enough || callees.any(|callee| reaching.contains(callee));
            if hashes && told.insert(place.function) {
                let what = "a loop stores a counter, hashes, and leaves after a comparison";
                findings.add(Rule::HashSearch, place, what);
            }
        }
    }

    fn description(&self) -> String {
        let names: Vec<_> = self
            .algorithms
            .iter()
            .map(|algorithm| algorithm.name())
            .collect();
        let indices: Vec<_> = self
            .mixing
            .iter()
            .take(LISTED)
            .map(u32::to_string)
            .collect();
        let known = if names.is_empty() {
            "no constants of a known algorithm".to_owned()
        } else {
            names.join(", ")
        };
        format!(
            "{} functions mix bits ({}); {known}",
            self.mixing.len(),
            indices.join(", ")
        )
    }

    /// The functions from which a hash function is reached in a few calls.
    fn reaching(&self) -> BTreeSet<u32> {
        let mut reaching = self.hashing.clone();
        for _ in 0..REACH {
            let callers = self.callees.iter().enumerate().filter_map(|(at, callees)| {
                let index = self.imported.saturating_add(u32::try_from(at).ok()?);
                callees
                    .iter()
                    .any(|callee| reaching.contains(callee))
                    .then_some(index)
            });
            let callers: Vec<u32> = callers.collect();
            reaching.extend(callers);
        }
        reaching
    }
}
