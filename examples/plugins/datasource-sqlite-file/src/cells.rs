//! Tables and values of a database in the terms of the data source interface.

use plugwright_plugin_sdk::data_source::{Cell, Column, ColumnType, Table};

use crate::sqlite::{self, Affinity, Value};

/// The description of a table under its public name.
pub(crate) fn table(name: String, table: &sqlite::Table) -> Table {
    let columns = table.columns.iter().map(|column| Column {
        name: column.name.clone(),
        data_type: data_type(column.affinity),
        nullable: column.nullable,
    });
    Table {
        name,
        columns: columns.collect(),
    }
}

/// SQLite keeps to the type of a column only where it can: a column without type, and one for any number, may hold
/// anything.
fn data_type(affinity: Affinity) -> ColumnType {
    match affinity {
        Affinity::Integer => ColumnType::Integer,
        Affinity::Text => ColumnType::Text,
        Affinity::Real => ColumnType::Number,
        Affinity::Boolean => ColumnType::Boolean,
        Affinity::Blob | Affinity::Numeric => ColumnType::Any,
    }
}

/// A row in the order of the table's columns.
pub(crate) fn row(values: Vec<Value>, table: &sqlite::Table) -> Vec<Cell> {
    let affinities = table.columns.iter().map(|column| column.affinity);
    values
        .into_iter()
        .zip(affinities)
        .map(|(value, affinity)| cell(value, affinity))
        .collect()
}

fn cell(value: Value, affinity: Affinity) -> Cell {
    match (value, affinity) {
        (Value::Integer(truth @ (0 | 1)), Affinity::Boolean) => Cell::Boolean(truth == 1),
        (Value::Null, _) => Cell::Null,
        (Value::Integer(number), _) => Cell::Integer(number),
        (Value::Real(number), _) => Cell::Number(number),
        (Value::Text(text), _) => Cell::Text(text),
        (Value::Blob(bytes), _) => Cell::Bytes(bytes),
    }
}
