//! `plugwright:data-source`: plugins that serve rows.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use plugwright::Plugin;
use plugwright::loader::{Error as LoaderError, Serving};
use serde_json::{Map, Value};

use super::Served;
use super::conversion::conversions;
use crate::error::Error;
use crate::extension::{Comparison, Condition, DataSource, PluginFault, Query, Rows};
use crate::request::Request;
use data_source_plugin::data_source::{self as wire, Cell, ColumnType};

plugwright::bind!({ path: ["../../../wit/plugin", "../../../wit/data-source"], world: "plugwright:data-source/data-source-plugin" });
conversions!(data_source_plugin);

struct Sandboxed {
    name: Arc<str>,
    plugin: Serving<DataSourcePlugin>,
    tables: Tables,
}

/// The columns of each table, with what is in them.
pub(super) type Tables = IndexMap<String, IndexMap<String, ColumnType>>;

/// The tables that a version of a plugin has, if it is a data source. They are asked for once: a new table needs a reload.
pub(super) async fn tables(name: &str, plugin: &Plugin) -> Result<Option<Tables>, Error> {
    let Ok(plugin) = DataSourcePlugin::new(plugin) else {
        return Ok(None);
    };
    let tables = plugin.data_source().tables().await;
    let tables = answer(name, tables.map_err(LoaderError::from))?;
    let columns = |table: wire::Table| {
        let columns = table
            .columns
            .into_iter()
            .map(|column| (column.name, column.data_type));
        (table.name, columns.collect())
    };
    Ok(Some(tables.into_iter().map(columns).collect()))
}

/// A plugin that is a data source.
pub(super) fn data_source(
    served: &Served,
    tables: Tables,
) -> Result<Arc<dyn DataSource>, LoaderError> {
    Ok(Arc::new(Sandboxed {
        name: Arc::clone(&served.name),
        plugin: served.serving.typed(DataSourcePlugin::new)?,
        tables,
    }))
}

#[async_trait]
impl DataSource for Sandboxed {
    fn columns(&self, table: &str) -> Option<Vec<String>> {
        self.tables
            .get(table)
            .map(|columns| columns.keys().cloned().collect())
    }

    async fn run(&self, request: &Request, query: &Query) -> Result<Rows, PluginFault> {
        let asked = self.query(query);
        let context = context(request);
        let found = self
            .plugin
            .call(async |plugin| plugin.data_source().run(&context, &asked).await)
            .await;
        let found = answer(&self.name, found)?;
        let names: Vec<String> = found
            .columns
            .into_iter()
            .map(|column| column.name)
            .collect();
        let row = |cells: Vec<Cell>| {
            names
                .iter()
                .cloned()
                .zip(cells.into_iter().map(value))
                .collect::<Map<_, _>>()
        };
        Ok(Rows {
            rows: found.rows.into_iter().map(row).collect(),
            total: found.total,
        })
    }
}

impl Sandboxed {
    fn query(&self, query: &Query) -> wire::Query {
        let order = query.order.iter().map(|order| wire::Order {
            column: order.column.clone(),
            descending: order.descending,
        });
        wire::Query {
            table: query.table.clone(),
            columns: Vec::new(),
            conditions: query
                .conditions
                .iter()
                .map(|condition| self.condition(&query.table, condition))
                .collect(),
            order_by: order.collect(),
            limit: query.limit,
            offset: query.offset,
        }
    }

    /// Values from paths and queries are text; the column says what they mean.
    fn condition(&self, table: &str, condition: &Condition) -> wire::Condition {
        let kind = self
            .tables
            .get(table)
            .and_then(|columns| columns.get(&condition.column))
            .copied();
        wire::Condition {
            column: condition.column.clone(),
            op: comparison(condition.comparison),
            value: cell(&condition.value, kind.unwrap_or(ColumnType::Any)),
        }
    }
}

fn comparison(comparison: Comparison) -> wire::Comparison {
    match comparison {
        Comparison::Equal => wire::Comparison::Equal,
        Comparison::NotEqual => wire::Comparison::NotEqual,
        Comparison::Less => wire::Comparison::Less,
        Comparison::LessOrEqual => wire::Comparison::LessOrEqual,
        Comparison::Greater => wire::Comparison::Greater,
        Comparison::GreaterOrEqual => wire::Comparison::GreaterOrEqual,
        Comparison::Contains => wire::Comparison::Contains,
    }
}

fn cell(value: &Value, kind: ColumnType) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(value) => Cell::Boolean(*value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Cell::Integer(integer),
            (None, number) => number.map_or(Cell::Null, Cell::Number),
        },
        Value::String(text) => typed(text, kind).unwrap_or_else(|| Cell::Text(text.clone())),
        other => Cell::Text(other.to_string()),
    }
}

fn typed(text: &str, kind: ColumnType) -> Option<Cell> {
    match kind {
        ColumnType::Boolean => text.parse().ok().map(Cell::Boolean),
        ColumnType::Integer => text.parse().ok().map(Cell::Integer),
        ColumnType::Number => text.parse().ok().map(Cell::Number),
        ColumnType::Bytes => STANDARD.decode(text).ok().map(Cell::Bytes),
        ColumnType::Any | ColumnType::Text => None,
    }
}

/// JSON has no bytes; base64 is what OpenAPI's format `byte` means.
fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Boolean(value) => value.into(),
        Cell::Integer(integer) => integer.into(),
        Cell::Number(number) => json_number(number),
        Cell::Text(text) => text.into(),
        Cell::Bytes(bytes) => STANDARD.encode(bytes).into(),
    }
}

/// JSON has one kind of numbers, in which 12.0 is 12.
fn json_number(number: f64) -> Value {
    /// Up to here every whole number is an `f64` of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || number.abs() > EXACT {
        return number.into();
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is whole and small enough"
    )]
    let whole = number as i64;
    whole.into()
}
