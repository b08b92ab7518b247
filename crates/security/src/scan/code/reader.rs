//! Reads one function.

use wasmparser::{Error, FunctionBody, Operator};

use super::algorithms::{Algorithm, Constants};
use super::profile::{Mixing, Profile, kind};
use super::recent::{Counter, Recent};
use crate::scan::ScanLimits;

/// How many callees of one loop are remembered.
const MAX_CALLEES: usize = 32;
/// How many loops of one function are remembered.
const MAX_LOOPS: usize = 64;

/// How many instructions a loop may have beside the hash function, and how many functions it may call, to do nothing but
/// search.
const MAX_SEARCH: u32 = 400;
const MAX_SEARCH_CALLEES: usize = 8;

/// What is kept of a function.
#[derive(Debug, Default)]
pub(super) struct FunctionFacts {
    pub(super) locals: u64,
    pub(super) block_depth: u64,
    pub(super) branch_targets: u64,
    /// How much it, or a loop in it, mixes bits.
    pub(super) mixing: Mixing,
    pub(super) algorithms: Vec<Algorithm>,
    /// Loops that might search for something.
    pub(super) searches: Vec<Search>,
    pub(super) callees: Vec<u32>,
}

/// A loop that counts something up in memory and leaves early when a comparison says so.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) mixing: Mixing,
    pub(super) callees: Vec<u32>,
}

/// A block that is open; of loops, what is in them.
#[derive(Debug)]
struct Block {
    is_loop: bool,
    profile: Profile,
    /// How much it, or a loop inside it, mixes bits.
    mixing: Mixing,
    counter: Counter,
    /// Whether a comparison that may be with a target decides about a branch.
    compares: bool,
    callees: Vec<u32>,
}

/// Reads `body` from the first instruction to the last.
pub(super) fn read(body: &FunctionBody<'_>, limits: &ScanLimits) -> Result<FunctionFacts, Error> {
    let mut facts = FunctionFacts::default();
    for locals in body.get_locals_reader()? {
        facts.locals += u64::from(locals?.0);
    }
    let mut reader = Reader::new(facts, limits);
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        reader.operator(&operators.read()?);
    }
    Ok(reader.finish())
}

struct Reader {
    facts: FunctionFacts,
    constants: Constants,
    open: Vec<Block>,
    /// Blocks that are open but too deep to be followed.
    deeper: u64,
    max_open: usize,
    recent: Recent,
}

impl Reader {
    fn new(facts: FunctionFacts, limits: &ScanLimits) -> Self {
        Self {
            facts,
            constants: Constants::default(),
            open: vec![Block::new(false)],
            deeper: 0,
            max_open: usize::try_from(limits.block_depth)
                .unwrap_or(usize::MAX)
                .saturating_add(1),
            recent: Recent::default(),
        }
    }

    fn operator(&mut self, operator: &Operator<'_>) {
        match operator {
            Operator::Block { .. }
            | Operator::If { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. } => {
                self.branch(matches!(operator, Operator::If { .. }));
                self.open(false);
            }
            Operator::Loop { .. } => self.open(true),
            Operator::End => self.close(),
            Operator::BrIf { .. } => self.branch(true),
            Operator::BrTable { targets } => {
                self.facts.branch_targets = self.facts.branch_targets.max(targets.len().into());
            }
            Operator::Call { function_index } => self.call(*function_index),
            Operator::I32Const { value } => self.constants.add(u64::from(value.cast_unsigned())),
            Operator::I64Const { value } => self.constants.add(value.cast_unsigned()),
            _ => {}
        }
        let kind = kind(operator);
        if let Some(block) = self.open.last_mut() {
            block.profile.count(kind);
            self.recent.step(operator, kind, &mut block.counter);
        }
    }

    fn open(&mut self, is_loop: bool) {
        let depth = self.open.len() as u64 + self.deeper;
        self.facts.block_depth = self.facts.block_depth.max(depth);
        if self.open.len() < self.max_open {
            self.open.push(Block::new(is_loop));
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(mut block) = self.open.pop() else {
            return;
        };
        if block.is_loop || self.open.is_empty() {
            block.mixing = block.mixing.max(block.profile.mixing());
        }
        if block.is_search() && self.facts.searches.len() < MAX_LOOPS {
            self.facts.searches.push(Search {
                mixing: block.mixing,
                callees: block.callees.clone(),
            });
        }
        if let Some(outer) = self.open.last_mut() {
            outer.take_in(block);
        } else {
            self.facts.mixing = block.mixing;
        }
    }

    fn call(&mut self, callee: u32) {
        if let Some(block) = self.open.last_mut() {
            remember(&mut block.callees, callee);
        }
        if self.facts.callees.last() != Some(&callee) {
            self.facts.callees.push(callee);
        }
    }

    /// A conditional branch ends a comparison.
    fn branch(&mut self, is_conditional: bool) {
        if is_conditional
            && self.recent.has_compared()
            && let Some(block) = self.open.last_mut()
        {
            block.compares = true;
        }
    }

    fn finish(mut self) -> FunctionFacts {
        // A function ends with the end of its body; one that does not is malformed, and what is open is all the same.
        while !self.open.is_empty() {
            self.deeper = 0;
            self.close();
        }
        self.facts.callees.sort_unstable();
        self.facts.callees.dedup();
        self.facts.algorithms = self.constants.algorithms().collect();
        // Together with its constants, what may be a hash function is one.
        if !self.facts.algorithms.is_empty() {
            self.facts.mixing.confirm();
            let searches = self.facts.searches.iter_mut();
            searches.for_each(|search| search.mixing.confirm());
        }
        self.facts
    }
}

impl Block {
    fn new(is_loop: bool) -> Self {
        Self {
            is_loop,
            profile: Profile::default(),
            mixing: Mixing::None,
            counter: Counter::default(),
            compares: false,
            callees: Vec::new(),
        }
    }

    /// A loop around a whole program, such as that of an interpreter, has everything in it; a search does nothing else.
    fn is_search(&self) -> bool {
        let is_small = self.callees.len() <= MAX_SEARCH_CALLEES
            && (self.mixing > Mixing::None || self.profile.instructions <= MAX_SEARCH);
        self.is_loop && self.counter.is_stored() && self.compares && is_small
    }

    /// What is in an inner block is in this one too.
    fn take_in(&mut self, inner: Self) {
        self.profile.add(&inner.profile);
        self.mixing = self.mixing.max(inner.mixing);
        self.counter.take_in(&inner.counter);
        self.compares |= inner.compares;
        for callee in inner.callees {
            remember(&mut self.callees, callee);
        }
    }
}

fn remember(callees: &mut Vec<u32>, callee: u32) {
    if callees.len() < MAX_CALLEES && !callees.contains(&callee) {
        callees.push(callee);
    }
}
