//! The name of a plugin, as it appears in manifests, lock files, paths, URLs, log lines and metric labels.
//!
//! An id is checked once, here, and carried as a type afterwards: whoever holds a [`PluginId`] may put it into a path or
//! a URL without a second look. That is why the grammar is so narrow (lower-case ASCII, digits, hyphens): nothing in it
//! needs escaping anywhere, two ids never look alike, and case-insensitive file systems keep them apart.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::quoted::Quoted;

/// The id of a plugin: `name`, or `namespace:name`.
///
/// Both parts follow `[a-z0-9][a-z0-9-]*`, have at most 64 characters, and are no device name of Windows (`con`, `nul`,
/// `com1`, …), because an id becomes a file name. Ids compare and hash as their text. A clone shares the text.
///
/// ```
/// # use plugwright_manifest::PluginId;
/// let id: PluginId = "acme:auth-jwt".parse()?;
/// assert_eq!((id.namespace(), id.name()), (Some("acme"), "auth-jwt"));
/// assert!("../../etc".parse::<PluginId>().is_err());
/// # Ok::<(), plugwright_manifest::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PluginId(Arc<str>);

impl PluginId {
    /// The most characters that a part of an id may have.
    pub const MAX_PART_LEN: usize = 64;

    /// The part before the colon; none for an id without a namespace.
    pub fn namespace(&self) -> Option<&str> {
        self.0.split_once(':').map(|(namespace, _)| namespace)
    }

    /// The part after the colon, or the whole id if it has no namespace.
    pub fn name(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(_, name)| name)
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PluginId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (namespace, name) = match text.split_once(':') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, text),
        };
        for part in namespace.into_iter().chain([name]) {
            check_part(part).map_err(|reason| Error::PluginId {
                id: Quoted::new(text),
                reason,
            })?;
        }
        Ok(Self(text.into()))
    }
}

fn check_part(part: &str) -> Result<(), &'static str> {
    let slug = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    if part.is_empty() {
        return Err("a part of it is empty");
    }
    if part.len() > PluginId::MAX_PART_LEN {
        return Err("a part of it has more than 64 characters");
    }
    if !part.bytes().all(|c| slug(c) || c == b'-') {
        return Err("only a-z, 0-9 and '-' are allowed, and one ':' after a namespace");
    }
    if part.starts_with('-') {
        return Err("a part of it starts with '-'");
    }
    if is_device_name(part) {
        return Err("it contains a device name that Windows reserves");
    }
    Ok(())
}

/// The names of [Microsoft's list](https://learn.microsoft.com/windows/win32/fileio/naming-a-file) that the slug grammar
/// can spell.
fn is_device_name(part: &str) -> bool {
    let numbered = |prefix| {
        part.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|c| c.is_ascii_digit()))
    };
    matches!(part, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

impl AsRef<str> for PluginId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<&str> for PluginId {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        text.parse()
    }
}

impl Serialize for PluginId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PluginId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for PluginId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PluginId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The id of a plugin: `name`, or `namespace:name`.",
            "type": "string",
            "pattern": "^([a-z0-9][a-z0-9-]{0,63}:)?[a-z0-9][a-z0-9-]{0,63}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::PluginId;
    use proptest::prelude::*;

    #[test]
    fn d5_ids_that_could_leave_a_folder_or_fool_a_reader_are_refused() {
        let long = "a".repeat(65);
        let ten_kilobytes = "x".repeat(10_240);
        for bad in [
            "",
            ":",
            "a:",
            ":a",
            "a:b:c",
            "..",
            "../../x",
            "a/b",
            "a\\b",
            ".a",
            "a.b",
            "-a",
            "a:-b",
            "A",
            "CON",
            "con",
            "nul",
            "com1",
            "acme:lpt9",
            "a b",
            "a\0",
            "a\n",
            "a\u{202e}b",
            "ａ",
            "é",
            &long,
            &ten_kilobytes,
        ] {
            let error = bad.parse::<PluginId>().expect_err(bad);
            assert_eq!(error.code(), "PW-MANIFEST-ID", "{bad:?}");
            let message = error.to_string();
            assert!(message.is_ascii() && message.len() < 300, "{message}");
            assert!(!message.contains(char::is_control), "{message}");
        }
    }

    #[test]
    fn names_that_only_resemble_a_device_are_allowed() {
        for good in [
            "com",
            "com10",
            "console",
            "null",
            "a",
            "0",
            "a-",
            "acme:auth-jwt",
            &"a".repeat(64),
        ] {
            assert_eq!(good.parse::<PluginId>().unwrap().as_str(), good);
        }
    }

    proptest! {
        #[test]
        fn an_id_is_the_text_it_was_parsed_from(text in "([a-z0-9][a-z0-9-]{4,60}:)?[a-z0-9][a-z0-9-]{4,60}") {
            let id: PluginId = text.parse().unwrap();
            prop_assert_eq!(id.to_string(), text.clone());
            prop_assert_eq!(serde_json::to_value(&id).unwrap(), serde_json::json!(text));
        }

        #[test]
        fn whatever_parses_is_safe_in_a_path_and_a_url(text in any::<String>()) {
            if let Ok(id) = text.parse::<PluginId>() {
                let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == ':';
                prop_assert!(id.as_str().chars().all(safe));
            }
        }
    }
}
