//! What kinds of instructions a loop or a function has.

use wasmparser::Operator;

/// The kind of an instruction, as far as it says anything about what the code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rotate,
    Xor,
    ShiftLeft,
    ShiftRight,
    Or,
    And,
    Add,
    Multiply,
    Load,
    Store,
    /// An unsigned comparison or a count of zeros, by which a word of a hash is held against a target.
    Compare,
    /// The same with 64 bits, which no address has.
    WideCompare,
    /// A signed comparison, by which the result of comparing two areas of memory is looked at.
    SignedCompare,
    Call,
    /// Moves of values between locals and the stack, and constants: they say nothing.
    Move,
    Other,
}

/// The kind of `operator`.
pub(super) fn kind(operator: &Operator<'_>) -> Kind {
    use Operator as Op;
    match operator {
        Op::I32Rotl | Op::I32Rotr | Op::I64Rotl | Op::I64Rotr => Kind::Rotate,
        Op::I32Xor | Op::I64Xor | Op::V128Xor => Kind::Xor,
        Op::I32Shl | Op::I64Shl | Op::I32x4Shl | Op::I64x2Shl => Kind::ShiftLeft,
        Op::I32ShrU | Op::I64ShrU | Op::I32x4ShrU | Op::I64x2ShrU => Kind::ShiftRight,
        Op::I32Or | Op::I64Or | Op::V128Or => Kind::Or,
        Op::I32And | Op::I64And | Op::V128And | Op::V128AndNot => Kind::And,
        Op::I32Add | Op::I64Add | Op::I32x4Add | Op::I64x2Add => Kind::Add,
        Op::I32Mul | Op::I64Mul => Kind::Multiply,
        Op::I32Load { .. }
        | Op::I64Load { .. }
        | Op::I32Load8U { .. }
        | Op::I64Load32U { .. }
        | Op::V128Load { .. } => Kind::Load,
        Op::I32Store { .. } | Op::I64Store { .. } | Op::I32Store8 { .. } | Op::V128Store { .. } => {
            Kind::Store
        }
        Op::I32LtU
        | Op::I32GtU
        | Op::I32LeU
        | Op::I32GeU
        | Op::I32Eqz
        | Op::I32Clz
        | Op::I32Ctz => Kind::Compare,
        Op::I64LtU | Op::I64GtU | Op::I64LeU | Op::I64GeU | Op::I64Clz | Op::I64Ctz => {
            Kind::WideCompare
        }
        Op::I32LtS | Op::I32GtS | Op::I32LeS | Op::I32GeS => Kind::SignedCompare,
        Op::Call { .. } => Kind::Call,
        Op::LocalGet { .. }
        | Op::LocalSet { .. }
        | Op::LocalTee { .. }
        | Op::I32Const { .. }
        | Op::I64Const { .. }
        | Op::V128Const { .. }
        | Op::Drop
        | Op::Nop => Kind::Move,
        _ => Kind::Other,
    }
}

/// How much a loop or a function mixes bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mixing {
    /// Not as rounds do.
    #[default]
    None,
    /// As the rounds of something may.
    Perhaps,
    /// So much that it must be the rounds of something.
    Certainly,
}

/// How many instructions of each kind there are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Profile {
    /// Without moves.
    pub(super) instructions: u32,
    rotates: u32,
    xors: u32,
    lefts: u32,
    rights: u32,
    ors: u32,
    ands: u32,
    adds: u32,
    multiplications: u32,
}

impl Profile {
    pub(super) fn count(&mut self, kind: Kind) {
        if kind == Kind::Move {
            return;
        }
        self.instructions += 1;
        let count = match kind {
            Kind::Rotate => &mut self.rotates,
            Kind::Xor => &mut self.xors,
            Kind::ShiftLeft => &mut self.lefts,
            Kind::ShiftRight => &mut self.rights,
            Kind::Or => &mut self.ors,
            Kind::And => &mut self.ands,
            Kind::Add => &mut self.adds,
            Kind::Multiply => &mut self.multiplications,
            _ => return,
        };
        *count += 1;
    }

    pub(super) fn add(&mut self, inner: &Self) {
        self.instructions += inner.instructions;
        self.rotates += inner.rotates;
        self.xors += inner.xors;
        self.lefts += inner.lefts;
        self.rights += inner.rights;
        self.ors += inner.ors;
        self.ands += inner.ands;
        self.adds += inner.adds;
        self.multiplications += inner.multiplications;
    }

    /// Rotations, also those that a compiler wrote as two shifts.
    fn rotations(&self) -> u32 {
        self.rotates + self.lefts.min(self.rights).min(self.ors)
    }

    /// How much it mixes bits.
    ///
    /// However a compiler wrote them, unrolled or as a loop with much that only finds the next word, rounds turn and combine
    /// words and never multiply. Most hashes for tables in memory and most random number generators do; the others (SipHash,
    /// xoshiro) look like small rounds, and so are never certain.
    pub(super) fn mixing(&self) -> Mixing {
        let turns = self.rotations() + self.xors;
        let mixing =
            self.rotates + self.xors + self.lefts + self.rights + self.ors + self.ands + self.adds;
        // Argon2 multiplies between its rotations; it is for passwords.
        let is_for_passwords = self.multiplications * 4 > self.rotations();
        let is_long = self.rotations() >= 24 && self.instructions >= 250;
        if is_long && self.has_share(mixing, 65) && !is_for_passwords {
            return Mixing::Certainly;
        }
        let adds_and_turns = self.rotations() >= 4 && self.xors >= 4 && self.has_share(turns, 11);
        let mostly_xors = self.rotations() >= 2 && self.xors >= 8 && self.has_share(turns, 8);
        if mostly_xors || (self.multiplications == 0 && adds_and_turns) {
            return Mixing::Perhaps;
        }
        Mixing::None
    }

    fn has_share(&self, part: u32, percent: u32) -> bool {
        u64::from(part) * 100 >= u64::from(self.instructions) * u64::from(percent)
    }
}

impl Mixing {
    /// Makes of a guess a certainty.
    pub(super) fn confirm(&mut self) {
        if *self == Self::Perhaps {
            *self = Self::Certainly;
        }
    }
}
