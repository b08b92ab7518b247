//! Filler text.

use crate::locale::Locale;
use crate::random::Random;

/// Words in a row, without capitals or full stop.
pub fn words(random: &mut Random, locale: &Locale, count: usize) -> String {
    let words: Vec<&str> = (0..count).map(|_| random.word(locale.words)).collect();
    words.join(locale.word_separator)
}

/// A sentence of six to fourteen words.
pub fn sentence(random: &mut Random, locale: &Locale) -> String {
    let count = 6 + random.index(9);
    let words = words(random, locale, count);
    format!("{}{}", capitalised(&words), locale.sentence_end)
}

/// A paragraph of `count` sentences.
pub fn paragraph(random: &mut Random, locale: &Locale, count: usize) -> String {
    let sentences: Vec<String> = (0..count).map(|_| sentence(random, locale)).collect();
    sentences.join(locale.word_separator)
}

/// A title of two to five words, each with a capital where the script has them.
pub fn title(random: &mut Random, locale: &Locale) -> String {
    let count = 2 + random.index(4);
    let words: Vec<String> = (0..count)
        .map(|_| capitalised(random.word(locale.words)))
        .collect();
    words.join(locale.word_separator)
}

/// The name of a colour.
pub fn color(random: &mut Random, locale: &Locale) -> String {
    random.word(locale.colors).to_owned()
}

/// A colour as CSS writes it, for example `#1e90ff`.
pub fn hex_color(random: &mut Random) -> String {
    format!("#{:06x}", random.below(0x100_0000))
}

/// A word of ASCII letters, for names in which nothing else is allowed.
pub fn latin_word(random: &mut Random) -> &'static str {
    let latin = <&Locale>::default();
    random.word(latin.words)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_words_is_kept() {
        let locale = Locale::find("en").unwrap();
        let text = words(&mut Random::from_parts(["1"]), locale, 25);
        assert_eq!(text.split(' ').count(), 25);
    }

    #[test]
    fn a_sentence_begins_and_ends_as_its_language_does() {
        let mut random = Random::from_parts(["1"]);
        let english = sentence(&mut random, Locale::find("en").unwrap());
        assert!(
            english.starts_with(char::is_uppercase) && english.ends_with('.'),
            "{english}"
        );
        let japanese = sentence(&mut random, Locale::find("ja").unwrap());
        assert!(
            japanese.ends_with('。') && !japanese.contains(' '),
            "{japanese}"
        );
    }
}
