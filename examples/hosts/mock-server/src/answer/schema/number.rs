//! Numbers within the bounds of a schema. `exclusiveMinimum` is a truth value in OpenAPI 3.0 and a number in 3.1.

use serde_json::{Number, Value};

use super::{Random, Shape};

/// Where a schema sets no bound, numbers stay as small as those that people write in examples.
const USUAL_SPAN: f64 = 1000.0;

#[expect(
    clippy::cast_possible_truncation,
    reason = "the bounds are cut to what an i64 holds before"
)]
pub(super) fn integer(shape: &Shape<'_>, random: &mut Random) -> Value {
    let (least, most) = bounds(shape, 1.0);
    let step = shape
        .facet("multipleOf")
        .and_then(Value::as_f64)
        .filter(|step| *step >= 1.0)
        .unwrap_or(1.0);
    let (first, end) = ((least / step).ceil(), (most / step).floor());
    let value = (first + drawn(random, end - first)).mul_add(step, 0.0);
    Value::from(value.clamp(-9e15, 9e15) as i64)
}

pub(super) fn number(shape: &Shape<'_>, random: &mut Random) -> Value {
    let (least, most) = bounds(shape, 0.01);
    let step = shape
        .facet("multipleOf")
        .and_then(Value::as_f64)
        .filter(|step| *step > 0.0)
        .unwrap_or(0.01);
    let (first, end) = ((least / step).ceil(), (most / step).floor());
    let value = if end >= first {
        (first + drawn(random, end - first)) * step
    } else {
        f64::midpoint(least, most)
    };
    // Hundredths of a binary fraction would print as 0.30000000000000004.
    let value = if (value * 100.0).round() / 100.0 >= least {
        (value * 100.0).round() / 100.0
    } else {
        value
    };
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// The smallest and the largest value; `gap` is how far a value keeps from a bound that is excluded.
fn bounds(shape: &Shape<'_>, gap: f64) -> (f64, f64) {
    let least = bound(shape, "minimum", "exclusiveMinimum", gap);
    let most = bound(shape, "maximum", "exclusiveMaximum", -gap);
    match (least, most) {
        (Some(least), Some(most)) => (least, most.max(least)),
        (Some(least), None) => (least, least + USUAL_SPAN),
        (None, Some(most)) => (
            if most > 0.0 {
                most.min(1.0)
            } else {
                most - USUAL_SPAN
            },
            most,
        ),
        (None, None) => (1.0, USUAL_SPAN),
    }
}

fn bound(shape: &Shape<'_>, name: &str, exclusive: &str, gap: f64) -> Option<f64> {
    let inclusive = shape.facet(name).and_then(Value::as_f64);
    match shape.facet(exclusive) {
        Some(Value::Bool(true)) => inclusive.map(|bound| bound + gap),
        Some(Value::Number(bound)) => bound.as_f64().map(|bound| bound + gap),
        _ => inclusive,
    }
}

/// A whole number from 0 to `span`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the span is cut to whole numbers that an f64 holds exactly"
)]
fn drawn(random: &mut Random, span: f64) -> f64 {
    random.below(span.clamp(0.0, 9e15) as u64 + 1) as f64
}
