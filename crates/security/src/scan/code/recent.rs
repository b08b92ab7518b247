//! What the last few instructions come to together: a counter that is stored, a comparison with a target.
//!
//! This is not data flow, only what compilers write for it: `x + 1` back into `x`, and elsewhere `x` as the value of a store.

use wasmparser::Operator;

use super::profile::Kind;

/// How many instructions later two of them still belong together.
const NEAR: u8 = 8;
/// How many local variables are followed in one loop.
const MAX_LOCALS: usize = 32;

/// How long ago something was seen, in instructions; [`NEAR`] is long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
struct Age(u8);

/// The last instructions.
#[derive(Debug)]
pub(super) struct Recent {
    load: Age,
    call: Age,
    one: Age,
    increment: Age,
    compare: Age,
    get: Age,
    /// The local variable that was read last, and the one before the constant one.
    local: u32,
    counted: u32,
}

/// Which local variables a loop counts up, and which it stores to memory.
#[derive(Debug, Default)]
pub(super) struct Counter {
    counted: Vec<u32>,
    stored: Vec<u32>,
    /// A counter in memory is loaded, counted up and stored.
    in_memory: bool,
}

impl Default for Recent {
    fn default() -> Self {
        let long_ago = Age(NEAR);
        Self {
            load: long_ago,
            call: long_ago,
            one: long_ago,
            increment: long_ago,
            compare: long_ago,
            get: long_ago,
            local: 0,
            counted: 0,
        }
    }
}

impl Recent {
    /// Takes note of the next instruction.
    pub(super) fn step(&mut self, operator: &Operator<'_>, kind: Kind, counter: &mut Counter) {
        self.grow_older();
        match operator {
            Operator::LocalGet { local_index } => (self.get, self.local) = (Age(0), *local_index),
            Operator::I32Const { value: 1 } | Operator::I64Const { value: 1 } => {
                (self.one, self.counted) = (Age(0), self.local);
            }
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index }
                if self.increment <= Age(1) =>
            {
                note(&mut counter.counted, *local_index);
                note(&mut counter.counted, self.counted);
            }
            _ => self.step_by_kind(kind, counter),
        }
    }

    fn step_by_kind(&mut self, kind: Kind, counter: &mut Counter) {
        match kind {
            Kind::Load => self.load = Age(0),
            Kind::Call => self.call = Age(0),
            Kind::Add if self.one <= Age(1) => self.increment = Age(0),
            Kind::Store => {
                counter.in_memory |= self.increment <= Age(2);
                // Byte by byte, the value of a store is a shifted local variable.
                if self.get <= Age(3) {
                    note(&mut counter.stored, self.local);
                }
            }
            Kind::Compare if self.load < Age(NEAR) => self.compare = Age(0),
            Kind::WideCompare => self.compare = Age(0),
            Kind::SignedCompare if self.call < Age(4) => self.compare = Age(0),
            _ => {}
        }
    }

    /// Whether something was just compared that may be a target.
    pub(super) fn has_compared(&self) -> bool {
        self.compare < Age(NEAR)
    }

    fn grow_older(&mut self) {
        for age in [
            &mut self.load,
            &mut self.call,
            &mut self.one,
            &mut self.increment,
            &mut self.compare,
            &mut self.get,
        ] {
            age.0 = age.0.saturating_add(1).min(NEAR);
        }
    }
}

impl Counter {
    /// Whether what is counted up is stored to memory.
    pub(super) fn is_stored(&self) -> bool {
        self.in_memory || self.counted.iter().any(|local| self.stored.contains(local))
    }

    /// What happens in an inner block happens in this one too.
    pub(super) fn take_in(&mut self, inner: &Self) {
        self.in_memory |= inner.in_memory;
        inner
            .counted
            .iter()
            .for_each(|local| note(&mut self.counted, *local));
        inner
            .stored
            .iter()
            .for_each(|local| note(&mut self.stored, *local));
    }
}

fn note(locals: &mut Vec<u32>, local: u32) {
    if locals.len() < MAX_LOCALS && !locals.contains(&local) {
        locals.push(local);
    }
}
