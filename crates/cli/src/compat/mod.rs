//! `plugwright compat OLD NEW`: may this change be published under a compatible version?
//!
//! The question depends on who is replaced. A new *contract* (WIT) must still be met by every plugin that was built
//! against the old one: it may offer more imports and must not ask for more exports. A new *component* must still run in
//! every host that ran the old one: it may offer more exports and must not ask for more imports. Types must be the same
//! in both cases, because the component model knows no conversion between them.
//!
//! [`surface`] turns either input into plain data, [`compare`] judges two of those without any I/O, and [`verdict`]
//! weighs the changes against the versions.

mod change;
mod compare;
mod direction;
mod names;
mod source;
mod surface;
#[cfg(test)]
mod tests;
mod type_text;
mod verdict;
mod version;

use std::path::PathBuf;

use anstream::println;
use anyhow::Result;
use clap::Args;
use serde::Serialize;

use crate::exit;
use change::Change;
use source::Source;
use verdict::Verdict;

/// Refuse a breaking change under a compatible version.
///
/// OLD and NEW are both WIT (a file, a package's folder, or a folder of packages) or both components.
#[derive(Debug, Args)]
pub(crate) struct CompatArgs {
    /// What is published.
    old: PathBuf,
    /// What would replace it.
    new: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    verdict: Verdict,
    changes: &'a [Change],
}

/// Runs `plugwright compat`.
pub(crate) fn run(args: &CompatArgs) -> Result<exit::Verdict> {
    let old = Source::read(&args.old)?;
    let new = Source::read(&args.new)?;
    let replaced = source::replaced(&old, &new)?;
    let changes = compare::compare(&old.surface, &new.surface, replaced);
    let verdict = Verdict::weigh(&changes);
    if args.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&Report {
                verdict,
                changes: &changes
            })?
        );
    } else {
        changes.iter().for_each(|change| println!("{change}"));
        println!("{verdict}");
    }
    Ok((verdict != Verdict::Refused).into())
}
