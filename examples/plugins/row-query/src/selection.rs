//! Conditions, order, paging and projection.

use std::cmp::Ordering;

use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::data_source::{
    Cell, Column, Condition, Order, Query, RowSet, Table, unknown_column,
};

use crate::comparison::{holds, order};

/// Answers `query` over the rows of `table`, with at most `max_rows` rows whatever the query asks for. The total counts
/// all rows that match.
///
/// # Errors
///
/// When the query names a column that the table does not have, or a row cannot be read.
pub fn select(
    table: &Table,
    rows: impl Iterator<Item = Result<Vec<Cell>, Error>>,
    query: &Query,
    max_rows: u32,
) -> Result<RowSet, Error> {
    let filter = Filter::new(table, &query.conditions)?;
    let sorting = Sorting::new(table, &query.order_by)?;
    let projection = Projection::new(table, &query.columns)?;
    let page = Page {
        offset: query.offset,
        limit: query.limit.unwrap_or(max_rows).min(max_rows),
    };

    let mut matching = rows.filter(|row| row.as_ref().map_or(true, |row| filter.accepts(row)));
    let (rows, total) = if sorting.is_empty() {
        page.cut_unsorted(matching)?
    } else {
        let mut rows: Vec<_> = matching.by_ref().collect::<Result<_, _>>()?;
        rows.sort_by(|one, other| sorting.compare(one, other));
        let total = rows.len() as u64;
        (page.cut(rows), total)
    };
    let rows = rows.into_iter().map(|row| projection.apply(&row)).collect();
    Ok(RowSet {
        columns: projection.columns,
        rows,
        total: Some(total),
    })
}

fn position(table: &Table, name: &str) -> Result<usize, Error> {
    let at = table.columns.iter().position(|column| column.name == name);
    at.ok_or_else(|| unknown_column(name))
}

/// The conditions, with the places of their columns.
struct Filter<'q>(Vec<(usize, &'q Condition)>);

impl<'q> Filter<'q> {
    fn new(table: &Table, conditions: &'q [Condition]) -> Result<Self, Error> {
        let placed = conditions
            .iter()
            .map(|condition| Ok((position(table, &condition.column)?, condition)));
        Ok(Self(placed.collect::<Result<_, Error>>()?))
    }

    fn accepts(&self, row: &[Cell]) -> bool {
        let mut conditions = self.0.iter();
        conditions.all(|(at, condition)| {
            holds(
                row.get(*at).unwrap_or(&Cell::Null),
                condition.op,
                &condition.value,
            )
        })
    }
}

/// The order, with the places of its columns.
struct Sorting(Vec<(usize, bool)>);

impl Sorting {
    fn new(table: &Table, orders: &[Order]) -> Result<Self, Error> {
        let placed = orders
            .iter()
            .map(|order| Ok((position(table, &order.column)?, order.descending)));
        Ok(Self(placed.collect::<Result<_, Error>>()?))
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn compare(&self, one: &[Cell], other: &[Cell]) -> Ordering {
        self.0
            .iter()
            .fold(Ordering::Equal, |so_far, &(at, descending)| {
                so_far.then_with(|| {
                    let (one, other) = (
                        one.get(at).unwrap_or(&Cell::Null),
                        other.get(at).unwrap_or(&Cell::Null),
                    );
                    if descending {
                        order(other, one)
                    } else {
                        order(one, other)
                    }
                })
            })
    }
}

/// The columns that were asked for.
struct Projection {
    places: Vec<usize>,
    columns: Vec<Column>,
}

impl Projection {
    fn new(table: &Table, names: &[String]) -> Result<Self, Error> {
        let places: Vec<usize> = if names.is_empty() {
            (0..table.columns.len()).collect()
        } else {
            names
                .iter()
                .map(|name| position(table, name))
                .collect::<Result<_, _>>()?
        };
        let columns = places
            .iter()
            .filter_map(|&at| table.columns.get(at).cloned())
            .collect();
        Ok(Self { places, columns })
    }

    fn apply(&self, row: &[Cell]) -> Vec<Cell> {
        self.places
            .iter()
            .map(|&at| row.get(at).cloned().unwrap_or(Cell::Null))
            .collect()
    }
}

/// The part of the matching rows that is wanted.
struct Page {
    offset: u32,
    limit: u32,
}

impl Page {
    fn cut(&self, rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
        rows.into_iter()
            .skip(self.offset as usize)
            .take(self.limit as usize)
            .collect()
    }

