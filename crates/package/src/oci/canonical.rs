//! One byte form for each document: keys sorted, no white space, in the manner of
//! [RFC 8785](https://www.rfc-editor.org/rfc/rfc8785). The types of this module declare their fields in that order.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes of `document`.
pub(crate) fn encode<T: Serialize>(document: &T) -> Vec<u8> {
    // Text, numbers, lists and mappings with text keys: there is nothing in a document that JSON cannot hold.
    serde_json::to_vec(document).unwrap_or_default()
}

/// Reads the one byte form.
///
/// # Errors
/// What is wrong, in a sentence without the input's own text.
pub(crate) fn decode<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, String> {
    let document: T = serde_json::from_slice(bytes).map_err(|error| problem(&error))?;
    if encode(&document) == bytes {
        Ok(document)
    } else {
        Err("it is not in canonical form".to_owned())
    }
}

/// serde quotes what it found; only the kind of mistake and the place are repeated.
fn problem(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let kind = match error.classify() {
        Category::Data => "a key or value is not one that a package has",
        Category::Eof => "it ends too early",
        Category::Io | Category::Syntax => "it is no JSON",
    };
    format!("{kind} (column {})", error.column())
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::{decode, encode};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        name: String,
        size: u64,
    }

    #[test]
    fn ra15_a_document_has_one_spelling() {
        let good = br#"{"name":"a","size":10}"#;
        assert_eq!(encode(&decode::<Sample>(good).unwrap()), good);
        for bad in [
            r#"{"name":"a","size":10,"size":10}"#,
            r#"{"name":"a","name":"b","size":10}"#,
            r#"{"size":10,"name":"a"}"#,
            r#"{"name":"a","size":10,"more":1}"#,
            r#"{"name":"a","size":1e1}"#,
            r#"{"name":"a","size":10.0}"#,
            r#"{"name":"a","size":"10"}"#,
            r#"{"name":"\u0061","size":10}"#,
            r#"{"name":"a","size":10} "#,
            r#"{"name":"a","size":10}{}"#,
            r#" {"name":"a","size":10}"#,
            r#"{"name":"a", "size":10}"#,
            "\u{feff}{\"name\":\"a\",\"size\":10}",
            r#"{"name":"a"}"#,
            "",
        ] {
            let problem = decode::<Sample>(bad.as_bytes()).unwrap_err();
            assert!(
                problem.is_ascii() && problem.len() < 100,
                "{bad}: {problem}"
            );
        }
    }

    #[test]
    fn a_document_that_nests_without_end_is_refused_and_not_followed() {
        let deep = "[".repeat(1_000_000);
        assert!(decode::<Sample>(deep.as_bytes()).is_err());
    }
}
