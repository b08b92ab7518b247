//! Which packages of the workspace are guests.

use anyhow::Result;
use cargo_metadata::{DependencyKind, Package, PackageId};
use plugwright_build::{Target, read_manifest};
use plugwright_manifest::Manifest;

use crate::{exit::Blame, workspace::Workspace};

/// What guests of our own are called after; their components go without it.
const PREFIX: &str = "plugwright-";
const SDK: &str = "plugwright-plugin-sdk";

/// A package that is compiled to a component.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// The name of its component.
    pub(crate) name: String,
    /// The name of its package.
    pub(crate) package: String,
    /// The package as cargo knows it.
    pub(crate) id: PackageId,
    /// The compiler's target.
    pub(crate) target: Target,
    /// The name of the WebAssembly file that the compiler writes.
    pub(crate) artifact: String,
    /// What it says about itself, when it is a plugin that users could install.
    pub(crate) manifest: Option<Manifest>,
    /// Whether it also makes a library of Rust, so that its tests run natively.
    pub(crate) is_native: bool,
}

/// The guests of the workspace, by name.
///
/// # Errors
/// When a package says that it is a guest and cannot be one.
pub(crate) fn discover(workspace: &Workspace) -> Result<Vec<Guest>> {
    let mut guests: Vec<Guest> = Vec::new();
    for package in workspace.members() {
        guests.extend(guest(package)?);
    }
    guests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(guests)
}

fn guest(package: &Package) -> Result<Option<Guest>> {
    let name = package
        .name
        .strip_prefix(PREFIX)
        .unwrap_or(&package.name)
        .to_owned();
    let folder = package.manifest_path.with_file_name("");
    let manifest =
        read_manifest(folder.as_std_path()).map_err(|error| blame(&name, &error.to_string()))?;
    let library = package.targets.iter().find(|target| target.is_cdylib());
    let declared = package.metadata.pointer("/plugwright/guest").is_some() || manifest.is_some();
    if !declared && (library.is_none() || !uses_sdk(package)) {
        return Ok(None);
    }
    let library =
        library.ok_or_else(|| blame(&name, "it has no library of the crate type `cdylib`"))?;
    Ok(Some(Guest {
        package: package.name.to_string(),
        id: package.id.clone(),
        target: Target::of(package).map_err(|error| blame(&name, &error.to_string()))?,
        artifact: format!("{}.wasm", library.name.replace('-', "_")),
        is_native: library.is_rlib() || library.is_lib(),
        manifest,
        name,
    }))
}

fn uses_sdk(package: &Package) -> bool {
    let mut dependencies = package.dependencies.iter();
    dependencies
        .any(|dependency| dependency.name == SDK && dependency.kind == DependencyKind::Normal)
}

fn blame(name: &str, problem: &str) -> Blame {
    Blame::Plugin(format!("the guest {name}: {problem}"))
}
