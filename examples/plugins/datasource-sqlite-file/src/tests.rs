use std::fs;

use plugwright_plugin_sdk::data_source::{Cell, ColumnType, Comparison, Condition, Order};
use plugwright_plugin_sdk::testing::Host;

use super::*;

fn ctx() -> PluginContext {
    PluginContext::new("GET", "/pets")
}

fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(
        directory.path().join("shop.db"),
        include_bytes!("../tests/fixtures/utf8.db"),
    )
    .unwrap();
    fs::write(
        directory.path().join("shop.v2.sqlite"),
        include_bytes!("../tests/fixtures/utf16le.db"),
    )
    .unwrap();
    directory
}

fn plugin(directory: &tempfile::TempDir, file: Option<&str>) -> SqliteFiles {
    let host = Host::new().config("directory", directory.path().to_str().unwrap());
    let host = if let Some(file) = file {
        host.config("file", file)
    } else {
        host
    };
    host.install().plugin().unwrap()
}

#[test]
fn tables_of_several_files_carry_the_name_of_their_file() {
    let directory = directory();
    let names: Vec<String> = plugin(&directory, None)
        .tables()
        .unwrap()
        .into_iter()
        .map(|table| table.name)
        .collect();
    let expected = [
        "shop.pets",
        "shop.odd \"name\"",
        "shop.empty",
        "shop.v2.pets",
        "shop.v2.odd \"name\"",
        "shop.v2.empty",
    ];
    assert_eq!(names, expected);
    let rows = |table: &str| {
        plugin(&directory, None)
            .run(&ctx(), &Query::all(table))
            .unwrap()
            .total
    };
    assert_eq!(
        (rows("shop.pets"), rows("shop.v2.pets")),
        (Some(120), Some(120))
    );
}

#[test]
fn a_query_is_answered_with_the_types_that_were_declared() {
    let query = Query {
        columns: ["id", "weight", "vaccinated"].map(String::from).to_vec(),
        conditions: vec![Condition {
            column: "name".into(),
            op: Comparison::Contains,
            value: Cell::Text("ŽOFIE 3".into()),
        }],
        order_by: vec![Order {
            column: "id".into(),
            descending: true,
        }],
        limit: Some(2),
        ..Query::all("pets")
    };
    let found = plugin(&directory(), Some("shop.db"))
        .run(&ctx(), &query)
        .unwrap();
    let types: Vec<ColumnType> = found
        .columns
        .iter()
        .map(|column| column.data_type)
        .collect();
    assert_eq!(
        types,
        [ColumnType::Integer, ColumnType::Number, ColumnType::Boolean]
    );
    let expected = [
        [
            Cell::Integer(39 * 39),
            Cell::Number(19.5),
            Cell::Boolean(true),
        ],
        [
            Cell::Integer(38 * 38),
            Cell::Number(19.0),
            Cell::Boolean(false),
        ],
    ];
    assert_eq!(found.rows, expected);
    assert_eq!(found.total, Some(11));
}

#[test]
fn a_file_that_is_no_database_is_named_and_nothing_else() {
    let directory = directory();
    fs::write(directory.path().join("bad.db"), "not a database").unwrap();
    let error = plugin(&directory, Some("bad.db")).tables().unwrap_err();
    assert_eq!(
        (error.fault, error.code.as_str()),
        (FaultClass::Dependency, "not-a-database")
    );
    assert!(
        error.message.contains("`bad.db`")
            && !error.message.contains(directory.path().to_str().unwrap())
    );
}

#[test]
fn a_damaged_file_does_not_hide_the_tables_of_another() {
    let directory = directory();
    fs::write(directory.path().join("bad.db"), "not a database").unwrap();
    assert_eq!(
        plugin(&directory, None)
            .run(&ctx(), &Query::all("shop.pets"))
            .unwrap()
            .total,
        Some(120)
    );
}

#[test]
fn a_table_or_file_that_does_not_exist_is_the_callers_fault() {
    let directory = directory();
    assert_eq!(
        plugin(&directory, None)
            .run(&ctx(), &Query::all("pets"))
            .unwrap_err()
            .code,
        "unknown-table"
    );
    let outside = plugin(&directory, Some("../shop.db"))
        .run(&ctx(), &Query::all("pets"))
        .unwrap_err();
    assert_eq!(
        (outside.fault, outside.code.as_str()),
        (FaultClass::Caller, "unknown-file")
    );
}
