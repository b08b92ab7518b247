//! People and where they work.

use crate::locale::{Locale, ascii, shown};
use crate::random::Random;

/// A first name.
pub fn first_name(random: &mut Random, locale: &Locale) -> String {
    shown(random.word(locale.first_names)).to_owned()
}

/// A last name.
pub fn last_name(random: &mut Random, locale: &Locale) -> String {
    shown(random.word(locale.last_names)).to_owned()
}

/// A full name in the order of the language.
pub fn name(random: &mut Random, locale: &Locale) -> String {
    let first = first_name(random, locale);
    let last = last_name(random, locale);
    locale
        .name_format
        .replace("{first}", &first)
        .replace("{last}", &last)
}

/// A login name: lower-case ASCII letters, a dot, and sometimes digits.
pub fn user_name(random: &mut Random, locale: &Locale) -> String {
    let first = ascii(random.word(locale.first_names));
    let last = ascii(random.word(locale.last_names));
    let number = if random.chance(40) {
        random.fill("##")
    } else {
        String::new()
    };
    format!("{first}.{last}{number}")
}

/// A telephone number that belongs to nobody.
pub fn phone(random: &mut Random, locale: &Locale) -> String {
    let format = random.word(locale.phone_formats);
    random.fill(format)
}

/// A profession.
pub fn job(random: &mut Random, locale: &Locale) -> String {
    random.word(locale.jobs).to_owned()
}

/// The name of a company.
pub fn company(random: &mut Random, locale: &Locale) -> String {
    let format = random.word(locale.company_formats);
    let last = last_name(random, locale);
    let other = last_name(random, locale);
    format.replace("{last}", &last).replace("{other}", &other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_japanese_name_starts_with_the_family() {
        let locale = Locale::find("ja").unwrap();
        let name = name(&mut Random::from_parts(["1"]), locale);
        let family = name.split(' ').next().unwrap();
        assert!(
            locale.last_names.iter().any(|entry| shown(entry) == family),
            "{name}"
        );
    }

    #[test]
    fn a_user_name_is_ascii_in_every_locale() {
        for tag in Locale::tags() {
            let locale = Locale::find(tag).unwrap();
            for seed in ["1", "2", "3"] {
                let name = user_name(&mut Random::from_parts([seed]), locale);
                assert!(name.is_ascii() && name.contains('.'), "{name}");
            }
        }
    }

    #[test]
    fn an_american_number_is_one_of_those_set_aside_for_fiction() {
        let number = phone(&mut Random::from_parts(["1"]), Locale::find("en").unwrap());
        assert!(number.contains("-555-01"), "{number}");
    }
}
