//! What a plugin depends on.
//!
//! Three designs use the one word `dependencies` for three things: other plugins, programs on the host, and libraries that
//! were compiled in. They are kept apart here, because they are found, checked and blamed in different ways.

mod requirement;

pub(super) use requirement::Requirement;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use semver::VersionReq;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::requirement::{Named, Requirements};
use crate::quoted::Quoted;
use crate::{Error, InterfaceName, Label, PluginId};

/// What a plugin depends on, each with the versions that will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Other plugins, which have to be there before this one is loaded.
    pub plugins: BTreeMap<PluginId, VersionReq>,
    /// Plugins that it uses if they run anyway, which then have to be of these versions.
    pub optional: BTreeMap<PluginId, VersionReq>,
    /// Plugins that must not run beside it.
    pub conflicts: BTreeMap<PluginId, VersionReq>,
    /// Interfaces that it imports and that some plugin has to answer, whichever the operator chooses.
    pub interfaces: BTreeMap<InterfaceName, VersionReq>,
    /// Programs that the plugin's work needs on the host, such as `rustc`.
    pub tools: BTreeMap<ToolName, VersionReq>,
    /// Libraries that were compiled in: for information only, nothing is resolved from it.
    pub build: BTreeMap<Label, VersionReq>,
}

impl Dependencies {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The name of a program, without a path: 1 to 64 characters of `A-Z a-z 0-9 . _ + -`, no `.` or `-` in front.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToolName(String);

impl ToolName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ToolName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || b"._+-".contains(&c);
        let good = (1..=64).contains(&text.len())
            && text.bytes().all(allowed)
            && !text.starts_with(['.', '-']);
        if !good {
            return Err(Error::Text {
                kind: "name of a tool",
                text: Quoted::new(text),
                reason: "write the bare name of a program, for example `rustc`",
            });
        }
        Ok(Self(text.to_owned()))
    }
}

impl Serialize for ToolName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ToolName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// How dependencies are written: a mapping of the kinds, or a list in which a text is a tool and a mapping is a
/// plugin.
#[derive(Clone, Debug, Default)]
pub(super) struct DependencyForm(pub(super) Dependencies);

impl DependencyForm {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Dependencies")]
struct Kinds {
    /// Other plugins.
    #[serde(skip_serializing_if = "Requirements::is_empty")]
    plugins: Requirements<PluginId>,
    /// Plugins that it uses if they run anyway.
    #[serde(skip_serializing_if = "Requirements::is_empty")]
    optional: Requirements<PluginId>,
    /// Plugins that must not run beside it.
    #[serde(skip_serializing_if = "Requirements::is_empty")]
    conflicts: Requirements<PluginId>,
    /// Interfaces that other plugins have to answer.
    #[serde(skip_serializing_if = "Requirements::is_empty")]
    interfaces: Requirements<InterfaceName>,
    /// Programs on the host.
    #[serde(skip_serializing_if = "Requirements::is_empty")]
    tools: Requirements<ToolName>,
    /// Libraries that were compiled in.
    #[serde(skip_serializing_if = "Requirements::is_empty")]
    build: Requirements<Label>,
}

/// The keys of [`Kinds`].
pub(super) const KINDS: [&str; 6] = [
    "plugins",
    "optional",
    "conflicts",
    "interfaces",
    "tools",
    "build",
];

impl Kinds {
    /// What is needed is not optional.
    fn checked(self) -> Result<Dependencies, String> {
        let both = self.optional.0.keys();
        if let Some(id) = both.into_iter().find(|id| self.plugins.0.contains_key(*id)) {
            return Err(format!(
                "{id} stands in `plugins` and in `optional`; keep one of the two"
            ));
        }
        Ok(Dependencies {
            plugins: self.plugins.0,
            optional: self.optional.0,
            conflicts: self.conflicts.0,
            interfaces: self.interfaces.0,
            tools: self.tools.0,
            build: self.build.0,
        })
    }
}

/// An item of a list: which of the two it is, its shape says.
enum Item {
    Tool(ToolName),
    Plugin(Named<PluginId>),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemVisitor;
        impl<'de> Visitor<'de> for ItemVisitor {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a tool, or a mapping with `id` and `version` of a plugin")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Item, E> {
                text.parse().map(Item::Tool).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Item, A::Error> {
                Named::deserialize(MapAccessDeserializer::new(map)).map(Item::Plugin)
            }
        }
        deserializer.deserialize_any(ItemVisitor)
    }
}

