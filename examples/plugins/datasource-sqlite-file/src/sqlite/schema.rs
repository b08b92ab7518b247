//! The table `sqlite_schema`, which says what else the file holds (section 2.6 of the format).

use super::Error;
use super::btree::TableScan;
use super::create_table::{self, Affinity, Column};
use super::pages::Pages;
use super::record::{self, Value};

/// A table that can be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    pub(super) root_page: u32,
}

impl Table {
    /// Makes a row of what a record stores: the rowid stands where its alias is declared, rows that are older than a
    /// column have its default, and numbers of a REAL column are numbers again.
    pub(super) fn arrange(&self, rowid: i64, stored: Vec<Value>) -> Vec<Value> {
        let mut stored = stored.into_iter();
        let columns = self.columns.iter();
        columns
            .map(|column| {
                let value = stored.next().unwrap_or_else(|| column.default.clone());
                if column.is_rowid {
                    Value::Integer(rowid)
                } else {
                    with_affinity(value, column.affinity)
                }
            })
            .collect()
    }
}

/// SQLite stores 3.0 in a REAL column as the integer 3 to save room (section 2.1, note on REAL affinity).
#[expect(
    clippy::cast_precision_loss,
    reason = "SQLite only does so where the number fits"
)]
fn with_affinity(value: Value, affinity: Affinity) -> Value {
    match (value, affinity) {
        (Value::Integer(number), Affinity::Real) => Value::Real(number as f64),
        (value, _) => value,
    }
}

/// Reads the schema.
pub(super) fn read(pages: &Pages) -> Result<Vec<Table>, Error> {
    let mut tables = Vec::new();
    for entry in TableScan::new(pages, 1) {
        let entry = entry?;
        let values =
            record::decode(&entry.payload, pages.header().encoding).ok_or(Error::Corrupt {
                page: entry.page,
                what: "a record of the schema ends too early",
            })?;
        tables.extend(table(&values));
    }
    Ok(tables)
}

/// The table that a row of the schema describes, if it describes one that can be read.
fn table(row: &[Value]) -> Option<Table> {
    let [
        Value::Text(kind),
        Value::Text(name),
        _,
        Value::Integer(root),
        Value::Text(sql),
    ] = row
    else {
        return None;
    };
    // Virtual tables have no page of their own.
    let root_page = u32::try_from(*root).ok().filter(|&page| page > 0)?;
    if kind != "table" || name.starts_with("sqlite_") {
        return None;
    }
    let columns = create_table::columns(sql)?;
    Some(Table {
        name: name.clone(),
        columns,
        root_page,
    })
}