    /// Keeps only the rows of the page in memory, and counts the others.
    fn cut_unsorted(
        &self,
        rows: impl Iterator<Item = Result<Vec<Cell>, Error>>,
    ) -> Result<(Vec<Vec<Cell>>, u64), Error> {
        let mut kept = Vec::new();
        let mut total: u64 = 0;
        for row in rows {
            let row = row?;
            if total >= u64::from(self.offset) && kept.len() < self.limit as usize {
                kept.push(row);
            }
            total += 1;
        }
        Ok((kept, total))
    }
}

#[cfg(test)]
mod tests {
    use plugwright_plugin_sdk::FaultClass;
    use plugwright_plugin_sdk::data_source::{ColumnType, Comparison};
    use proptest::prelude::*;

    use super::*;

    fn table() -> Table {
        Table::new("pets")
            .with("id", ColumnType::Integer)
            .with("name", ColumnType::Text)
    }

    fn run(names: &[&str], query: &Query, max_rows: u32) -> Result<RowSet, Error> {
        let rows = names
            .iter()
            .zip(1..)
            .map(|(name, id)| Ok(vec![Cell::Integer(id), Cell::Text((*name).into())]));
        select(&table(), rows, query, max_rows)
    }

    fn ids(set: &RowSet) -> Vec<&Cell> {
        set.rows.iter().map(|row| &row[0]).collect()
    }

    fn order_by(column: &str, descending: bool) -> Order {
        Order {
            column: column.into(),
            descending,
        }
    }

    #[test]
    fn rows_are_filtered_sorted_and_paged_in_this_order() {
        let query = Query {
            conditions: vec![Condition {
                column: "name".into(),
                op: Comparison::Contains,
                value: Cell::Text("e".into()),
            }],
            order_by: vec![order_by("name", true)],
            offset: 1,
            limit: Some(2),
            ..Query::all("pets")
        };
        let found = run(&["Rex", "Tom", "Bella", "Felix", "Nero"], &query, 100).unwrap();
        assert_eq!(ids(&found), [&Cell::Integer(5), &Cell::Integer(4)]);
        assert_eq!(found.total, Some(4));
    }

    #[test]
    fn the_second_order_decides_between_equals() {
        let query = Query {
            order_by: vec![order_by("name", false), order_by("id", true)],
            ..Query::all("pets")
        };
        let found = run(&["b", "a", "b", "a"], &query, 100).unwrap();
        assert_eq!(
            ids(&found),
            [
                &Cell::Integer(4),
                &Cell::Integer(2),
                &Cell::Integer(3),
                &Cell::Integer(1)
            ]
        );
    }

    #[test]
    fn the_limit_of_the_source_wins_over_that_of_the_query() {
        let query = Query {
            limit: Some(50),
            ..Query::all("pets")
        };
        let found = run(&["a", "b", "c"], &query, 2).unwrap();
        assert_eq!((found.rows.len(), found.total), (2, Some(3)));
    }

    #[test]
    fn columns_come_in_the_order_asked_for() {
        let query = Query {
            columns: vec!["name".into(), "id".into()],
            ..Query::all("pets")
        };
        let found = run(&["a"], &query, 10).unwrap();
        assert_eq!(found.columns[0].name, "name");
        assert_eq!(found.rows, [[Cell::Text("a".into()), Cell::Integer(1)]]);
    }

    #[test]
    fn an_unknown_column_is_the_callers_fault() {
        let query = Query {
            columns: vec!["age".into()],
            ..Query::all("pets")
        };
        let error = run(&["a"], &query, 10).unwrap_err();
        assert_eq!(
            (error.fault, error.code.as_str()),
            (FaultClass::Caller, "unknown-column")
        );
    }

    proptest! {
        #[test]
        fn pages_laid_side_by_side_are_the_whole(count in 0..40_u32, size in 1..7_u32, sorted in any::<bool>()) {
            let names: Vec<String> = (0..count).map(|i| (i * 7 % 13).to_string()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let order_by = if sorted { vec![order_by("name", false)] } else { Vec::new() };
            let page = |offset, limit| run(&names, &Query { offset, limit, order_by: order_by.clone(), ..Query::all("pets") }, 100).unwrap();
            let whole = page(0, None);
            let pages = (0..count.div_ceil(size)).flat_map(|i| page(i * size, Some(size)).rows);
            prop_assert_eq!(pages.collect::<Vec<_>>(), whole.rows);
        }
    }
}
