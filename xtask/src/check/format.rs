//! The source is formatted as rustfmt does by default.

use std::process::Command;

use anyhow::Result;

use super::Outcome;
use crate::workspace::Workspace;

/// Whether rustfmt would change nothing.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let output = Command::new("cargo")
        .args(["fmt", "--all", "--check", "--", "-l"])
        .current_dir(workspace.root())
        .output()?;
    let listed = String::from_utf8_lossy(&output.stdout);
    let root = format!("{}/", workspace.root().display());
    let mut problems: Vec<String> = listed
        .lines()
        .map(|file| format!("{}: run `cargo fmt --all`", file.replace(&root, "")))
        .collect();
    if problems.is_empty() && !output.status.success() {
        problems.push(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(Outcome::of(problems, ""))
}
