//! Numbers within bounds.

use plugwright_fake_data::Random;
use serde_json::{Number, Value};

use super::Unsatisfiable;
use crate::merge::Schema;

/// How far a range reaches whose other end is open.
const REACH: f64 = 1_000.0;
/// Beyond, doubles are no longer every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A whole number.
pub(super) fn integer(flat: &Schema, random: &mut Random) -> Result<Value, Unsatisfiable> {
    let range = Range::of(flat);
    let step = flat
        .get("multipleOf")
        .and_then(Value::as_f64)
        .map_or(1.0, f64::abs);
    // A whole number that is a multiple of 2.5 is one of 5, and so on: a few multiples of the step are tried.
    let whole = (1..=100)
        .map(|times| step * f64::from(times))
        .find(|step| step.fract() == 0.0 && *step > 0.0);
    let step = whole.ok_or(Unsatisfiable::Demand("multipleOf"))?;
    let value = range.multiple(step, random)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "ranges end where doubles are exact"
    )]
    Ok(Value::from(value as i64))
}

/// A number, with two decimals where the range leaves room for them.
pub(super) fn number(flat: &Schema, random: &mut Random) -> Result<Value, Unsatisfiable> {
    let range = Range::of(flat);
    let value = match flat.get("multipleOf").and_then(Value::as_f64) {
        Some(step) if step > 0.0 => range.multiple(step, random)?,
        _ => range
            .multiple(0.01, random)
            .or_else(|_| range.between(random))?,
    };
    Number::from_f64(value)
        .map(Value::Number)
        .ok_or(Unsatisfiable::Demand("maximum"))
}

#[derive(Debug, Clone, Copy)]
struct Range {
    min: f64,
    max: f64,
    without_min: bool,
    without_max: bool,
}

impl Range {
    fn of(flat: &Schema) -> Self {
        let (min, without_min) = bound(flat, "minimum", "exclusiveMinimum", f64::max);
        let (max, without_max) = bound(flat, "maximum", "exclusiveMaximum", f64::min);
        let (min, max) = match (min, max) {
            (Some(min), Some(max)) => (min, max),
            (Some(min), None) => (min, min + REACH.max(min.abs())),
            (None, Some(max)) => (
                if max > 0.0 {
                    0.0
                } else {
                    max - REACH.max(max.abs())
                },
                max,
            ),
            (None, None) => (0.0, REACH),
        };
        Self {
            min: min.clamp(-EXACT, EXACT),
            max: max.clamp(-EXACT, EXACT),
            without_min,
            without_max,
        }
    }

    fn contains(self, value: f64) -> bool {
        let above = if self.without_min {
            value > self.min
        } else {
            value >= self.min
        };
        let below = if self.without_max {
            value < self.max
        } else {
            value <= self.max
        };
        above && below
    }

    /// A multiple of `step` in the range.
    fn multiple(self, step: f64, random: &mut Random) -> Result<f64, Unsatisfiable> {
        let first = (self.min / step).ceil().max(-EXACT);
        let last = (self.max / step).floor().min(EXACT);
        #[expect(clippy::cast_possible_truncation, reason = "clamped to what is exact")]
        let (first, last) = (first as i64, last as i64);
        let drawn = random.integer(first, last);
        // The ends may be excluded, or lost to rounding.
        let tries = [
            drawn,
            first,
            first.saturating_add(1),
            last,
            last.saturating_sub(1),
        ];
        let found = tries
            .into_iter()
            .map(|times| product(times, step))
            .find(|value| self.contains(*value));
        found.ok_or(Unsatisfiable::Demand("multipleOf"))
    }

    fn between(self, random: &mut Random) -> Result<f64, Unsatisfiable> {
        let middle = self.min / 2.0 + self.max / 2.0;
        let tries = [random.number(self.min, self.max), middle];
        tries
            .into_iter()
            .find(|value| self.contains(*value))
            .ok_or(Unsatisfiable::Demand("maximum"))
    }
}

/// The stricter of a bound and its exclusive form, which is a number of its own, or in OpenAPI 3.0 a truth value.
fn bound(
    flat: &Schema,
    keyword: &str,
    exclusive: &str,
    stricter: fn(f64, f64) -> f64,
) -> (Option<f64>, bool) {
    let included = flat.get(keyword).and_then(Value::as_f64);
    match (included, flat.get(exclusive)) {
        (included, Some(Value::Bool(excludes))) => (included, *excludes),
        (None, Some(excluded)) => (excluded.as_f64(), true),
        (Some(included), Some(excluded)) => {
            let excluded = excluded.as_f64().unwrap_or(included);
            let strictest = stricter(included, excluded);
            (Some(strictest), strictest.to_bits() == excluded.to_bits())
        }
        (included, None) => (included, false),
    }
}

/// `times` × `step`. Of a step like 0.01 the double is too large, and its multiples would drift: dividing by 100 does not.
fn product(times: i64, step: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "clamped to what is exact")]
    let times = times as f64;
    let inverse = (1.0 / step).round();
    let is_fraction = step < 1.0 && (1.0 / inverse).to_bits() == step.to_bits();
    if is_fraction {
        times / inverse
    } else {
        times * step
    }
}
