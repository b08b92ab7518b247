//! `plugwright build [FOLDER]`: a folder of source becomes a component with its manifest inside.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_build::{
    Compile, Error, Project, compile, finish, import_names, language_of, read_manifest,
    unused_capabilities,
};
use plugwright_codegen::Language;
use plugwright_manifest::Manifest;
use serde_json::json;

use crate::exit::{Fault, Verdict};

/// Compile a plugin, make it a component, check what it imports against its manifest, and put that inside.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// The folder with plugin.yaml and Cargo.toml, go.mod, asconfig.json, pyproject.toml or package.json.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Where to write the component; `target/plugwright/NAME.wasm` if left out.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A plugin that was built.
struct Built {
    manifest: Manifest,
    component: Vec<u8>,
    /// Where its language keeps what is built.
    target_folder: PathBuf,
}

/// Runs `plugwright build`.
pub(crate) fn run(args: &BuildArgs) -> Result<Verdict> {
    let built = build(&args.folder)?;
    let out = args.out.clone().unwrap_or_else(|| default_out(&built));
    write(&out, &built.component)?;
    report(args, &built, &out)
}

/// The component of the project in `folder`, with its manifest inside.
pub(crate) fn component(folder: &Path) -> Result<Vec<u8>> {
    Ok(build(folder)?.component)
}

fn build(folder: &Path) -> Result<Built> {
    match language_of(folder) {
        None | Some(Language::Rust) => build_rust(folder),
        Some(language) => build_foreign(folder, language),
    }
}

/// cargo speaks to the author itself; where it writes is its own choice.
fn build_rust(folder: &Path) -> Result<Built> {
    let project = Project::read(folder).map_err(blame)?;
    run_cargo(folder, &project)?;
    let compiled = project.compiled();
    let wasm = fs::read(&compiled)
        .with_context(|| format!("cargo did not write {}", compiled.display()))?;
    Ok(Built {
        component: finish(&wasm, &project.manifest).map_err(blame)?,
        manifest: project.manifest,
        target_folder: project.target_folder,
    })
}

fn build_foreign(folder: &Path, language: Language) -> Result<Built> {
    let missing = plugwright_manifest::Error::NoManifest;
    let manifest = read_manifest(folder)
        .map_err(blame)?
        .ok_or(Error::from(missing))
        .map_err(blame)?;
    let folder = folder
        .canonicalize()
        .with_context(|| format!("{} cannot be read", folder.display()))?;
    let target_folder = folder.join("target");
    let scratch = target_folder.join(language.name());
    fs::create_dir_all(&scratch)
        .with_context(|| format!("{} cannot be made", scratch.display()))?;
    let project = Compile {
        folder: &folder,
        scratch: &scratch,
        path: None,
    };
    let component = compile(language, project).map_err(blame)?;
    Ok(Built {
        component: finish(&component, &manifest).map_err(blame)?,
        manifest,
        target_folder,
    })
}

/// A project that cannot be built is its author's to mend.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
pub(crate) fn blame(error: Error) -> Fault {
    Fault::Plugin {
        code: error.code(),
        message: error.to_string(),
    }
}

fn run_cargo(folder: &Path, project: &Project) -> Result<()> {
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

fn default_out(built: &Built) -> PathBuf {
    let name = format!("{}.wasm", built.manifest.id.name());
    built.target_folder.join("plugwright").join(name)
}

fn write(out: &Path, component: &[u8]) -> Result<()> {
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(out, component).with_context(|| format!("{} cannot be written", out.display()))
}

fn report(args: &BuildArgs, built: &Built, out: &Path) -> Result<Verdict> {
    let Built {
        manifest,
        component,
        ..
    } = built;
    let imports = import_names(component).map_err(blame)?;
    let unused = unused_capabilities(&imports, &manifest.capabilities);
    let unused: Vec<&str> = unused
        .into_iter()
        .map(plugwright_manifest::imports::CapabilityKind::key)
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
