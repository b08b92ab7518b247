//! Random values that love extremes.

use crate::shape::Shape;
use crate::text::{CHARS, TEXTS};
use crate::value::{Handle, Value};
use plugwright_codegen::Model;
use plugwright_codegen::model::Type;
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng as _, SeedableRng as _};
use std::collections::HashSet;
use wit_parser::TypeId;

/// About how many scalars one value may have.
const BUDGET: usize = 4_000;
/// The length of a list that is long for its kind.
const LONG: usize = 300;
/// Bytes or characters of what is huge.
const HUGE: usize = 20_000;

/// Makes values. The same seed makes the same values.
pub(crate) struct Generator {
    random: Pcg64Mcg,
    /// Counts up with each round, so that every case has its turn.
    turn: usize,
    budget: usize,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Pcg64Mcg::seed_from_u64(seed),
            turn: 0,
            budget: 0,
        }
    }

    /// Starts a new round: cases move on by one.
    pub(crate) fn next_round(&mut self, round: usize) {
        self.turn = round;
    }

    /// A value of `ty`; nothing if it must hold a resource that is not among those that can be `made`, or what cannot be passed.
    pub(crate) fn value(
        &mut self,
        model: &Model,
        made: &HashSet<TypeId>,
        ty: &Type,
    ) -> Option<Value> {
        self.budget = BUDGET;
        Scene { model, made }.value(self, ty)
    }

    fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.random.next_u64()) * (end.max(1) as u128);
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A case of `count`, each in its turn.
    fn case(&mut self, count: usize) -> usize {
        let case = self.turn % count.max(1);
        self.turn = self.turn.wrapping_add(1);
        case
    }

    fn integer(&mut self, least: i128, greatest: i128) -> i128 {
        let extremes = [
            least,
            greatest,
            0,
            1,
            -1,
            greatest - 1,
            least + 1,
            greatest / 2 + 1,
            (1 << 53) + 1,
        ];
        if self.one_in(2) {
            let chosen = extremes[self.below(extremes.len())];
            return chosen.clamp(least, greatest);
        }
        let range = greatest - least + 1;
        least + i128::from(self.random.next_u64()).rem_euclid(range)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "any 32 bits are a good float"
    )]
    fn f32(&mut self) -> f32 {
        let extremes = [
            0.0,
            -0.0,
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MIN_POSITIVE,
            f32::from_bits(1),
            f32::MAX,
            f32::MIN,
            f32::EPSILON,
            f32::from_bits(0x7fa0_0001),
            16_777_217.0,
        ];
        if self.one_in(2) {
            return extremes[self.below(extremes.len())];
        }
        f32::from_bits(self.random.next_u64() as u32)
    }

    fn f64(&mut self) -> f64 {
        let extremes = [
            0.0,
            -0.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN_POSITIVE,
            f64::from_bits(1),
            f64::MAX,
            f64::MIN,
            f64::EPSILON,
            f64::from_bits(0xfff4_0000_0000_0001),
            0.1,
        ];
        if self.one_in(2) {
            return extremes[self.below(extremes.len())];
        }
        f64::from_bits(self.random.next_u64())
    }

    fn char(&mut self) -> char {
        if self.one_in(2) {
            return CHARS[self.below(CHARS.len())];
        }
        let code = u32::try_from(self.below(0x0011_0000)).unwrap_or_default();
        char::from_u32(code).unwrap_or('\u{fffd}')
    }

    fn string(&mut self) -> String {
        let text = match self.below(8) {
            0..3 => TEXTS[self.below(TEXTS.len())].to_owned(),
            3 if self.one_in(3) && self.budget > BUDGET / 2 => self.chars(HUGE),
            _ => {
                let length = self.below(24);
                self.chars(length)
            }
        };
        self.spend(text.len() / 16);
        text
    }

    fn chars(&mut self, length: usize) -> String {
        (0..length).map(|_| self.char()).collect()
    }

    /// How long a list is: often empty, seldom long, never more than there is left to spend.
    fn length(&mut self, is_small: bool) -> usize {
        let length = match self.below(8) {
            0 => 0,
            1 => 1,
            2 if is_small && self.one_in(3) => HUGE / 4,
            2 | 3 if is_small => LONG,
            _ => 1 + self.below(6),
        };
        let cost = if is_small { 16 } else { 1 };
        length.min(self.budget * cost)
    }

    /// None, all, or some.
    fn flags(&mut self, count: usize) -> Vec<bool> {
        let kind = self.below(4);
        let flag = |_| match kind {
            0 => false,
            1 => true,
            _ => self.one_in(2),
        };
        (0..count).map(flag).collect()
    }

    fn spend(&mut self, amount: usize) {
        self.budget = self.budget.saturating_sub(amount.max(1));
    }
}

