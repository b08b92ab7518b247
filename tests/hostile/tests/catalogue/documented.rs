//! The table of rows and tests is written by hand, so a test holds it to the truth.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn is_of_the_catalogue(name: &str) -> bool {
    let mut letters = name.chars();
    let row = letters
        .next()
        .is_some_and(|section| ('a'..='i').contains(&section));
    row && letters.next().is_some_and(|digit| digit.is_ascii_digit()) && name.contains('_')
}

fn tests_of_this_suite() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let sources = files.map(|file| fs::read_to_string(file).unwrap());
    let names = |source: String| -> Vec<String> {
        let lines = source.lines().filter_map(|line| line.strip_prefix("fn "));
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
    assert_eq!(named, tests_of_this_suite());
}
