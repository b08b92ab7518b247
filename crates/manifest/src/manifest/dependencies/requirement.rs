//! Version requirements as values of a file, alone and by name.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use semver::VersionReq;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::parse_requirement;

/// A requirement that was read with [`parse_requirement`]; any version by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::manifest) struct Requirement(pub(in crate::manifest) VersionReq);

impl Default for Requirement {
    fn default() -> Self {
        Self(VersionReq::STAR)
    }
}

impl Serialize for Requirement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Requirement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_requirement(&text).map(Self).map_err(D::Error::custom)
    }
}

impl JsonSchema for Requirement {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VersionRequirement".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A version requirement in the notation of Cargo.",
            "type": "string",
            "maxLength": 256,
            "examples": ["^1.2", ">=1.2, <2", "*"],
        })
    }
}

/// Names with the versions that will do: a mapping, or a list of names and of `{ id, version }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requirements<K: Ord>(pub(super) BTreeMap<K, VersionReq>);

/// An item of a list that says a version. `name` is another spelling of `id`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named<K> {
    /// What is needed.
    #[serde(alias = "name")]
    pub(super) id: K,
    /// The versions that will do; any by default.
    #[serde(default)]
    pub(super) version: Requirement,
}

impl<K: Ord> Requirements<K> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Ord> Default for Requirements<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Serialize> Serialize for Requirements<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .iter()
                .map(|(key, requirement)| (key, Requirement(requirement.clone()))),
        )
    }
}

impl<'de, K: Ord + FromStr<Err: fmt::Display> + DeserializeOwned> Deserialize<'de>
    for Requirements<K>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListOrMapping(PhantomData))
    }
}

struct ListOrMapping<K>(PhantomData<K>);

impl<'de, K: Ord + FromStr<Err: fmt::Display> + DeserializeOwned> Visitor<'de>
    for ListOrMapping<K>
{
    type Value = Requirements<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of names, or a mapping of names to version requirements")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Requirements<K>, A::Error> {
        let mut found = BTreeMap::new();
        while let Some((name, Requirement(requirement))) = entries.next_entry()? {
            found.insert(name, requirement);
        }
        Ok(Requirements(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Requirements<K>, A::Error> {
        let mut found = BTreeMap::new();
        while let Some(NameOrNamed(item)) = items.next_element()? {
            if found.insert(item.id, item.version.0).is_some() {
                return Err(A::Error::custom("a name is listed twice; list it once"));
            }
        }
        Ok(Requirements(found))
    }
}

struct NameOrNamed<K>(Named<K>);

impl<'de, K: FromStr<Err: fmt::Display> + DeserializeOwned> Deserialize<'de> for NameOrNamed<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(NameOrMapping(PhantomData))
            .map(Self)
    }
}

struct NameOrMapping<K>(PhantomData<K>);

impl<'de, K: FromStr<Err: fmt::Display> + DeserializeOwned> Visitor<'de> for NameOrMapping<K> {
    type Value = Named<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name, or a mapping with `id` and `version`")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Named<K>, E> {
        Ok(Named {
            id: text.parse().map_err(E::custom)?,
            version: Requirement::default(),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Named<K>, A::Error> {
        Named::deserialize(MapAccessDeserializer::new(map))
    }
}

impl<K: JsonSchema> JsonSchema for Named<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Requirement", K::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let key = generator.subschema_for::<K>();
        let version = generator.subschema_for::<Requirement>();
        json_schema!({
            "type": "object",
            "properties": { "id": key, "name": key, "version": version },
            "additionalProperties": false,
            "oneOf": [{ "required": ["id"] }, { "required": ["name"] }],
        })
    }
}

impl<K: Ord + JsonSchema> JsonSchema for Requirements<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Requirements", K::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let requirement = generator.subschema_for::<Requirement>();
        let name = generator.subschema_for::<K>();
        let named = generator.subschema_for::<Named<K>>();
        json_schema!({
            "anyOf": [
                { "type": "object", "additionalProperties": requirement },
                { "type": "array", "items": { "anyOf": [name, named] } },
            ],
        })
    }
}
