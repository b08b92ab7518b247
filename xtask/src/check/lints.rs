//! clippy and the compiler have nothing to say. Guests are linted for the target that they are built for.

use std::{collections::BTreeMap, process::Command};

use anyhow::Result;

use super::Outcome;
use crate::{
    guest::{self, RustGuest},
    process,
    workspace::Workspace,
};

/// Whether clippy is silent.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let guests = guest::discover_rust(workspace)?;
    let mut problems = Vec::new();
    for args in runs(&guests) {
        let mut cargo = Command::new("cargo");
        cargo
            .arg("clippy")
            .args(&args)
            .args(["--", "-D", "warnings"])
            .current_dir(workspace.root());
        let log = workspace.root().join("target/xtask/clippy.log");
        problems.extend(
            process::run_logged(&mut cargo, &log)
                .err()
                .map(|error| format!("{error:#}")),
        );
    }
    Ok(Outcome::of(
        problems,
        format!("{} packages", workspace.members().len()),
    ))
}

/// The arguments of each run: the workspace natively, then the guests of each target.
fn runs(guests: &[RustGuest]) -> Vec<Vec<String>> {
    let mut native: Vec<String> = ["--workspace", "--all-targets"].map(str::to_owned).to_vec();
    let mut by_target: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for guest in guests {
        if !guest.is_native {
            native.extend(["--exclude".to_owned(), guest.package.clone()]);
        }
        let run = by_target
            .entry(guest.target.triple())
            .or_insert_with(|| vec!["--target".to_owned(), guest.target.triple().to_owned()]);
        run.extend(["--package".to_owned(), guest.package.clone()]);
    }
    std::iter::once(native)
        .chain(by_target.into_values())
        .collect()
}
