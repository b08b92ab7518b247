//! Numbers in WAVE.

use std::fmt::Write as _;

use wasm_wave::ast::NodeType;

use super::decode::kind;
use super::syntax::Node;
use crate::dynamic::number::Number;
use crate::dynamic::value_error::{ValueError, excerpt};

/// The bits of a number.
pub(super) fn bits(number: Number, node: Node<'_, '_>) -> Result<u64, ValueError> {
    if node.ty() != NodeType::Number {
        return Err(ValueError::expected(number.name(), kind(node)));
    }
    let text = node.text();
    let out_of_range = || ValueError::out_of_range(number.name(), excerpt(text));
    if number == Number::F32 {
        // Rounded once: by way of an f64 a value between two neighbours could go to the wrong one.
        let float: f32 = text.parse().map_err(|_| out_of_range())?;
        let overflows = float.is_infinite() && !text.ends_with("inf");
        let bits = number.float_bits(float.into()).filter(|_| !overflows);
        return bits.ok_or_else(out_of_range);
    }
    if number == Number::F64 {
        let float: f64 = text.parse().map_err(|_| out_of_range())?;
        let overflows = float.is_infinite() && !text.ends_with("inf");
        let bits = number.float_bits(float).filter(|_| !overflows);
        return bits.ok_or_else(out_of_range);
    }
    let integer: i128 = text
        .parse()
        .map_err(|_| ValueError::expected(number.name(), format!("number {}", excerpt(text))))?;
    number.integer_bits(integer).ok_or_else(out_of_range)
}

/// Writes the number that the bits stand for.
pub(super) fn write(number: Number, bits: u64, to: &mut String) {
    let float = number.float(bits);
    // Writing to a String cannot fail.
    let _ = match number {
        _ if !number.is_float() => write!(to, "{}", number.integer(bits)),
        _ if float.is_nan() => write!(to, "nan"),
        Number::F32 => write!(to, "{}", narrow(bits)),
        _ => write!(to, "{float}"),
    };
}

#[expect(clippy::cast_possible_truncation, reason = "an f32 is in the low half")]
fn narrow(bits: u64) -> f32 {
    f32::from_bits(bits as u32)
}
