//! Addresses and their parts.

use crate::locale::Locale;
use crate::random::Random;

/// A city.
pub fn city(random: &mut Random, locale: &Locale) -> String {
    random.word(locale.cities).to_owned()
}

/// A street with a house number.
pub fn street(random: &mut Random, locale: &Locale) -> String {
    let street = random.word(locale.streets);
    let number = random.integer(1, 199).to_string();
    locale
        .street_format
        .replace("{street}", street)
        .replace("{number}", &number)
}

/// A postal code in the format of the country.
pub fn postcode(random: &mut Random, locale: &Locale) -> String {
    random.fill(locale.postcode_format)
}

/// A state, province or prefecture.
pub fn state(random: &mut Random, locale: &Locale) -> String {
    random.word(locale.states).to_owned()
}

/// The country that the locale stands for, in its own language.
pub fn country(locale: &Locale) -> String {
    locale.country.to_owned()
}

/// A whole address on one line. City and postal code are drawn apart: they do not match each other.
pub fn address(random: &mut Random, locale: &Locale) -> String {
    let street = street(random, locale);
    let city = city(random, locale);
    let postcode = postcode(random, locale);
    locale
        .address_format
        .replace("{street}", &street)
        .replace("{city}", &city)
        .replace("{postcode}", &postcode)
}

/// A latitude in degrees, from -90 to 90, with six decimals.
pub fn latitude(random: &mut Random) -> f64 {
    degrees(random, 90.0)
}

/// A longitude in degrees, from -180 to 180, with six decimals.
pub fn longitude(random: &mut Random) -> f64 {
    degrees(random, 180.0)
}

fn degrees(random: &mut Random, limit: f64) -> f64 {
    (random.number(-limit, limit) * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_unfilled_place() {
        for tag in Locale::tags() {
            let line = address(&mut Random::from_parts(["5"]), Locale::find(tag).unwrap());
            assert!(!line.contains(['{', '}', '#']), "{line}");
        }
    }

    #[test]
    fn a_german_street_stands_before_its_number() {
        let line = street(&mut Random::from_parts(["5"]), Locale::find("de").unwrap());
        assert!(line.ends_with(|c: char| c.is_ascii_digit()), "{line}");
    }
}
