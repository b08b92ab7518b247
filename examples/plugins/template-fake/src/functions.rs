//! The functions, by what they are about.

pub(crate) mod numbers;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod texts;
pub(crate) mod web;

/// An entry of the catalogue without parameters of its own: a name, a summary, and a generator of the library.
macro_rules! plain {
    (localised $name:literal, $summary:literal, $generate:path) => {
        $crate::catalogue::Entry {
            name: $name,
            summary: $summary,
            parameters: &[],
            localised: true,
            make: |random, locale, _| Ok($generate(random, locale).into()),
        }
    };
    ($name:literal, $summary:literal, $generate:path) => {
        $crate::catalogue::Entry {
            name: $name,
            summary: $summary,
            parameters: &[],
            localised: false,
            make: |random, _, _| Ok($generate(random).into()),
        }
    };
}

use plain;
