//! An origin in a list: a text, or a mapping when there are methods.

use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{HttpMethod, Methods, OriginPattern};

/// `https://api.example.com`, or `{ origin: https://api.example.com, methods: [GET] }`.
#[derive(Clone, Debug)]
pub(super) struct HttpAccess {
    pub(super) origin: OriginPattern,
    pub(super) methods: Methods,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mapping {
    origin: OriginPattern,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    methods: Option<BTreeSet<HttpMethod>>,
}

impl Serialize for HttpAccess {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.methods {
            Methods::All => self.origin.serialize(serializer),
            Methods::Only(methods) => Mapping {
                origin: self.origin.clone(),
                methods: Some(methods.clone()),
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for HttpAccess {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrMapping)
    }
}

/// Written by hand because an untagged enum would lose the place of an error.
struct TextOrMapping;

impl<'de> Visitor<'de> for TextOrMapping {
    type Value = HttpAccess;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an origin, or a mapping with `origin` and `methods`")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<HttpAccess, E> {
        Ok(HttpAccess {
            origin: text.parse().map_err(E::custom)?,
            methods: Methods::All,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HttpAccess, A::Error> {
        let Mapping { origin, methods } = Mapping::deserialize(MapAccessDeserializer::new(map))?;
        let methods = match methods {
            None => Methods::All,
            Some(methods) if methods.is_empty() => {
                return Err(A::Error::custom(
                    "`methods` is empty; leave it out to ask for every method",
                ));
            }
            Some(methods) => Methods::Only(methods),
        };
        Ok(HttpAccess { origin, methods })
    }
}

impl JsonSchema for HttpAccess {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HttpAccess".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let origin = generator.subschema_for::<OriginPattern>();
        let method = generator.subschema_for::<HttpMethod>();
        json_schema!({
            "description": "An origin that the plugin talks to, with the methods that it uses there if not all.",
            "anyOf": [
                origin,
                {
                    "type": "object",
                    "properties": {
                        "origin": origin,
                        "methods": { "type": "array", "items": method, "minItems": 1, "uniqueItems": true },
                    },
                    "required": ["origin"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}
