//! `cargo xtask bench`: the measurements live in a workspace of their own, whose dependencies (other engines among
//! them) nobody else should have to build.

use std::process::Command;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{exit::Verdict, guest, workspace::Workspace};

/// Measure calls, loading and memory beside raw wasmtime and Extism.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// What the benchmark itself takes; `-- --help` lists it.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Builds the guests, then runs the benchmark on them.
pub(crate) fn run(args: &BenchArgs) -> Result<Verdict> {
    let workspace = Workspace::read()?;
    let components = guest::build_all(&workspace)?;
    let status = Command::new("cargo")
        .args([
            "run",
            "--release",
            "--ignore-rust-version",
            "--manifest-path",
            "bench/Cargo.toml",
            "--",
        ])
        .args(&args.args)
        .current_dir(workspace.root())
        .env(guest::FOLDER_VARIABLE, components)
        .status()
        .context("cargo does not start")?;
    Ok(status.success().into())
}
