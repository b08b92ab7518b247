//! The table of rows and tests is written by hand, so a test holds it to the truth.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Whether a name begins with a row of the catalogue, whose sections are shorter than those of the requirements.
fn is_of_the_catalogue(name: &str) -> bool {
    let Some((row, _)) = name.split_once('_') else {
        return false;
    };
    let section = row.starts_with(|section| ('a'..='i').contains(&section));
    let number = row.get(1..).and_then(|number| number.parse::<u32>().ok());
    section && number.is_some_and(|number| number < 40)
}

/// Where tests are whose names begin with a row: this suite, and the loader's, which swaps and watches.
const SUITES: [&str; 2] = ["tests/catalogue", "../../crates/loader/tests"];

fn tests_of_the_suites() -> BTreeSet<String> {
    let folders = SUITES.map(|suite| Path::new(env!("CARGO_MANIFEST_DIR")).join(suite));
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|it| it == "rs"));
    let sources = files.map(|file| fs::read_to_string(file).unwrap());
    let names = |source: String| -> Vec<String> {
        let lines = source.lines();
        let lines = lines.map(|line| line.strip_prefix("async ").unwrap_or(line));
        let lines = lines.filter_map(|line| line.strip_prefix("fn "));
        let names = lines.filter_map(|line| Some(line.split_once('(')?.0.to_owned()));
        names.filter(|name| is_of_the_catalogue(name)).collect()
    };
    sources.flat_map(names).collect()
}

#[test]
fn the_table_of_rows_names_every_test_and_no_other() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/hostile.md");
    let table = fs::read_to_string(table).unwrap();
    let quoted = table.split('`').skip(1).step_by(2);
    let named = quoted.filter(|name| is_of_the_catalogue(name) && !name.ends_with('…'));
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    let tests = tests_of_the_suites();
    let missing: Vec<_> = tests.difference(&named).collect();
    let unknown: Vec<_> = named.difference(&tests).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "not in the table: {missing:?}; in the table alone: {unknown:?}"
    );
}
