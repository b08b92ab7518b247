//! Numbers, dates, and numbers of accounts.

use plugwright_fake_data::date::Moment;
use plugwright_fake_data::{Locale, Random, finance};
use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::Value;

use super::plain;
use crate::arguments::Arguments;
use crate::catalogue::Entry;

const RANGE: &[(&str, &str)] = &[
    ("min", "the smallest; 0 by default"),
    ("max", "the largest; min + 100 by default"),
];
const SPAN: &[(&str, &str)] = &[
    (
        "from",
        "the earliest date or time; by default ten years before `to`, or 2000-01-01",
    ),
    (
        "to",
        "the latest; by default ten years after `from`, or 2029-12-31",
    ),
];

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        name: "fake.number",
        summary: "A whole number.",
        parameters: RANGE,
        localised: false,
        make: whole,
    },
    Entry {
        name: "fake.float",
        summary: "A number with two decimals.",
        parameters: RANGE,
        localised: false,
        make: float,
    },
    Entry {
        name: "fake.boolean",
        summary: "True or false.",
        parameters: &[("percent", "how often true, 0 to 100; 50 by default")],
        localised: false,
        make: |random, _, arguments| {
            let percent = arguments.count(0, 50, 100)?;
            Ok(random.chance(percent as u64).into())
        },
    },
    Entry {
        name: "fake.date",
        summary: "A date, for example 2024-02-29.",
        parameters: SPAN,
        localised: false,
        make: |random, _, arguments| Ok(moment(random, arguments)?.date().into()),
    },
    Entry {
        name: "fake.datetime",
        summary: "A time in UTC, for example 2024-02-29T12:30:00Z.",
        parameters: SPAN,
        localised: false,
        make: |random, _, arguments| Ok(moment(random, arguments)?.to_string().into()),
    },
    plain!(localised "fake.iban", "An IBAN with valid check digits and a bank that does not exist.", finance::iban),
    plain!(
        "fake.credit_card",
        "A card number from a test range with a valid check digit.",
        finance::credit_card
    ),
    plain!(
        "fake.currency",
        "A currency code, for example EUR.",
        finance::currency
    ),
    plain!(
        "fake.price",
        "An amount of money from 1.00 to 999.99.",
        finance::price
    ),
];

fn whole(
    random: &mut Random,
    _: &'static Locale,
    arguments: &Arguments<'_>,
) -> Result<Value, Error> {
    let min = arguments.integer(0)?.unwrap_or(0);
    let max = arguments
        .integer(1)?
        .unwrap_or_else(|| min.saturating_add(100));
    if min > max {
        return Err(arguments.invalid(1, "at least as large as `min`"));
    }
    Ok(random.integer(min, max).into())
}

fn float(
    random: &mut Random,
    _: &'static Locale,
    arguments: &Arguments<'_>,
) -> Result<Value, Error> {
    let min = arguments.number(0)?.unwrap_or(0.0);
    let max = arguments.number(1)?.unwrap_or(min + 100.0);
    if min > max {
        return Err(arguments.invalid(1, "at least as large as `min`"));
    }
    let drawn = random.number(min, max);
    let rounded = (drawn * 100.0).round() / 100.0;
    // Rounding must not leave a range that is narrower than a hundredth.
    let value = if (min..=max).contains(&rounded) {
        rounded
    } else {
        drawn
    };
    Ok(value.into())
}

fn moment(random: &mut Random, arguments: &Arguments<'_>) -> Result<Moment, Error> {
    let (from, to) = match (arguments.moment(0)?, arguments.moment(1)?) {
        (None, None) => return Ok(Moment::plausible(random)),
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, from.plus(10 * YEAR)),
        (None, Some(to)) => (to.plus(-10 * YEAR), to),
    };
    if from > to {
        return Err(arguments.invalid(1, "no earlier than `from`"));
    }
    Ok(Moment::between(random, from, to))
}

/// In seconds: ten of them are the span when only one end is given.
const YEAR: i64 = 365 * 86_400;
