//! JSON that has one reading.
//!
//! What is signed must mean the same to everybody who reads it. Parsers differ in which of two equal keys they take, so a second one is an
//! error here, as are fields that nobody declared, more nesting than any honest document has, and anything behind the end (RA15).

use std::{cell::Cell, fmt};

use plugwright_manifest::printable;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use crate::limits::{JSON_DEPTH, JSON_VALUES};

/// Reads a document into `T`, whose fields deny what they do not know.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    decode(parse(bytes)?)
}

/// Reads a document.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let mut documents = parse_all(bytes, 1)?;
    documents.pop().ok_or_else(|| "it is empty".to_owned())
}

/// Reads up to `max` documents that follow each other, as in a file of JSON lines.
pub(crate) fn parse_all(bytes: &[u8], max: usize) -> Result<Vec<Value>, String> {
    let left = Cell::new(JSON_VALUES);
    let mut documents = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    while deserializer.end().is_err() {
        if documents.len() == max {
            return Err(format!(
                "something stands behind the end, or it is more than {max} documents"
            ));
        }
        let seed = Strict {
            depth: 0,
            left: &left,
        };
        documents.push(seed.deserialize(&mut deserializer).map_err(shown)?);
    }
    Ok(documents)
}

/// Reads `T` from a document that was parsed.
pub(crate) fn decode<T: DeserializeOwned>(document: Value) -> Result<T, String> {
    T::deserialize(document).map_err(shown)
}

/// What a parser says may quote its input: it is cut, and written in ASCII.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn shown(error: serde_json::Error) -> String {
    quoted(&error.to_string())
}

/// At most 160 characters of a stranger's text, in printable ASCII.
pub(crate) fn quoted(text: &str) -> String {
    printable(text, 160)
}

/// A value at a depth, with a count of those that may still come.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    left: &'a Cell<usize>,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > JSON_DEPTH {
            return Err(E::custom("it is nested too deeply"));
        }
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(D::Error::custom("it has too many values"));
        };
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        let number =
            Number::from_f64(value).ok_or_else(|| E::custom("a number is out of range"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(deeper)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!(
                    "the key `{key}` stands twice"
                )));
            }
            map.insert(key, entries.next_value_seed(deeper)?);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_all};

    #[test]
    fn ra15_two_readings_of_one_document_are_refused() {
        for bad in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":{"b":1,"\u0062":2}}"#,
            r#"[{"a":1,"b":[{"c":0,"c":0}]}]"#,
            r#"{"a":1} x"#,
            r#"{"a":1}{"a":1}"#,
            r#"{"a":1}]"#,
            r#"{"a":01}"#,
            r#"{"a":1e999}"#,
            r#"{"a":NaN}"#,
            "{'a':1}",
            "{\"a\":1,}",
            "\u{feff}{}",
            "",
            " ",
        ] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(parse(b"\"\xff\"").is_err());
        assert_eq!(
            parse(br#" {"a":[1,-2,0.5,null,true,"x"]} "#).unwrap()["a"][1],
            -2
        );
    }

    #[test]
    fn a_document_takes_no_more_stack_or_memory_than_it_may() {
        assert!(parse("[".repeat(100_000).as_bytes()).is_err());
        assert!(parse(format!("{}{}", "[".repeat(40), "]".repeat(40)).as_bytes()).is_err());
        let many = format!("[{}0]", "0,".repeat(500_000));
        assert_eq!(
            parse(many.as_bytes()).unwrap_err().split(" at").next(),
            Some("it has too many values")
        );
        assert!(parse_all(&b"{}\n".repeat(5), 4).is_err());
        assert_eq!(parse_all(&b"{}\n".repeat(4), 4).unwrap().len(), 4);
    }

    #[test]
    fn h1_a_message_never_carries_what_could_move_a_cursor() {
        let key = "\"\\u001b[2J\u{202e}\":1";
        let error = parse(format!("{{{key},{key}}}").as_bytes()).unwrap_err();
        assert!(
            error.is_ascii() && !error.contains('\u{1b}') && error.contains("stands twice"),
            "{error}"
        );
    }
}