/// What stays the same while a value is made.
struct Scene<'a> {
    model: &'a Model,
    made: &'a HashSet<TypeId>,
}

impl Scene<'_> {
    fn value(&self, random: &mut Generator, ty: &Type) -> Option<Value> {
        random.spend(1);
        Some(match Shape::of(self.model, ty) {
            Shape::Bool => Value::Bool(random.one_in(2)),
            Shape::Int(least, greatest) => Value::Int(random.integer(least, greatest)),
            Shape::F32 => Value::F32(random.f32()),
            Shape::F64 => Value::F64(random.f64()),
            Shape::Char => Value::Char(random.char()),
            Shape::String => Value::String(random.string()),
            Shape::List(item) => self.list(random, &item),
            Shape::FixedList(item, length) => {
                self.sequence(random, std::iter::repeat_n(&item, length))?
            }
            Shape::Map(key, value) => self.map(random, &key, &value),
            Shape::Record(fields) => self.sequence(random, fields.iter().map(|field| &field.ty))?,
            Shape::Tuple(items) => self.sequence(random, items.iter())?,
            Shape::Variant(cases) => {
                let types: Vec<Option<&Type>> = cases.iter().map(|case| case.ty.as_ref()).collect();
                self.case(random, &types)?
            }
            Shape::Enum(labels) => Value::Case(random.case(labels.len()), None),
            Shape::Flags(labels) => Value::Flags(random.flags(labels.len())),
            Shape::Option(some) => self.option(random, &some),
            Shape::Result(ok, err) => self.result(random, ok.as_ref(), err.as_ref())?,
            Shape::Handle(resource, is_owned) => self.handle(resource, is_owned)?,
            Shape::Async => return None,
        })
    }

    fn sequence<'t>(
        &self,
        random: &mut Generator,
        types: impl Iterator<Item = &'t Type>,
    ) -> Option<Value> {
        let values: Option<Vec<Value>> = types.map(|ty| self.value(random, ty)).collect();
        values.map(Value::Sequence)
    }

    fn list(&self, random: &mut Generator, item: &Type) -> Value {
        let is_small = matches!(
            Shape::of(self.model, item),
            Shape::Bool | Shape::Int(..) | Shape::F32 | Shape::F64 | Shape::Char
        );
        let length = random.length(is_small);
        let budget = random.budget;
        let items = (0..length).map_while(|_| {
            let value = self.value(random, item);
            // A long list of numbers costs less than its length.
            random.budget = if is_small { budget } else { random.budget };
            value.filter(|_| random.budget > 0)
        });
        let items: Vec<Value> = items.collect();
        random.spend(items.len() / 16);
        Value::Sequence(items)
    }

    /// With every key once: what a map does with a second one is the guest language's choice.
    fn map(&self, random: &mut Generator, key: &Type, value: &Type) -> Value {
        let mut entries: Vec<(Value, Value)> = Vec::new();
        for _ in 0..random.length(false) {
            let (Some(key), Some(value)) = (self.value(random, key), self.value(random, value))
            else {
                break;
            };
            let is_new = !entries.iter().any(|(known, _)| known.is_same(&key));
            if is_new {
                entries.push((key, value));
            }
        }
        Value::Map(entries)
    }

    fn case(&self, random: &mut Generator, types: &[Option<&Type>]) -> Option<Value> {
        let first = random.case(types.len());
        // A case that holds what cannot be made leaves its turn to the next.
        (0..types.len()).find_map(|further| {
            let case = (first + further) % types.len();
            match types[case] {
                Some(ty) => {
                    let payload = self.value(random, ty)?;
                    Some(Value::Case(case, Some(Box::new(payload))))
                }
                None => Some(Value::Case(case, None)),
            }
        })
    }

    fn option(&self, random: &mut Generator, some: &Type) -> Value {
        if random.one_in(4) {
            return Value::Option(None);
        }
        Value::Option(self.value(random, some).map(Box::new))
    }

    fn result(
        &self,
        random: &mut Generator,
        ok: Option<&Type>,
        err: Option<&Type>,
    ) -> Option<Value> {
        let Value::Case(case, payload) = self.case(random, &[ok, err])? else {
            return None;
        };
        Some(Value::Result(if case == 0 {
            Ok(payload)
        } else {
            Err(payload)
        }))
    }

    fn handle(&self, resource: TypeId, is_owned: bool) -> Option<Value> {
        let handle = Handle {
            resource,
            is_owned,
            number: None,
        };
        self.made
            .contains(&resource)
            .then_some(Value::Handle(handle))
    }
}
