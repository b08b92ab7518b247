//! `cargo xtask conformance`: any WIT, in every language, from the file to values that came back.
//!
//! Each row is one world in one language, and goes through the stages until one fails: the WIT is read, a project is generated
//! whose functions echo, its compiler makes a component of it, the host instantiates that, and random values make their
//! round trips. What is known to fail is written down with its reason, and fails the run when it starts to pass.

mod cache;
mod compose;
mod entries;
mod expected;
mod matrix;
mod pipeline;
mod prover;
mod representative;
mod row;
mod table;

use std::{fs, path::PathBuf};

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_codegen::Language;

use crate::{
    exit::{Blame, Verdict},
    progress,
    workspace::Workspace,
};
use entries::Entry;
use expected::Expected;
use pipeline::Pipeline;
use prover::Prover;
use row::Row;

pub(crate) use representative::representative;

/// Where the project's own corpus is.
const OWN: &str = "tests/roundtrip/probes";
/// Where the table is kept.
const DOCUMENT: &str = "docs/conformance.md";

/// Generate, compile and run every WIT entry in every language, with random values through each function.
#[derive(Debug, Args)]
pub(crate) struct ConformanceArgs {
    /// A folder of WIT entries: files, and folders that hold a package. By default the project's own.
    #[arg(long, value_name = "DIR")]
    wit: Vec<PathBuf>,
    /// The languages.
    #[arg(long, value_delimiter = ',', value_name = "LANGUAGE")]
    lang: Vec<Language>,
    /// Round trips for each function.
    #[arg(long, default_value_t = 16, value_name = "N")]
    roundtrip: u32,
    /// Calls of the functions of each component in turn, after which memory must be as it was after the first 1,000.
    #[arg(long, default_value_t = 0, value_name = "N")]
    calls: u32,
    /// Where random values start.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Write the rows to this file too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The project's own entries and every folder given, in all languages: what a run without arguments does too.
    #[arg(long)]
    all: bool,
    /// Only entries with this in their name.
    #[arg(long, value_delimiter = ',', value_name = "ENTRY")]
    only: Vec<String>,
    /// Write the table to docs/conformance.md, or the matrix to docs/conformance-matrix.md.
    #[arg(long)]
    write: bool,
    /// Compose the components of each language with those of each other one, and run those.
    #[arg(long)]
    matrix: bool,
}

/// Runs `cargo xtask conformance`.
pub(crate) fn run(args: &ConformanceArgs) -> Result<Verdict> {
    let workspace = Workspace::read()?;
    let entries = args.entries(&workspace)?;
    let expected = Expected::read(&workspace, args.calls)?;
    let prover = Prover::new(&workspace, args.roundtrip, args.calls, args.seed)?;
    if args.matrix {
        return matrix::run(&workspace, &args.languages(), &entries, &prover, args.write);
    }
    let mut rows = Vec::new();
    for language in args.languages() {
        let pipeline = Pipeline::new(&workspace, language, &prover)?;
        for entry in &entries {
            rows.extend(prove(&pipeline, entry, &expected));
        }
    }
    table::print(&rows);
    if let Some(file) = &args.json {
        fs::write(file, serde_json::to_vec_pretty(&rows)?)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    if args.write {
        let file = workspace.root().join(DOCUMENT);
        fs::write(&file, table::document(&rows))
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    let unexpected = rows.iter().filter(|row| !row.is_as_expected()).count();
    println!("{}", table::summary(&rows));
    Ok((unexpected == 0).into())
}

/// One row for each world of an entry.
fn prove(pipeline: &Pipeline<'_>, entry: &Entry, expected: &Expected) -> Vec<Row> {
    let mut rows = Vec::new();
    for world in entry.worlds() {
        let step = progress::step(format!("{} {}", pipeline.language(), world.name));
        let mut row = pipeline.run(&world);
        row.expect(expected);
        let text = row.outcome.to_string();
        if row.is_as_expected() {
            step.done(&text);
        } else {
            step.failed(&text);
            if let Some(log) = &row.log {
                eprintln!("    {}", log.display());
            }
        }
        rows.push(row);
    }
    rows
}

impl ConformanceArgs {
    fn languages(&self) -> Vec<Language> {
        if self.lang.is_empty() || self.all {
            return Language::PROGRAMMING.to_vec();
        }
        self.lang.clone()
    }

    fn entries(&self, workspace: &Workspace) -> Result<Vec<Entry>> {
        let own = [workspace.root().join(OWN)];
        let is_own = self.wit.is_empty() || self.all;
        let mut entries = Vec::new();
        for folder in own.iter().filter(|_| is_own).chain(&self.wit) {
            entries.extend(entries::below(folder)?);
        }
        if !self.only.is_empty() {
            entries.retain(|entry| self.only.iter().any(|part| entry.name.contains(part)));
        }
        if entries.is_empty() {
            return Err(Blame::Usage("there is no such WIT entry".to_owned()).into());
        }
        Ok(entries)
    }
}
