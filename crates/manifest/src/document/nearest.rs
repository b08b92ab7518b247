//! What somebody probably meant to write.

use crate::quoted::Quoted;

/// The known word that is nearest to `word`, if one is near: at most a third of it differs. A transposition counts once.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    const MAX_CHARS: usize = 64;
    let length = word.chars().take(MAX_CHARS + 1).count();
    if length > MAX_CHARS {
        return None;
    }
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= length.max(candidate.len()).div_ceil(3))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// One sentence that helps: the nearest known word, or all of them if none is near.
pub(super) fn hint(word: &str, known: &[&'static str]) -> String {
    if let Some(near) = nearest(word, known.iter().copied()) {
        return format!("did you mean {}?", Quoted::new(near));
    }
    if known.is_empty() {
        return "nothing is allowed here".to_owned();
    }
    format!("known are {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{hint, nearest};

    const KNOWN: [&str; 4] = ["version", "description", "id", "security_level"];

    #[test]
    fn a_typo_finds_its_word() {
        for (typo, word) in [
            ("verison", "version"),
            ("versions", "version"),
            ("descripton", "description"),
            ("di", "id"),
            ("securityLevel", "security_level"),
        ] {
            assert_eq!(nearest(typo, KNOWN), Some(word), "{typo}");
        }
    }

    #[test]
    fn a_stranger_gets_the_list() {
        assert_eq!(
            hint("colour", &KNOWN),
            "known are version, description, id, security_level"
        );
        assert_eq!(nearest(&"v".repeat(100_000), KNOWN), None);
    }
}
