use std::fs;

use plugwright_plugin_sdk::data_source::{Cell, Comparison, Condition};
use plugwright_plugin_sdk::testing::Host;

use super::*;

const PETS: &str = "id;name;vaccinated\n1;Rex;true\n2;Bella;false\n3;Felix;\n";

fn ctx() -> PluginContext {
    PluginContext::new("GET", "/pets")
}

fn over(directory: &tempfile::TempDir) -> Csv {
    let host = Host::new()
        .config("directory", directory.path().to_str().unwrap())
        .install();
    host.plugin().unwrap()
}

#[test]
fn every_file_of_the_directory_is_a_table() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("pets.csv"), PETS).unwrap();
    fs::write(directory.path().join("owners.tsv"), "id\tname\n1\tAnn\n").unwrap();
    fs::write(directory.path().join("readme.txt"), "no table").unwrap();
    let names: Vec<String> = over(&directory)
        .tables()
        .unwrap()
        .into_iter()
        .map(|table| table.name)
        .collect();
    assert_eq!(names, ["owners", "pets"]);
}

#[test]
fn a_query_is_answered_from_a_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("pets.csv"), PETS).unwrap();
    let condition = Condition {
        column: "id".into(),
        op: Comparison::Greater,
        value: Cell::Text("1".into()),
    };
    let query = Query {
        columns: vec!["name".into()],
        conditions: vec![condition],
        ..Query::all("pets")
    };
    let found = over(&directory).run(&ctx(), &query).unwrap();
    assert_eq!(
        found.rows,
        [[Cell::Text("Bella".into())], [Cell::Text("Felix".into())]]
    );
    assert_eq!(found.total, Some(2));
}

#[test]
fn a_changed_file_is_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("pets.csv");
    fs::write(&path, PETS).unwrap();
    let plugin = over(&directory);
    let count = || plugin.run(&ctx(), &Query::all("pets")).unwrap().total;
    assert_eq!(count(), Some(3));
    fs::write(&path, "id\n1\n").unwrap();
    assert_eq!(count(), Some(1));
}

#[test]
fn tables_of_the_configuration_need_no_files() {
    let config = Config::from_pairs([("tables", r#"{"colors": "name\nred\ngreen\n"}"#)]);
    let plugin = Csv::new(&config).unwrap();
    assert_eq!(plugin.tables().unwrap()[0].name, "colors");
    assert_eq!(
        plugin
            .run(&ctx(), &Query::all("colors"))
            .unwrap()
            .rows
            .len(),
        2
    );
}

#[test]
fn a_table_that_does_not_exist_is_the_callers_fault() {
    let plugin = Csv::new(&Config::from_pairs([("tables", "{}")])).unwrap();
    let error = plugin.run(&ctx(), &Query::all("pets")).unwrap_err();
    assert_eq!(
        (error.fault, error.code.as_str()),
        (FaultClass::Caller, "unknown-table")
    );
}

#[test]
fn a_damaged_table_of_the_configuration_is_the_operators_fault() {
    let error = Csv::new(&Config::from_pairs([("tables", r#"{"t": "a,b\n1\n"}"#)])).unwrap_err();
    assert_eq!(
        (error.fault, error.code.as_str()),
        (FaultClass::Config, "invalid-table")
    );
}

#[test]
fn the_configured_limit_of_rows_holds() {
    let config = Config::from_pairs([("tables", r#"{"t": "a\n1\n2\n3\n"}"#), ("max-rows", "2")]);
    let found = Csv::new(&config)
        .unwrap()
        .run(&ctx(), &Query::all("t"))
        .unwrap();
    assert_eq!((found.rows.len(), found.total), (2, Some(3)));
}
