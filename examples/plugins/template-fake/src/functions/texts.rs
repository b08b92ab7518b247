//! Texts, colours, and choices among given values.

use plugwright_fake_data::{Locale, Random, text};
use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::Value;

use super::plain;
use crate::arguments::Arguments;
use crate::catalogue::Entry;

/// The most words or sentences of one call, so that a template cannot fill the memory by a mistyped number.
const MOST: usize = 10_000;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        name: "fake.lorem",
        summary: "Words of filler text.",
        parameters: &[("words", "how many, 0 to 10000; 12 by default")],
        localised: true,
        make: |random, locale, arguments| {
            let count = arguments.count(0, 12, MOST)?;
            Ok(text::words(random, locale, count).into())
        },
    },
    plain!(localised "fake.word", "One word of filler text.", word),
    plain!(localised "fake.title", "A few words with capitals.", text::title),
    plain!(localised "fake.sentence", "A sentence of filler text.", text::sentence),
    Entry {
        name: "fake.paragraph",
        summary: "Sentences of filler text.",
        parameters: &[("sentences", "how many, 0 to 10000; 4 by default")],
        localised: true,
        make: |random, locale, arguments| {
            let count = arguments.count(0, 4, MOST)?;
            Ok(text::paragraph(random, locale, count).into())
        },
    },
    plain!(localised "fake.color", "The name of a colour.", text::color),
    plain!(
        "fake.hex_color",
        "A colour as CSS writes it, for example #1e90ff.",
        text::hex_color
    ),
    Entry {
        name: "fake.pattern",
        summary: "A pattern with each # replaced by a digit and each ? by a lower-case letter.",
        parameters: &[("pattern", "for example ??-####")],
        localised: false,
        make: |random, _, arguments| Ok(random.fill(arguments.text(0)?.unwrap_or("")).into()),
    },
    Entry {
        name: "fake.choice",
        summary: "One element of a list.",
        parameters: &[("list", "the elements, for example [\"red\", \"green\"]")],
        localised: false,
        make: choice,
    },
];

fn word(random: &mut Random, locale: &Locale) -> String {
    text::words(random, locale, 1)
}

fn choice(
    random: &mut Random,
    _: &'static Locale,
    arguments: &Arguments<'_>,
) -> Result<Value, Error> {
    let missing = || arguments.invalid(0, "a list with at least one element");
    let list = arguments.list(0)?.ok_or_else(missing)?;
    random
        .pick(&list)
        .cloned()
        .map(Value::from)
        .ok_or_else(missing)
}
