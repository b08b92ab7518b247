//! The part of the configuration that changes answers.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use crate::extension::Comparison;

/// An answer that differs from what the document says.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct RouteConfig {
    /// The operation, by its `operationId`.
    pub operation: Option<String>,
    /// The operation, by its path. A path that the document does not have adds a route.
    pub path: Option<String>,
    /// The method that goes with `path`; `GET` if left out.
    pub method: Option<String>,
    /// What a request must have for this answer.
    pub when: When,
    /// The schemes, any of which suffices, in place of those of the document; an empty list asks for nothing.
    pub security: Option<Vec<String>>,
    /// The status code.
    pub status: Option<u16>,
    /// The example of the document to answer with.
    pub example: Option<String>,
    /// Header fields; their values are templates.
    pub headers: IndexMap<String, String>,
    /// The body as a value, in which every text is a template.
    pub body: Option<Value>,
    /// The body as one template.
    pub text: Option<String>,
    /// The media type of `text` or `body`.
    pub media_type: Option<String>,
    /// The body as rows of a data source.
    pub data: Option<DataConfig>,
    /// Response plugins that are asked in this order. If none of them wants to answer, the rest of this entry counts.
    pub plugins: Vec<String>,
    /// What the response plugins are told of this route.
    pub options: Value,
    /// How long to wait before answering, in milliseconds.
    pub delay_ms: u64,
}

/// What a request must have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct When {
    /// Parameters of the query with their values.
    pub query: IndexMap<String, String>,
    /// Header fields with their values.
    pub headers: IndexMap<String, String>,
    /// Parameters of the path with their values.
    pub params: IndexMap<String, String>,
}

/// Rows of a data source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DataConfig {
    /// The plugin that serves them.
    pub source: String,
    /// The table.
    pub table: String,
    /// Conditions; their values are templates.
    #[serde(default, rename = "where")]
    pub conditions: IndexMap<String, ConditionConfig>,
    /// Columns to sort by; `-name` for the largest first.
    #[serde(default)]
    pub order: Vec<String>,
    /// The most rows.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Answer with one row, and with 404 if there is none.
    #[serde(default)]
    pub single: bool,
    /// Put the rows under this member instead of answering with a list.
    #[serde(default)]
    pub under: Option<String>,
    /// Whether parameters of the query that are named like a column are conditions, and `limit` and `offset` count.
    #[serde(default)]
    pub filters: bool,
}

/// A condition on a column: a value that must be equal, or a comparison.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum ConditionConfig {
    /// `{ greater: 5 }`
    Compared(#[serde(with = "single_comparison")] (Comparison, Value)),
    /// `5`
    Equal(Value),
}

mod single_comparison {
    use super::{Comparison, IndexMap, Value};
    use serde::de::{Deserialize, Deserializer, Error};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<(Comparison, Value), D::Error> {
        let map = IndexMap::<Comparison, Value>::deserialize(deserializer)?;
        let mut pairs = map.into_iter();
        match (pairs.next(), pairs.next()) {
            (Some(pair), None) => Ok(pair),
            _ => Err(D::Error::custom("a condition has one comparison")),
        }
    }
}
