//! `cargo xtask check`: what must hold for every change, beside the tests.

mod contracts;
mod dependencies;
mod docs;
mod file_length;
mod foreign_format;
mod format;
mod generated;
mod layers;
mod lints;
mod machine_paths;
mod spdx;
mod tree;

use anstream::println;
use anyhow::Result;
use clap::Args;

use crate::{
    exit::{Blame, Verdict},
    progress,
    workspace::Workspace,
};

/// Check format, lints, layers, licences, documentation, generated files and stray paths.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Only these checks.
    #[arg(value_name = "CHECK")]
    only: Vec<String>,
}

/// What a check found.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It holds; the note says how much was looked at, or what could not be.
    Holds(String),
    /// It does not hold; a line for each place, with what to do.
    Broken(Vec<String>),
}

impl Outcome {
    /// [`Outcome::Holds`] when there is nothing wrong.
    pub(crate) fn of(problems: Vec<String>, note: impl Into<String>) -> Self {
        if problems.is_empty() {
            Self::Holds(note.into())
        } else {
            Self::Broken(problems)
        }
    }
}

type Check = fn(&Workspace) -> Result<Outcome>;

/// Fast checks come first, so that a mistake shows soon.
const CHECKS: [(&str, Check); 10] = [
    ("format", format::check),
    ("foreign-format", foreign_format::check),
    ("layers", layers::check),
    ("machine-paths", machine_paths::check),
    ("file-length", file_length::check),
    ("dependencies", dependencies::check),
    ("generated", generated::check),
    ("lints", lints::check),
    ("docs", docs::check),
    ("contracts", contracts::check),
];

/// Runs `cargo xtask check`.
pub(crate) fn run(args: &CheckArgs) -> Result<Verdict> {
    let chosen = chosen(&args.only)?;
    let workspace = Workspace::read()?;
    let mut failed = 0;
    for (name, check) in &chosen {
        failed += usize::from(!holds(&workspace, name, *check));
    }
    println!("{} checks hold, {failed} do not", chosen.len() - failed);
    Ok((failed == 0).into())
}

fn chosen(only: &[String]) -> Result<Vec<(&'static str, Check)>> {
    let known = CHECKS.map(|(name, _)| name);
    if let Some(unknown) = only.iter().find(|name| !known.contains(&name.as_str())) {
        let message = format!(
            "there is no check `{unknown}`; there are {}",
            known.join(", ")
        );
        return Err(Blame::Usage(message).into());
    }
    Ok(CHECKS
        .into_iter()
        .filter(|(name, _)| only.is_empty() || only.iter().any(|wanted| wanted == name))
        .collect())
}

fn holds(workspace: &Workspace, name: &str, check: Check) -> bool {
    let step = progress::step(name);
    let problems = match check(workspace) {
        Ok(Outcome::Holds(note)) => {
            step.done(&note);
            return true;
        }
        Ok(Outcome::Broken(problems)) => problems,
        Err(error) => vec![format!("{error:#}")],
    };
    step.failed("");
    for problem in problems {
        println!("  {problem}");
    }
    false
}
