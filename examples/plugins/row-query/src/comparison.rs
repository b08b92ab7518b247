//! How cells compare.
//!
//! Conditions often come from a URL, where everything is text. A text in a condition therefore counts as a number, or as
//! a truth value, when the cell is one.

use std::cmp::Ordering;

use plugwright_plugin_sdk::data_source::{Cell, Comparison};

/// Whether the condition `cell op value` holds. Nothing equals nothing, and is neither less nor more than anything.
pub(crate) fn holds(cell: &Cell, op: Comparison, value: &Cell) -> bool {
    let ordering = compare(cell, value);
    match op {
        Comparison::Equal => ordering == Some(Ordering::Equal),
        Comparison::NotEqual => ordering != Some(Ordering::Equal),
        Comparison::Less => ordering == Some(Ordering::Less),
        Comparison::LessOrEqual => ordering.is_some_and(Ordering::is_le),
        Comparison::Greater => ordering == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => ordering.is_some_and(Ordering::is_ge),
        Comparison::Contains => contains(cell, value),
    }
}

/// The place of two cells in a sorted column: nothing, truth values, numbers, texts, bytes.
pub(crate) fn order(one: &Cell, other: &Cell) -> Ordering {
    rank(one)
        .cmp(&rank(other))
        .then_with(|| same_kind(one, other).unwrap_or(Ordering::Equal))
}

fn rank(cell: &Cell) -> u8 {
    match cell {
        Cell::Null => 0,
        Cell::Boolean(_) => 1,
        Cell::Integer(_) | Cell::Number(_) => 2,
        Cell::Text(_) => 3,
        Cell::Bytes(_) => 4,
    }
}

/// How two cells compare, if they can be compared.
fn compare(cell: &Cell, value: &Cell) -> Option<Ordering> {
    let Cell::Text(text) = value else {
        return same_kind(cell, value);
    };
    match cell {
        Cell::Integer(_) | Cell::Number(_) => same_kind(cell, &number(text)?),
        Cell::Boolean(truth) => Some(truth.cmp(&text.parse().ok()?)),
        _ => same_kind(cell, value),
    }
}

fn number(text: &str) -> Option<Cell> {
    let integer = text.parse().map(Cell::Integer);
    integer.or_else(|_| text.parse().map(Cell::Number)).ok()
}

fn same_kind(one: &Cell, other: &Cell) -> Option<Ordering> {
    match (one, other) {
        (Cell::Null, Cell::Null) => Some(Ordering::Equal),
        (Cell::Boolean(one), Cell::Boolean(other)) => Some(one.cmp(other)),
        (Cell::Integer(one), Cell::Integer(other)) => Some(one.cmp(other)),
        (Cell::Number(one), Cell::Number(other)) => Some(one.total_cmp(other)),
        (Cell::Integer(one), Cell::Number(other)) => mixed(*one, *other),
        (Cell::Number(one), Cell::Integer(other)) => mixed(*other, *one).map(Ordering::reverse),
        (Cell::Text(one), Cell::Text(other)) => Some(one.cmp(other)),
        (Cell::Bytes(one), Cell::Bytes(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// Compares without turning the integer into a double, which would make large neighbours equal.
fn mixed(integer: i64, number: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0; // 2^63
    if number.is_nan() {
        return None;
    }
    if number >= LIMIT {
        return Some(Ordering::Less);
    }
    if number < -LIMIT {
        return Some(Ordering::Greater);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the guards leave only what fits"
    )]
    let whole = number.trunc() as i64;
    Some(
        integer
            .cmp(&whole)
            .then_with(|| 0.0_f64.total_cmp(&(number.fract() + 0.0))),
    )
}

fn contains(cell: &Cell, value: &Cell) -> bool {
    let (Cell::Text(text), Cell::Text(part)) = (cell, value) else {
        return false;
    };
    text.to_lowercase().contains(&part.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn a_condition_from_a_url_matches_numbers_and_truth_values() {
        assert!(holds(&Cell::Integer(7), Comparison::Equal, &text("7")));
        assert!(holds(&Cell::Number(0.5), Comparison::Less, &text("1")));
        assert!(holds(
            &Cell::Boolean(true),
            Comparison::Equal,
            &text("true")
        ));
        assert!(!holds(&Cell::Integer(7), Comparison::Equal, &text("seven")));
        assert!(
            holds(&text("10"), Comparison::Less, &text("9")),
            "texts compare as texts"
        );
    }

    #[test]
    fn nothing_is_only_equal_to_nothing() {
        assert!(holds(&Cell::Null, Comparison::Equal, &Cell::Null));
        assert!(holds(&Cell::Null, Comparison::NotEqual, &Cell::Integer(0)));
        assert!(!holds(&Cell::Null, Comparison::Less, &Cell::Integer(0)));
        assert!(!holds(
            &Cell::Null,
            Comparison::GreaterOrEqual,
            &Cell::Integer(0)
        ));
    }

    #[test]
    fn large_integers_do_not_run_into_doubles() {
        let large = Cell::Integer((1 << 53) + 1);
        assert!(holds(
            &large,
            Comparison::Greater,
            &Cell::Number(9_007_199_254_740_992.0)
        ));
        assert!(holds(
            &Cell::Integer(i64::MAX),
            Comparison::Less,
            &Cell::Number(9.3e18)
        ));
        assert!(holds(
            &Cell::Integer(-1),
            Comparison::Greater,
            &Cell::Number(-1.5)
        ));
        assert!(holds(
            &Cell::Number(2.5),
            Comparison::Greater,
            &Cell::Integer(2)
        ));
        assert!(holds(
            &Cell::Integer(0),
            Comparison::Equal,
            &Cell::Number(-0.0)
        ));
    }

    #[test]
    fn contains_ignores_case_beyond_ascii() {
        assert!(holds(&text("ŽOFIE"), Comparison::Contains, &text("žof")));
        assert!(!holds(&Cell::Integer(12), Comparison::Contains, &text("1")));
    }
}
