//! Numbers with a unit, parsed exactly.
//!
//! A limit that is off by a rounding error is a limit that two programs disagree about. Decimals are therefore read as
//! digits, never through a float, and refused when they do not come out as a whole number of the base unit.

mod byte_size;
mod time_span;

pub use byte_size::ByteSize;
pub use time_span::TimeSpan;

/// A unit's suffix and how many base units it stands for.
type Unit = (&'static str, u64);

/// Reads `1.5GiB` as a whole number of base units; an error is the reason.
fn parse(text: &str, units: &[Unit]) -> Result<u64, &'static str> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let suffix = suffix.strip_prefix(' ').unwrap_or(suffix);
    let scale = units
        .iter()
        .find_map(|&(unit, scale)| (unit == suffix).then_some(scale))
        .ok_or("the unit is missing or unknown")?;
    scale_decimal(number, scale)
}

/// The largest unit that `value` is a whole number of; `units` run from small to large.
fn largest_whole_unit(value: u64, units: &[Unit]) -> Option<(u64, &'static str)> {
    units
        .iter()
        .rev()
        .find(|&&(_, scale)| value.is_multiple_of(scale))
        .map(|&(unit, scale)| (value / scale, unit))
}

fn scale_decimal(number: &str, scale: u64) -> Result<u64, &'static str> {
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return Err("digits are missing after the point"),
        Some(parts) => parts,
        None => (number, ""),
    };
    let too_large = "the number is too large";
    let digits: u128 = parse_digits(whole, fraction)?;
    let divisor = u32::try_from(fraction.len())
        .ok()
        .and_then(|places| 10u128.checked_pow(places))
        .ok_or("the number has too many digits after the point")?;
    let scaled = digits.checked_mul(u128::from(scale)).ok_or(too_large)?;
    if !scaled.is_multiple_of(divisor) {
        return Err("it is no whole number of the smallest unit");
    }
    u64::try_from(scaled / divisor).map_err(|_| too_large)
}

fn parse_digits(whole: &str, fraction: &str) -> Result<u128, &'static str> {
    if whole.is_empty() {
        return Err("it has to start with a number");
    }
    let digit = |c: u8| c.is_ascii_digit().then(|| u128::from(c - b'0'));
    whole
        .bytes()
        .chain(fraction.bytes())
        .try_fold(0u128, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))
        .ok_or("the number is malformed or too large")
}
