//! Files that a command writes are what the command would write today.

use std::{fs, process::Command};

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::{process, workspace::Workspace};

/// A file in the tree, and the arguments of cargo that print what it should hold.
struct Generated {
    file: &'static str,
    cargo: &'static [&'static str],
}

const GENERATED: [Generated; 0] = [];

/// Lists the files that differ from what their command prints.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let mut problems = Vec::new();
    for Generated { file, cargo } in &GENERATED {
        let expected = process::capture(
            Command::new("cargo")
                .args(*cargo)
                .current_dir(workspace.root()),
        )?;
        let found = fs::read_to_string(workspace.root().join(file))
            .with_context(|| format!("{file} cannot be read"))?;
        if found.trim() != expected {
            problems.push(format!(
                "{file} is out of date: cargo {} > {file}",
                cargo.join(" ")
            ));
        }
    }
    Ok(Outcome::of(problems, format!("{} files", GENERATED.len())))
}
