//! The documentation builds without a warning: no broken link, no missing item.

use std::process::Command;

use anyhow::Result;

use super::Outcome;
use crate::{guest, process, workspace::Workspace};

/// Whether rustdoc is silent.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["doc", "--no-deps", "--workspace"])
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .current_dir(workspace.root());
    for guest in guest::discover_rust(workspace)? {
        cargo.args(["--exclude", &guest.package]);
    }
    let log = workspace.root().join("target/xtask/doc.log");
    let problems = process::run_logged(&mut cargo, &log)
        .err()
        .map(|error| format!("{error:#}"));
    Ok(Outcome::of(problems.into_iter().collect(), ""))
}
