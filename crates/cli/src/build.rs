//! `plugwright build [FOLDER]`: a folder of Rust source becomes a component with its manifest inside.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_build::{Error, Project, finish, import_names, unused_capabilities};
use serde_json::json;

use crate::exit::{Fault, Verdict};

/// Compile a Rust plugin, make it a component, check what it imports against its manifest, and put that inside.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// The folder with Cargo.toml and plugin.yaml.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Where to write the component; `target/plugwright/NAME.wasm` if left out.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `plugwright build`.
pub(crate) fn run(args: &BuildArgs) -> Result<Verdict> {
    let project = Project::read(&args.folder).map_err(blame)?;
    compile(&args.folder, &project)?;
    let compiled = project.compiled();
    let wasm = fs::read(&compiled)
        .with_context(|| format!("cargo did not write {}", compiled.display()))?;
    let component = finish(&wasm, &project.manifest).map_err(blame)?;
    let out = args.out.clone().unwrap_or_else(|| default_out(&project));
    write(&out, &component)?;
    report(args, &project, &component, &out)
}

/// A project that cannot be built is its author's to mend.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn blame(error: Error) -> Fault {
    Fault::Plugin {
        code: error.code(),
        message: error.to_string(),
    }
}

fn compile(folder: &Path, project: &Project) -> Result<()> {
    let status = Command::new("cargo")
        .args([
            "build",
            "--package",
            &project.package,
            "--profile",
            project.profile,
        ])
        .args(["--target", project.target.triple()])
        .current_dir(folder)
        .status()
        .context("cargo does not start; is Rust installed?")?;
    if status.success() {
        return Ok(());
    }
    let target = project.target.triple();
    let message = format!(
        "cargo could not build {}; if the target is missing, run `rustup target add {target}`",
        project.package
    );
    Err(Fault::Plugin {
        code: "PW-BUILD-COMPILE",
        message,
    }
    .into())
}

fn default_out(project: &Project) -> PathBuf {
    project
        .target_folder
        .join("plugwright")
        .join(format!("{}.wasm", project.manifest.id.name()))
}

fn write(out: &Path, component: &[u8]) -> Result<()> {
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(out, component).with_context(|| format!("{} cannot be written", out.display()))
}

fn report(args: &BuildArgs, project: &Project, component: &[u8], out: &Path) -> Result<Verdict> {
    let manifest = &project.manifest;
    let imports = import_names(component).map_err(blame)?;
    let unused = unused_capabilities(&imports, &manifest.capabilities);
    let unused: Vec<&str> = unused
        .into_iter()
        .map(plugwright_build::CapabilityKind::key)
        .collect();
    if args.json {
        let report = json!({
            "id": manifest.id.to_string(),
            "version": manifest.version.to_string(),
            "file": out,
            "bytes": component.len(),
            "imports": imports,
            "unused-capabilities": unused,
        });
        println!("{}", serde_json::to_string_pretty(&report)?);
        return Ok(Verdict::Yes);
    }
    for capability in unused {
        eprintln!(
            "warning: the manifest asks for `{capability}`, which the component does not use"
        );
    }
    println!(
        "{} {}: {} ({} kB)",
        manifest.id,
        manifest.version,
        out.display(),
        component.len().div_ceil(1000)
    );
    Ok(Verdict::Yes)
}
