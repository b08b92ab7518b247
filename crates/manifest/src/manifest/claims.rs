//! What a plugin registers with the host, and whether it shares it.
//!
//! Two plugins may want the same name, route, language or step. Whether that is a mistake or a choice is for each plugin to
//! say of itself: what it claims alone, no other may have beside it; what it provides with a priority, others may provide
//! too, and the highest priority is asked first. An operator's priority counts instead of the plugin's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{InterfaceName, Label};

/// What a plugin registers, by kind and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Claims {
    /// Names under which it is called.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub names: Named<Label>,
    /// Paths that it answers.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub routes: Named<Label>,
    /// Languages whose code it runs.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub languages: Named<Label>,
    /// Steps of workflows.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub steps: Named<Label>,
    /// Interfaces that it answers for other plugins. Every exported interface is one, with the priority 0 if it does not
    /// stand here.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub interfaces: Named<InterfaceName>,
}

/// Whether others may have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sharing {
    /// It shares with nobody. Written `exclusive`.
    Exclusive,
    /// Others may provide it too; the highest number is asked first. Written as the number.
    Priority(i32),
}

/// Names with what holds of each; written as a mapping, or as a list of names that are shared with nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<K: Ord>(pub BTreeMap<K, Sharing>);

impl Claims {
    /// Whether it registers nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl<K: Ord> Named<K> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Ord> Default for Named<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

const EXCLUSIVE: &str = "exclusive";

impl Serialize for Sharing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Exclusive => serializer.serialize_str(EXCLUSIVE),
            Self::Priority(priority) => serializer.serialize_i32(*priority),
        }
    }
}

impl<'de> Deserialize<'de> for Sharing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordOrNumber;
        impl Visitor<'_> for WordOrNumber {
            type Value = Sharing;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the word `exclusive`, or a priority as a whole number")
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Sharing, E> {
                if word == EXCLUSIVE {
                    Ok(Sharing::Exclusive)
                } else {
                    Err(E::custom(
                        "write `exclusive`, or a priority as a whole number",
                    ))
                }
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Sharing, E> {
                let priority = i32::try_from(number);
                priority
                    .map(Sharing::Priority)
                    .map_err(|_| E::custom("a priority has at most 31 bits"))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Sharing, E> {
                self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        deserializer.deserialize_any(WordOrNumber)
    }
}

impl<K: Ord + Serialize> Serialize for Named<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

impl<'de, K: Ord + FromStr<Err: fmt::Display> + DeserializeOwned> Deserialize<'de> for Named<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListOrMapping(PhantomData))
    }
}

struct ListOrMapping<K>(PhantomData<K>);

impl<'de, K: Ord + FromStr<Err: fmt::Display> + DeserializeOwned> Visitor<'de>
    for ListOrMapping<K>
{
    type Value = Named<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of names, or a mapping of names to `exclusive` or a priority")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Named<K>, A::Error> {
        let mut found = BTreeMap::new();
        while let Some((name, sharing)) = entries.next_entry()? {
            found.insert(name, sharing);
        }
        Ok(Named(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Named<K>, A::Error> {
        let mut found = BTreeMap::new();
        while let Some(name) = items.next_element()? {
            if found.insert(name, Sharing::Exclusive).is_some() {
                return Err(A::Error::custom("a name is listed twice; list it once"));
            }
        }
        Ok(Named(found))
    }
}

impl JsonSchema for Sharing {
    fn schema_name() -> Cow<'static, str> {
        "Sharing".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Whether others may have the same: `exclusive`, or the priority among those that provide it.",
            "anyOf": [
                { "const": EXCLUSIVE },
                { "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX },
            ],
        })
    }
}

impl<K: Ord + JsonSchema> JsonSchema for Named<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}Claims", K::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = generator.subschema_for::<K>();
        let sharing = generator.subschema_for::<Sharing>();
        json_schema!({
            "anyOf": [
                { "type": "object", "propertyNames": name, "additionalProperties": sharing },
                { "type": "array", "items": name, "uniqueItems": true },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Claims;

    fn written(json: &str) -> String {
        let claims: Claims = serde_json::from_str(json).unwrap();
        serde_json::to_string(&claims).unwrap()
    }

    #[test]
    fn a_list_claims_alone_and_a_mapping_says_how() {
        assert_eq!(
            written(
                r#"{"names": ["calc"], "languages": {"rust": 10, "go": "exclusive"}, "interfaces": {"a:b/c": -1}}"#
            ),
            r#"{"names":{"calc":"exclusive"},"languages":{"go":"exclusive","rust":10},"interfaces":{"a:b/c":-1}}"#
        );
        assert_eq!(written("{}"), "{}");
    }

    #[test]
    fn a_claim_that_cannot_be_understood_is_refused() {
        for bad in [
            r#"{"name": ["calc"]}"#,
            r#"{"names": ["calc", "calc"]}"#,
            r#"{"names": {"calc": "shared"}}"#,
            r#"{"names": {"calc": 2147483648}}"#,
            r#"{"names": {"calc": 1.5}}"#,
            r#"{"names": {"calc": true}}"#,
            r#"{"names": [""]}"#,
            r#"{"interfaces": {"a:b/c@1.0.0": 1}}"#,
            r#"{"steps": "one"}"#,
        ] {
            assert!(serde_json::from_str::<Claims>(bad).is_err(), "{bad}");
        }
    }
}
