//! The grammar of keys.

use super::error::KeyValueError;

/// A key: 1 to a given number of bytes of text without control characters, so that it can be shown wherever an operator
/// may meet it, and so that every database agrees on where it ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(String);

impl Key {
    pub(super) fn parse(text: String, most_bytes: usize) -> Result<Self, KeyValueError> {
        if text.is_empty() || text.len() > most_bytes || text.chars().any(char::is_control) {
            return Err(KeyValueError::InvalidKey { most: most_bytes });
        }
        Ok(Self(text))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_printable_text_is_a_key() {
        for good in ["a", "users/17", "größe", "a b", "..", "'; drop table entry"] {
            assert_eq!(Key::parse(good.into(), 64).unwrap().as_str(), good);
        }
    }

    #[test]
    fn h1_a_key_cannot_carry_control_characters() {
        for bad in ["", "a\0b", "a\nb", "\u{1b}[2J", "12345"] {
            let refused = Key::parse(bad.into(), 4);
            assert_eq!(
                refused,
                Err(KeyValueError::InvalidKey { most: 4 }),
                "{bad:?}"
            );
        }
    }
}
