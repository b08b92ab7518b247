//! Words of an author that people will read.
//!
//! Names and descriptions are shown in terminals, tables and web pages. They may be in any script, but control characters
//! (which move a cursor) and bidirectional overrides (which make a text read as another one, CVE-2021-42574) are refused.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::quoted::Quoted;

/// One line for people: a display name, an author, a licence, a tag. 1 to 200 characters, no white space at the ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

/// Some lines for people: a description. At most 8 KiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Description(String);

impl Label {
    const MAX_CHARS: usize = 200;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest label to any text: what is not allowed becomes `�`, what is too long is cut. For logs, where a line that was
    /// refused would be a line that is missing.
    pub fn nearest(text: &str) -> Self {
        let allowed = |c| {
            if c == '\n' || is_deceptive(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        };
        let cut: String = text
            .trim()
            .chars()
            .take(Self::MAX_CHARS)
            .map(allowed)
            .collect();
        match cut.trim_end() {
            "" => Self("-".to_owned()),
            text => Self(text.to_owned()),
        }
    }

    /// For a text whose grammar is narrower than that of a label.
    pub(crate) fn from_slug(slug: &str) -> Self {
        Self(slug.to_owned())
    }
}

impl Description {
    const MAX_BYTES: usize = 8 * 1024;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Label {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |reason| Err(refusal("line of text", text, reason));
        if text.is_empty() || text.trim() != text {
            return refuse("it is empty, or has white space at an end");
        }
        if text.chars().nth(Self::MAX_CHARS).is_some() {
            return refuse("it has more than 200 characters");
        }
        if text.contains(|c| c == '\n' || is_deceptive(c)) {
            return refuse("line breaks, control characters and invisible marks are not allowed");
        }
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for Description {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.len() > Self::MAX_BYTES {
            return Err(refusal("description", text, "it has more than 8 KiB"));
        }
        if text.contains(is_deceptive) {
            let reason =
                "control characters other than line breaks, and invisible marks, are not allowed";
            return Err(refusal("description", text, reason));
        }
        Ok(Self(text.to_owned()))
    }
}

fn refusal(kind: &'static str, text: &str, reason: &'static str) -> Error {
    Error::Text {
        kind,
        text: Quoted::new(text),
        reason,
    }
}

/// Control characters, line separators, bidirectional controls, byte order marks and non-characters.
fn is_deceptive(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(
            c,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

macro_rules! text_traits {
    ($name:ident, $schema:tt) => {
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

text_traits!(Label, { "type": "string", "minLength": 1, "maxLength": 200 });
text_traits!(Description, { "type": "string", "maxLength": 8192 });

#[cfg(test)]
mod tests {
    use super::{Description, Label};

    #[test]
    fn any_script_is_welcome() {
        for good in ["JWT", "Prüfung", "認証", "مصادقة", "a: b # c", "🔑"] {
            assert_eq!(good.parse::<Label>().unwrap().as_str(), good);
        }
        assert_eq!(
            "two\nlines\n".parse::<Description>().unwrap().as_str(),
            "two\nlines\n"
        );
    }

    #[test]
    fn the_nearest_label_to_any_text_is_a_label() {
        let long = "y".repeat(300);
        for text in [
            "PW-TRAPPED",
            "",
            " ",
            "a\nb",
            "\u{1b}[2J",
            "a\u{202e}b",
            &long,
        ] {
            let nearest = Label::nearest(text);
            assert_eq!(
                nearest.as_str().parse::<Label>().unwrap(),
                nearest,
                "{text:?}"
            );
        }
        assert_eq!(Label::nearest("PW-TRAPPED").as_str(), "PW-TRAPPED");
    }

    #[test]
    fn d5_text_that_deceives_a_reader_is_refused() {
        for bad in [
            "",
            " a",
            "a ",
            "a\nb",
            "a\u{1b}[2J",
            "a\u{202e}b",
            "a\0",
            "a\u{200b}",
            "a\u{ffff}",
            &"x".repeat(201),
        ] {
            assert_eq!(
                bad.parse::<Label>().unwrap_err().code(),
                "PW-MANIFEST-TEXT",
                "{bad:?}"
            );
        }
        for bad in ["a\u{1b}[2J", "a\u{202e}b", "a\rb", &"x".repeat(9000)] {
            assert!(bad.parse::<Description>().is_err(), "{bad:?}");
        }
    }
}
