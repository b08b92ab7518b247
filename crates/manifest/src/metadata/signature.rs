//! A signature that travels with a manifest.

use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Error;
use crate::quoted::Quoted;

/// Base64 text (standard or URL-safe alphabet) of at most 16 KiB. It is carried, not believed: what decides is the
/// signature over the package, which this crate knows nothing of. The canonical form leaves it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Signature(String);

impl Signature {
    const MAX_LEN: usize = 16 * 1024;

    /// The base64 text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Signature {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || b"+/-_=".contains(&c);
        if !(1..=Self::MAX_LEN).contains(&text.len()) || !text.bytes().all(allowed) {
            return Err(Error::Text {
                kind: "signature",
                text: Quoted::new(text),
                reason: "write base64 text of at most 16 KiB",
            });
        }
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Signature {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Signature".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9+/_=-]+$", "maxLength": Self::MAX_LEN })
    }
}
