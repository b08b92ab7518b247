//! What sort of plugin it is.
//!
//! Two words, from two designs: `types` says which standard interfaces a plugin serves, `category` says what it is for.
//! Both have names that we know and room for others; an unknown one makes a generic plugin, not an error.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::quoted::Quoted;

/// A kind of interface that a plugin serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PluginType {
    /// `plugwright:auth`: says who sent a request.
    Auth,
    /// `plugwright:template`: functions for templates.
    Template,
    /// `plugwright:response`: makes responses.
    Response,
    /// `plugwright:data-source`: gives rows.
    DataSource,
    /// Any other word: a generic plugin.
    Other(Slug),
}

/// What a plugin is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Shows something.
    Visualization,
    /// Finds something out.
    Analysis,
    /// Writes something in another format.
    Export,
    /// Joins another tool.
    Integration,
    /// Any other word: a generic plugin.
    Other(Slug),
}

/// A word of `a-z`, `0-9` and `-` that starts with a letter or a digit, at most 64 characters long.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if text.is_empty() || text.len() > 64 || text.starts_with('-') || !text.bytes().all(allowed)
        {
            return Err(Error::Text {
                kind: "word",
                text: Quoted::new(text),
                reason: "write 1 to 64 characters of a-z, 0-9 and `-`",
            });
        }
        Ok(Self(text.to_owned()))
    }
}

impl PluginType {
    /// The word that stands for it in a manifest.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Auth => "auth",
            Self::Template => "template",
            Self::Response => "response",
            Self::DataSource => "data-source",
            Self::Other(word) => word.as_str(),
        }
    }
}

impl FromStr for PluginType {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "auth" => Self::Auth,
            "template" => Self::Template,
            "response" => Self::Response,
            "data-source" | "data_source" | "datasource" => Self::DataSource,
            other => Self::Other(other.parse()?),
        })
    }
}

impl Category {
    /// The word that stands for it in a manifest.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Visualization => "visualization",
            Self::Analysis => "analysis",
            Self::Export => "export",
            Self::Integration => "integration",
            Self::Other(word) => word.as_str(),
        }
    }
}

impl FromStr for Category {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "visualization" | "visualisation" => Self::Visualization,
            "analysis" => Self::Analysis,
            "export" => Self::Export,
            "integration" => Self::Integration,
            other => Self::Other(other.parse()?),
        })
    }
}

macro_rules! word_traits {
    ($name:ident, $description:literal, $examples:tt) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "description": $description,
                    "type": "string",
                    "pattern": "^([a-z0-9][a-z0-9-]{0,63}|data_source)$",
                    "examples": $examples,
                })
            }
        }
    };
}

word_traits!(
    PluginType,
    "A kind of interface that the plugin serves.",
    ["auth", "template", "response", "data-source"]
);
word_traits!(
    Category,
    "What the plugin is for.",
    ["visualization", "analysis", "export", "integration"]
);

#[cfg(test)]
mod tests {
    use super::{Category, PluginType};

    #[test]
    fn s74_an_unknown_category_is_generic() {
        for (text, known) in [
            ("visualization", true),
            ("analysis", true),
            ("export", true),
            ("integration", true),
            ("ai-ml", false),
        ] {
            let category: Category = text.parse().unwrap();
            assert_eq!(!matches!(category, Category::Other(_)), known, "{text}");
            assert_eq!(category.as_str(), text);
        }
        assert!("AI/ML".parse::<Category>().is_err());
    }

    #[test]
    fn every_spelling_of_data_source_is_the_same() {
        for text in ["data-source", "data_source", "datasource"] {
            assert_eq!(text.parse::<PluginType>().unwrap(), PluginType::DataSource);
        }
        assert_eq!(
            "executor".parse::<PluginType>().unwrap().as_str(),
            "executor"
        );
    }
}
