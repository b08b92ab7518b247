//! What differs from language to language: names, places, formats.

mod de;
mod en;
mod fr;
mod ja;
mod latin;

/// A table of words for one language and country.
#[derive(Debug)]
pub struct Locale {
    /// The language's tag in lower case (RFC 5646), for example `de`.
    pub tag: &'static str,
    pub(crate) first_names: &'static [&'static str],
    pub(crate) last_names: &'static [&'static str],
    /// `{first}` and `{last}` in the order of the language.
    pub(crate) name_format: &'static str,
    pub(crate) cities: &'static [&'static str],
    pub(crate) streets: &'static [&'static str],
    /// `{street}` and `{number}` in the order of the country.
    pub(crate) street_format: &'static str,
    /// `{street}`, `{city}` and `{postcode}`.
    pub(crate) address_format: &'static str,
    pub(crate) postcode_format: &'static str,
    pub(crate) country: &'static str,
    pub(crate) states: &'static [&'static str],
    /// Only numbers that no subscriber can have.
    pub(crate) phone_formats: &'static [&'static str],
    /// `{last}` and `{other}` are last names.
    pub(crate) company_formats: &'static [&'static str],
    pub(crate) jobs: &'static [&'static str],
    pub(crate) colors: &'static [&'static str],
    pub(crate) words: &'static [&'static str],
    pub(crate) word_separator: &'static str,
    pub(crate) sentence_end: &'static str,
}

/// Every locale, the default first.
static ALL: [&Locale; 4] = [&en::EN, &de::DE, &fr::FR, &ja::JA];

impl Locale {
    /// The locale of a language tag: `de`, `de-AT` and `DE_de` all find `de`.
    pub fn find(tag: &str) -> Option<&'static Self> {
        let language = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        ALL.into_iter().find(|locale| locale.tag == language)
    }

    /// The tags of all locales, for messages.
    pub fn tags() -> impl Iterator<Item = &'static str> {
        ALL.into_iter().map(|locale| locale.tag)
    }
}

impl Default for &'static Locale {
    fn default() -> Self {
        &en::EN
    }
}

/// The part of a table entry that people see. Entries in other scripts read `佐藤|sato`.
pub(crate) fn shown(entry: &str) -> &str {
    entry.split('|').next().unwrap_or(entry)
}

/// The entry in lower-case ASCII letters, for addresses of the Internet.
pub(crate) fn ascii(entry: &str) -> String {
    let source = entry.split('|').next_back().unwrap_or(entry);
    source
        .chars()
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect()
}

fn plain(letter: char) -> &'static str {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    match letter {
        'a'..='z' => {
            let at = letter as usize - 'a' as usize;
            LETTERS.get(at..=at).unwrap_or("")
        }
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'â' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' => "i",
        'ô' => "o",
        'ù' | 'û' => "u",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_a_region_finds_its_language() {
        assert_eq!(Locale::find("de-AT").unwrap().tag, "de");
        assert_eq!(Locale::find("JA_jp").unwrap().tag, "ja");
        assert!(Locale::find("tlh").is_none());
    }

    #[test]
    fn every_name_can_be_written_in_an_email_address() {
        for locale in ALL {
            for name in locale.first_names.iter().chain(locale.last_names) {
                let letters = ascii(name);
                assert!(
                    letters.len() >= 2,
                    "{name} of {} gives {letters:?}",
                    locale.tag
                );
            }
        }
    }

    #[test]
    fn no_table_is_empty() {
        for locale in ALL {
            let tables = [
                locale.first_names,
                locale.last_names,
                locale.cities,
                locale.streets,
                locale.states,
                locale.phone_formats,
                locale.company_formats,
                locale.jobs,
                locale.colors,
                locale.words,
            ];
            assert!(
                tables.iter().all(|table| table.len() >= 2),
                "{}",
                locale.tag
            );
        }
    }
}