impl<'de> Deserialize<'de> for DependencyForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrKinds;
        impl<'de> Visitor<'de> for ListOrKinds {
            type Value = DependencyForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list, or a mapping of `plugins`, `interfaces`, `optional`, `conflicts`, `tools` and `build`")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<DependencyForm, A::Error> {
                let mut found = Dependencies::default();
                while let Some(item) = items.next_element()? {
                    let is_new = match item {
                        Item::Tool(name) => found.tools.insert(name, VersionReq::STAR).is_none(),
                        Item::Plugin(item) => {
                            found.plugins.insert(item.id, item.version.0).is_none()
                        }
                    };
                    if !is_new {
                        return Err(A::Error::custom(
                            "a dependency is listed twice; list it once",
                        ));
                    }
                }
                Ok(DependencyForm(found))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DependencyForm, A::Error> {
                let kinds = Kinds::deserialize(MapAccessDeserializer::new(map))?;
                kinds
                    .checked()
                    .map(DependencyForm)
                    .map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(ListOrKinds)
    }
}

impl Serialize for DependencyForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Dependencies {
            plugins,
            optional,
            conflicts,
            interfaces,
            tools,
            build,
        } = self.0.clone();
        Kinds {
            plugins: Requirements(plugins),
            optional: Requirements(optional),
            conflicts: Requirements(conflicts),
            interfaces: Requirements(interfaces),
            tools: Requirements(tools),
            build: Requirements(build),
        }
        .serialize(serializer)
    }
}

impl JsonSchema for DependencyForm {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DependencyForm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kinds = generator.subschema_for::<Kinds>();
        let tool = generator.subschema_for::<ToolName>();
        let plugin = generator.subschema_for::<Named<PluginId>>();
        json_schema!({ "anyOf": [kinds, { "type": "array", "items": { "anyOf": [tool, plugin] } }] })
    }
}

impl JsonSchema for ToolName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ToolName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The name of a program on the host.",
            "type": "string",
            "pattern": "^[A-Za-z0-9_+][A-Za-z0-9._+-]{0,63}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DependencyForm, ToolName};

    fn read(json: &str) -> DependencyForm {
        serde_json::from_str(json).unwrap()
    }

    fn written(json: &str) -> String {
        serde_json::to_string(&read(json)).unwrap()
    }

    #[test]
    fn r05_a_text_in_a_list_is_a_tool_and_a_mapping_is_a_plugin() {
        assert_eq!(
            written(
                r#"["rustc", "cargo", {"id": "acme:base", "version": "^1.2"}, {"name": "other"}]"#
            ),
            r#"{"plugins":{"acme:base":"^1.2","other":"*"},"tools":{"cargo":"*","rustc":"*"}}"#
        );
    }

    #[test]
    fn a_plugin_is_needed_or_optional_and_not_both() {
        assert_eq!(
            written(
                r#"{"optional": {"cache": "1"}, "conflicts": ["old"], "interfaces": {"acme:calc/ops": "1"}}"#
            ),
            r#"{"optional":{"cache":"^1"},"conflicts":{"old":"*"},"interfaces":{"acme:calc/ops":"^1"}}"#
        );
        let both = r#"{"plugins": ["a"], "optional": ["a"]}"#;
        let error = serde_json::from_str::<DependencyForm>(both).unwrap_err();
        assert!(error.to_string().contains("keep one of the two"), "{error}");
    }

    #[test]
    fn the_kinds_can_be_lists_or_mappings() {
        assert_eq!(
            written(
                r#"{"plugins": [{"id": "a", "version": "1"}], "tools": ["go"], "build": {"serde": "1.0"}}"#
            ),
            r#"{"plugins":{"a":"^1"},"tools":{"go":"*"},"build":{"serde":"^1.0"}}"#
        );
        assert_eq!(written("{}"), "{}");
    }

    #[test]
    fn a_dependency_that_cannot_be_told_apart_is_refused() {
        for bad in [
            r#"{"serde": "1.0"}"#,
            r#"["rustc", "rustc"]"#,
            r#"{"tools": ["go", "go"]}"#,
            r#"{"interfaces": ["acme:calc/ops@1.0.0"]}"#,
            r#"[{"id": "../x"}]"#,
            r#"[{"id": "x", "version": "newest"}]"#,
            r#"[{"id": "x", "versoin": "1"}]"#,
            r#"["/usr/bin/rustc"]"#,
            "[1]",
            "true",
        ] {
            assert!(
                serde_json::from_str::<DependencyForm>(bad).is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_tool_is_a_bare_name() {
        for bad in ["", "../rustc", "a/b", "a b", "-rf", ".x", "a\u{0}", "C:\\x"] {
            assert!(bad.parse::<ToolName>().is_err(), "{bad}");
        }
        assert_eq!("g++-13".parse::<ToolName>().unwrap().as_str(), "g++-13");
    }
}
