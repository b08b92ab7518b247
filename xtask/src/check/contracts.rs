//! The published WIT packages keep their promises: a change that breaks plugins needs a version that says so.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::{process, workspace::Workspace};

/// Compares `wit/` with that of the last release.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let Some(release) = last_release(workspace.root()) else {
        return Ok(Outcome::Holds(
            "there is no release to compare with".to_owned(),
        ));
    };
    let released = extract(workspace.root(), &release)?;
    let mut cargo = Command::new("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--package",
        "plugwright-cli",
        "--",
        "compat",
    ]);
    cargo.arg(released).arg("wit").current_dir(workspace.root());
    let log = workspace.root().join("target/xtask/contracts.log");
    let problem = process::run_logged(&mut cargo, &log)
        .err()
        .map(|error| format!("{error:#}"));
    Ok(Outcome::of(
        problem.into_iter().collect(),
        format!("wit/ against {release}"),
    ))
}

fn last_release(root: &Path) -> Option<String> {
    let mut git = Command::new("git");
    git.args(["describe", "--tags", "--abbrev=0", "--match", "v*"])
        .current_dir(root);
    process::capture(&mut git).ok()
}

fn extract(root: &Path, release: &str) -> Result<std::path::PathBuf> {
    let folder = root.join("target/xtask/released").join(release);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let archive = folder.join("wit.tar");
    let log = root.join("target/xtask/contracts.log");
    let mut git = Command::new("git");
    git.args(["archive", "--output"])
        .arg(&archive)
        .args([release, "wit"])
        .current_dir(root);
    process::run_logged(&mut git, &log)?;
    process::run_logged(
        Command::new("tar")
            .arg("-xf")
            .arg(&archive)
            .current_dir(&folder),
        &log,
    )?;
    Ok(folder.join("wit"))
}
