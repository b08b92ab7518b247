//! Rust, by cargo.
//!
//! All projects compile into one target folder, so that what they depend on is compiled once. Cargo gives libraries of one
//! name the same file there, whichever project they are of; that file is removed first, and the one found afterwards is ours.

use std::{fs, io, path::PathBuf, process::Command};

use cargo_metadata::{Metadata, MetadataCommand, Package};

use super::{Compile, program};
use crate::{Error, Target, encode_component};

/// Settings of a build that may run around us, which must not reach into the plugin's.
const BUILD_SETTINGS: [&str; 9] = [
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_TARGET_DIR",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
];

pub(super) fn compile(project: Compile<'_>) -> Result<Vec<u8>, Error> {
    let metadata = metadata(project)?;
    let package = package(project, &metadata)?;
    let target = Target::of(package)?;
    let compiled = compiled(project, package, target)?;
    for stale in compiled.places() {
        remove(&stale).map_err(|error| failed(format!("{}: {error}", stale.display())))?;
    }
    let mut cargo = cargo(project);
    cargo
        .args([
            "build",
            "--release",
            "--target",
            target.triple(),
            "--target-dir",
        ])
        .arg(project.scratch);
    program::run(&mut cargo)?;
    let module = fs::read(&compiled.file)
        .map_err(|error| failed(format!("{}: {error}", compiled.file.display())))?;
    encode_component(&module)
}

fn cargo(project: Compile<'_>) -> Command {
    let mut cargo = project.compiler("cargo");
    for setting in BUILD_SETTINGS {
        cargo.env_remove(setting);
    }
    cargo
}

fn metadata(project: Compile<'_>) -> Result<Metadata, Error> {
    let mut command = MetadataCommand::new();
    command.current_dir(project.folder).no_deps();
    for setting in BUILD_SETTINGS {
        command.env_remove(setting);
    }
    command.exec().map_err(|error| failed(error.to_string()))
}

fn package<'a>(project: Compile<'_>, metadata: &'a Metadata) -> Result<&'a Package, Error> {
    let manifest = project.folder.join("Cargo.toml").canonicalize().ok();
    let ours =
        |package: &&Package| package.manifest_path.as_std_path().canonicalize().ok() == manifest;
    let package = metadata.packages.iter().find(ours);
    package.ok_or_else(|| failed("the folder has no Cargo.toml of a package".to_owned()))
}

/// Where cargo writes a library, and where else it keeps it.
struct Compiled {
    file: PathBuf,
    name: String,
}

impl Compiled {
    fn places(&self) -> [PathBuf; 2] {
        let folder = self.file.with_file_name("deps");
        [self.file.clone(), folder.join(&self.name)]
    }
}

fn compiled(project: Compile<'_>, package: &Package, target: Target) -> Result<Compiled, Error> {
    let library = package.targets.iter().find(|target| target.is_cdylib());
    let library = library.ok_or_else(|| {
        failed(
            "the package has no library for plugins: add `[lib] crate-type = [\"cdylib\"]`"
                .to_owned(),
        )
    })?;
    let name = format!("{}.wasm", library.name.replace('-', "_"));
    let folder = project.scratch.join(target.triple()).join("release");
    Ok(Compiled {
        file: folder.join(&name),
        name,
    })
}

fn remove(file: &std::path::Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn failed(output: String) -> Error {
    Error::Compiler {
        program: "cargo".to_owned(),
        output,
    }
}
