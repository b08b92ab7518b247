//! Numbers in JSON: exact integers, and floats of which some have no number.

use serde_json::{Number as JsonNumber, Value};

use super::decode::kind;
use crate::dynamic::number::Number;
use crate::dynamic::value_error::ValueError;

type Result<T> = std::result::Result<T, ValueError>;

/// The bytes of a list of numbers.
pub(super) fn list_bits(number: Number, values: &[Value]) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(values.len() * number.size());
    for (index, value) in values.iter().enumerate() {
        let bits = bits(number, value).map_err(|error| error.at_index(index))?;
        bytes.extend_from_slice(bits.to_le_bytes().get(..number.size()).unwrap_or_default());
    }
    Ok(bytes)
}

/// The bits of a number.
pub(super) fn bits(number: Number, value: &Value) -> Result<u64> {
    if number.is_float() {
        return float_bits(number, value);
    }
    let integer = match value {
        Value::Number(json) => json
            .as_i64()
            .map(i128::from)
            .or_else(|| json.as_u64().map(i128::from)),
        _ => return Err(ValueError::expected(number.name(), kind(value))),
    };
    let Some(integer) = integer else {
        return Err(ValueError::expected(
            number.name(),
            format!("the fractional or too great number {value}"),
        ));
    };
    number
        .integer_bits(integer)
        .ok_or_else(|| ValueError::out_of_range(number.name(), integer.to_string()))
}

fn float_bits(number: Number, value: &Value) -> Result<u64> {
    let float = match value {
        Value::Number(json) => json.as_f64(),
        Value::String(name) => match name.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    };
    let Some(float) = float else {
        let expected = format!(
            "{} as number, \"NaN\", \"Infinity\" or \"-Infinity\"",
            number.name()
        );
        return Err(ValueError::expected(expected, kind(value)));
    };
    number
        .float_bits(float)
        .ok_or_else(|| ValueError::out_of_range(number.name(), float.to_string()))
}

/// The number that the bits stand for.
pub(super) fn value(number: Number, bits: u64) -> Value {
    if !number.is_float() {
        let integer = number.integer(bits);
        return match u64::try_from(integer) {
            Ok(natural) => Value::from(natural),
            Err(_) => Value::from(i64::try_from(integer).unwrap_or_default()),
        };
    }
    let float = number.float(bits);
    match JsonNumber::from_f64(float) {
        Some(finite) => Value::Number(finite),
        None if float.is_nan() => Value::from("NaN"),
        None if float > 0.0 => Value::from("Infinity"),
        None => Value::from("-Infinity"),
    }
}
