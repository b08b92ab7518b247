//! The part of an id before the colon.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use plugwright_manifest::PluginId;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A namespace, as it stands before the colon of a [`PluginId`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Namespace(String);

/// Namespaces that only official signers may sign for, in every policy.
const RESERVED: [&str; 3] = ["plugwright", "wasi", "official"];

/// Whether only official signers may sign for it.
pub(super) fn is_reserved(namespace: &str) -> bool {
    RESERVED.contains(&namespace)
}

impl FromStr for Namespace {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id: PluginId = format!("{text}:x").parse().map_err(
            |_| "a namespace has 1 to 64 characters of a-z, 0-9 and '-', for example `acme`",
        )?;
        // A colon in the text would have been taken for the one between the parts, and refused as a second one.
        Ok(Self(id.namespace().unwrap_or_default().to_owned()))
    }
}

impl Borrow<str> for Namespace {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Namespace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Namespace {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Namespace".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The part of an id before the colon.",
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9-]{0,63}$",
        })
    }
}
