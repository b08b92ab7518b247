//! Names of things that a plugin asks for by name.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::quoted::Quoted;

/// The name of an environment variable, a configuration key, a key-value bucket or a secret.
///
/// One to 128 characters of `A-Z a-z 0-9 _ . - /`: what people use for such names, and nothing that has a meaning in a
/// shell, a query or a log line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    const MAX_LEN: usize = 128;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || b"_.-/".contains(&c);
        if text.is_empty() || text.len() > Self::MAX_LEN || !text.bytes().all(allowed) {
            return Err(Error::Capability {
                kind: "name",
                value: Quoted::new(text),
                reason: "write 1 to 128 characters of A-Z, a-z, 0-9, `_`, `.`, `-`, `/`",
            });
        }
        Ok(Self(text.to_owned()))
    }
}

impl AsRef<str> for KeyName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for KeyName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for KeyName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for KeyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for KeyName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "KeyName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The name of an environment variable, a configuration key, a bucket or a secret.",
            "type": "string",
            "pattern": "^[A-Za-z0-9_./-]{1,128}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::KeyName;

    #[test]
    fn a_name_has_no_meaning_outside_its_list() {
        for good in ["API_KEY", "feature.x", "a", "team/bucket-1"] {
            assert_eq!(good.parse::<KeyName>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "a b",
            "A=B",
            "*",
            "a\n",
            "a\u{202e}",
            "é",
            "$HOME",
            &"a".repeat(129),
        ] {
            assert_eq!(
                bad.parse::<KeyName>().unwrap_err().code(),
                "PW-MANIFEST-CAPABILITY",
                "{bad}"
            );
        }
    }
}
