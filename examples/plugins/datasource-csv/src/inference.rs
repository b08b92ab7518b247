//! What the texts of a column stand for.
//!
//! A column has a type only if every value of it reads back as it was written: `007` and `+49` are texts, because a
//! number would lose what they say.

use plugwright_plugin_sdk::data_source::{Cell, ColumnType};

/// The narrowest type that all values have. Empty values have every type.
pub(crate) fn column_type<'a>(values: impl Iterator<Item = &'a str> + Clone) -> ColumnType {
    let mut given = values.filter(|value| !value.is_empty());
    let all = |fits: fn(&str) -> bool| given.clone().all(fits);
    if given.clone().next().is_none() {
        ColumnType::Text
    } else if all(|value| integer(value).is_some()) {
        ColumnType::Integer
    } else if all(|value| number(value).is_some()) {
        ColumnType::Number
    } else if given.all(|value| boolean(value).is_some()) {
        ColumnType::Boolean
    } else {
        ColumnType::Text
    }
}

/// The cell that a value stands for in a column of this type; nothing if it is empty.
pub(crate) fn cell(value: &str, data_type: ColumnType) -> Cell {
    if value.is_empty() {
        return Cell::Null;
    }
    let typed = match data_type {
        ColumnType::Integer => integer(value).map(Cell::Integer),
        ColumnType::Number => number(value).map(Cell::Number),
        ColumnType::Boolean => boolean(value).map(Cell::Boolean),
        ColumnType::Any | ColumnType::Text | ColumnType::Bytes => None,
    };
    typed.unwrap_or_else(|| Cell::Text(value.to_owned()))
}

fn integer(value: &str) -> Option<i64> {
    is_plain(value).then(|| value.parse().ok()).flatten()
}

fn number(value: &str) -> Option<f64> {
    let is_number = is_plain(value)
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    is_number
        .then(|| value.parse().ok())
        .flatten()
        .filter(|number: &f64| number.is_finite())
}

/// Whether the digits before the point are as a number is written: no sign but minus, no leading zero.
fn is_plain(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value).as_bytes();
    match digits {
        [b'0', second, ..] => !second.is_ascii_digit(),
        [first, ..] => first.is_ascii_digit(),
        [] => false,
    }
}

fn boolean(value: &str) -> Option<bool> {
    if value.eq_ignore_ascii_case("true") {
        Some(true)
    } else if value.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_of(values: &[&str]) -> ColumnType {
        column_type(values.iter().copied())
    }

    #[test]
    fn a_column_has_the_narrowest_type_of_all_values() {
        assert_eq!(type_of(&["1", "", "-20"]), ColumnType::Integer);
        assert_eq!(type_of(&["1", "2.5", "1e3"]), ColumnType::Number);
        assert_eq!(type_of(&["true", "FALSE", ""]), ColumnType::Boolean);
        assert_eq!(type_of(&["1", "true"]), ColumnType::Text);
        assert_eq!(type_of(&["", ""]), ColumnType::Text);
    }

    #[test]
    fn what_a_number_would_spoil_stays_text() {
        for value in [
            "007", "+49", "01234", "1_000", "1,5", "inf", "NaN", "0x1f", " 1", "-", ".5",
        ] {
            assert_eq!(type_of(&[value]), ColumnType::Text, "{value}");
        }
        assert_eq!(
            type_of(&["9223372036854775808"]),
            ColumnType::Number,
            "too large for an integer"
        );
        assert_eq!(type_of(&["0", "0.5", "-0.5"]), ColumnType::Number);
    }
}
