//! Texts: by format, by pattern, by the name of the property, or filler.

use plugwright_fake_data::date::Moment;
use plugwright_fake_data::{Locale, Random, internet, named, text as filler};
use serde_json::Value;

use super::{Unsatisfiable, count};
use crate::merge::Schema;
use crate::pattern::Pattern;

/// How often a pattern or format is tried until its text has the right length.
const ATTEMPTS: usize = 40;
/// The longest text that is made only because a schema asks for it.
const LONGEST: usize = 65_536;

/// A text for a schema; `name` is the property that it stands in.
pub(super) fn text(
    flat: &Schema,
    name: Option<&str>,
    random: &mut Random,
    locale: &'static Locale,
) -> Result<String, Unsatisfiable> {
    let length = Length::of(flat)?;
    if let Some(pattern) = flat.get("pattern").and_then(Value::as_str) {
        let pattern = Pattern::parse(pattern).ok_or(Unsatisfiable::Demand("pattern"))?;
        return first_fitting(length, || pattern.text(random))
            .ok_or(Unsatisfiable::Demand("pattern"));
    }
    if let Some(format) = flat.get("format").and_then(Value::as_str) {
        // A format that is not known demands nothing.
        if formatted(format, random, locale).is_some() {
            let made = first_fitting(length, || {
                formatted(format, random, locale).unwrap_or_default()
            });
            return made.ok_or(Unsatisfiable::Demand("format"));
        }
    }
    let known = name.and_then(|name| named::text(name, random, locale));
    Ok(known
        .filter(|text| length.fits(text))
        .unwrap_or_else(|| filled(length, random, locale)))
}

#[derive(Debug, Clone, Copy)]
struct Length {
    least: usize,
    most: usize,
}

impl Length {
    fn of(flat: &Schema) -> Result<Self, Unsatisfiable> {
        let least = count(flat, "minLength").unwrap_or(0);
        let most = count(flat, "maxLength").unwrap_or(usize::MAX);
        if least > most || least > LONGEST {
            return Err(Unsatisfiable::Demand("minLength"));
        }
        Ok(Self { least, most })
    }

    fn fits(self, text: &str) -> bool {
        (self.least..=self.most).contains(&text.chars().count())
    }
}

fn first_fitting(length: Length, mut make: impl FnMut() -> String) -> Option<String> {
    (0..ATTEMPTS).map(|_| make()).find(|text| length.fits(text))
}

/// Filler of a fitting length.
fn filled(length: Length, random: &mut Random, locale: &'static Locale) -> String {
    let mut text = filler::words(random, locale, 2);
    while text.chars().count() < length.least {
        text.push(' ');
        text.push_str(filler::latin_word(random));
    }
    let text: String = text.chars().take(length.most).collect();
    // A blank at the end would be right, but nobody would see it.
    text.strip_suffix(' ')
        .map_or(text.clone(), |start| format!("{start}a"))
}

/// A text of a format (JSON Schema validation, section 7.3, and the OpenAPI format registry).
fn formatted(format: &str, random: &mut Random, locale: &'static Locale) -> Option<String> {
    let text = match format {
        "date" => Moment::plausible(random).date(),
        "date-time" => Moment::plausible(random).to_string(),
        "time" => Moment::plausible(random).time(),
        "duration" => format!("P{}DT{}H", random.integer(0, 30), random.integer(0, 23)),
        "email" | "idn-email" => internet::email(random, locale),
        "hostname" | "idn-hostname" => internet::host_name(random),
        "ipv4" => internet::ipv4(random),
        "ipv6" => internet::ipv6(random),
        "uri" | "url" | "iri" => internet::url(random),
        "uri-reference" | "iri-reference" => {
            format!("/{}/{}", filler::latin_word(random), random.integer(1, 999))
        }
        "uuid" => random.uuid(),
        "json-pointer" => format!("/{}/{}", filler::latin_word(random), random.integer(0, 9)),
        "regex" => format!("^{}$", filler::latin_word(random)),
        // Whole groups of four letters are base64 without padding.
        "byte" => random.fill("????????????"),
        "binary" => random.fill("????????"),
        "password" => random.fill("????-####-????"),
        _ => return None,
    };
    Some(text)
}
