//! Finds the line of a JSON Pointer in the text that it came from.
//!
//! Positions are needed only when something is wrong, so they are not kept while a document is parsed. Instead the text
//! is parsed once more, up to the value in question, where the visitor stops with an error: both parsers say at which
//! line and column a visitor gave up.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::text::is_json;
use crate::error::{Error, Place};

/// Adds line and column to an error about a document.
pub(super) fn locate(error: Error, text: &str) -> Error {
    match error {
        Error::Document {
            file,
            place,
            reason,
        } if place.position.is_none() => {
            let position = position(text, &place.pointer);
            Error::Document {
                file,
                place: Place { position, ..place },
                reason,
            }
        }
        other => other,
    }
}

fn position(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let tokens: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|t| t.replace("~1", "/").replace("~0", "~"))
        .collect();
    let seed = Descent(&tokens);
    if is_json(text) {
        let error = seed
            .deserialize(&mut serde_json::Deserializer::from_str(text))
            .err()?;
        return Some((error.line(), error.column()));
    }
    let stopped =
        serde_saphyr::with_deserializer_from_str(text, |yaml| seed.deserialize(yaml)).err()?;
    let at = stopped.location()?;
    Some((
        usize::try_from(at.line()).ok()?,
        usize::try_from(at.column()).ok()?,
    ))
}

/// Walks down to the value that the tokens name and fails there.
struct Descent<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for Descent<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Descent<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value that is looked for")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((token, rest)) = self.0.split_first() else {
            return Err(A::Error::custom("here"));
        };
        while let Some(key) = map.next_key::<String>()? {
            if key == *token {
                // A scalar has no inside to stop in: stop right before it.
                return if rest.is_empty() {
                    Err(A::Error::custom("here"))
                } else {
                    map.next_value_seed(Self(rest))
                };
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Some((token, rest)) = self.0.split_first() else {
            return Err(A::Error::custom("here"));
        };
        for _ in 0..token.parse().unwrap_or(0_usize) {
            seq.next_element::<IgnoredAny>()?;
        }
        seq.next_element_seed(Self(rest)).map(|_| ())
    }
}
