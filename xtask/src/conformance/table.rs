//! The rows as a table: entries down, languages across.

use std::{collections::BTreeMap, fmt::Write as _};

use anstream::println;
use plugwright_codegen::Language;

use super::row::{Outcome, Row};

/// Prints the table.
pub(crate) fn print(rows: &[Row]) {
    let table = Table::new(rows);
    let width = table
        .entries
        .iter()
        .map(|(entry, _)| entry.len())
        .max()
        .unwrap_or(0);
    let titles = table
        .languages
        .iter()
        .map(|language| format!("{:15}", language.name()));
    println!("\n{:width$}  {}", "", titles.collect::<String>());
    for (entry, cells) in &table.entries {
        let cells = cells.iter().map(|cell| {
            let word = cell.map_or("", |row| word(row));
            format!("{word:15}")
        });
        println!("{entry:width$}  {}", cells.collect::<String>());
    }
    println!();
}

/// The rows in one sentence for each language and one for all.
pub(crate) fn summary(rows: &[Row]) -> String {
    let table = Table::new(rows);
    let mut text = String::new();
    for language in &table.languages {
        let of_language = || rows.iter().filter(|row| row.language == *language);
        let count = |wanted: &dyn Fn(&Row) -> bool| of_language().filter(|row| wanted(row)).count();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{language}: {} of {} pass, {} not run, {} known to fail, {} unexpected",
            count(&|row| matches!(row.outcome, Outcome::Pass { .. })),
            of_language().count(),
            count(&|row| matches!(row.outcome, Outcome::NotRun { .. })),
            count(&|row| row.expected.is_some() && row.is_as_expected()),
            count(&|row| !row.is_as_expected()),
        );
    }
    let wrong = rows.iter().filter(|row| !row.is_as_expected()).count();
    let _ = write!(text, "{} passed, {wrong} failed", rows.len() - wrong);
    text
}

/// The page that the repository keeps.
pub(crate) fn document(rows: &[Row]) -> String {
    let table = Table::new(rows);
    let mut text = String::from(INTRODUCTION);
    for line in summary(rows).lines() {
        if line.contains(':') {
            let _ = writeln!(text, "- {line}");
        }
    }
    let names: Vec<&str> = table.languages.iter().map(|it| it.name()).collect();
    let _ = writeln!(text, "\n| WIT | {} |", names.join(" | "));
    let _ = writeln!(text, "| --- |{}", " --- |".repeat(names.len()));
    for (entry, cells) in &table.entries {
        let cells = cells.iter().map(|cell| cell.map_or("", |row| word(row)));
        let cells: Vec<&str> = cells.collect();
        let _ = writeln!(text, "| {entry} | {} |", cells.join(" | "));
    }
    let failing = rows.iter().filter(|row| needs_words(row));
    let mut reasons = String::new();
    for row in failing {
        let why = row.expected.clone();
        let why = why.unwrap_or_else(|| row.outcome.to_string());
        let why = why.replace('|', "\\|");
        let _ = writeln!(reasons, "| {} | {} | {why} |", row.entry, row.language);
    }
    if !reasons.is_empty() {
        text.push_str("\n## What does not pass, and why\n\n| WIT | language | reason |\n");
        text.push_str("| --- | --- | --- |\n");
        text.push_str(&reasons);
    }
    text
}

const INTRODUCTION: &str = "# Conformance\n
<!-- Written by `cargo xtask conformance --write`. -->\n
Every WIT entry in every language: a project is generated whose functions echo, compiled to a component, instantiated in the
host, and random values make round trips through each of its functions. A cell says `pass`, or the stage that failed; `not run`
says that a component is made and instantiated, and that its async functions are not called by name.\n\n";

struct Table<'a> {
    languages: Vec<Language>,
    entries: Vec<(&'a str, Vec<Option<&'a Row>>)>,
}

impl<'a> Table<'a> {
    fn new(rows: &'a [Row]) -> Self {
        let mut languages: Vec<Language> = rows.iter().map(|row| row.language).collect();
        languages.sort_unstable();
        languages.dedup();
        let mut entries: BTreeMap<&str, Vec<Option<&Row>>> = BTreeMap::new();
        for row in rows {
            let cells = entries
                .entry(&row.entry)
                .or_insert_with(|| vec![None; languages.len()]);
            if let Some(column) = languages.iter().position(|it| *it == row.language) {
                cells[column] = Some(row);
            }
        }
        Self {
            languages,
            entries: entries.into_iter().collect(),
        }
    }
}

fn word(row: &Row) -> &'static str {
    match &row.outcome {
        Outcome::Pass { .. } => "pass",
        Outcome::NotRun { .. } => "not run",
        Outcome::Failed { stage, .. } => match stage {
            super::row::Stage::Parse => "parse",
            super::row::Stage::Generate => "generate",
            super::row::Stage::Compile => "compile",
            super::row::Stage::Instantiate => "instantiate",
            super::row::Stage::Roundtrip => "roundtrip",
            super::row::Stage::Memory => "memory",
        },
    }
}

fn needs_words(row: &Row) -> bool {
    !matches!(row.outcome, Outcome::Pass { .. })
}
