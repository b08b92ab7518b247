//! Plugins that serve rows.

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::PluginFault;
use crate::request::Request;

/// Serves rows of tables.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// The columns of a table; none if the source has no such table.
    fn columns(&self, table: &str) -> Option<Vec<String>>;

    /// Asks for rows.
    ///
    /// # Errors
    /// [`PluginFault`] if there are none to be had.
    async fn run(&self, request: &Request, query: &Query) -> Result<Rows, PluginFault>;
}

/// A question to one table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// The table.
    pub table: String,
    /// Conditions that must all hold.
    pub conditions: Vec<Condition>,
    /// How to sort, the first most important.
    pub order: Vec<Order>,
    /// The most rows to return.
    pub limit: Option<u32>,
    /// How many rows to skip.
    pub offset: u32,
}

/// A condition on one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// How to compare.
    pub comparison: Comparison,
    /// What to compare with.
    pub value: Value,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// The same value.
    #[default]
    Equal,
    /// Another value.
    NotEqual,
    /// Less than.
    Less,
    /// Less than, or the same.
    LessOrEqual,
    /// More than.
    Greater,
    /// More than, or the same.
    GreaterOrEqual,
    /// The text contains the other, in any case.
    Contains,
}

/// How rows are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Order {
    /// Reads `name`, or `-name` for the largest first.
    pub fn parse(text: &str) -> Self {
        let column = text.trim_start_matches('-').to_owned();
        Self {
            descending: text.starts_with('-'),
            column,
        }
    }
}

/// Rows, each an object by column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// The rows.
    pub rows: Vec<Map<String, Value>>,
    /// How many match in all, if the source knows.
    pub total: Option<u64>,
}
