//! Which packages and folders of the repository are guests.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use cargo_metadata::{DependencyKind, Package};
use plugwright_build::{Target, language_of, read_manifest};
use plugwright_codegen::Language;

use super::{ForeignGuest, Guest, RustGuest, Source};
use crate::{exit::Blame, workspace::Workspace};

/// Where the official plugins are.
const PLUGINS: &str = "examples/plugins";
/// Where plugins are that tests of the SDKs load.
const TEST_PLUGINS: &str = "tests/roundtrip/guests";
/// What guests of our own are called after; their components go without it.
const PREFIX: &str = "plugwright-";
const SDK: &str = "plugwright-plugin-sdk";

/// The guests of the repository, by name.
///
/// # Errors
/// When a package or a folder says that it is a guest and cannot be one.
pub(crate) fn discover(workspace: &Workspace) -> Result<Vec<Guest>> {
    let mut guests: Vec<Guest> = Vec::new();
    for package in workspace.members() {
        guests.extend(rust_guest(package)?);
    }
    for folder in [PLUGINS, TEST_PLUGINS] {
        guests.extend(foreign_guests(&workspace.root().join(folder))?);
    }
    guests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(guests)
}

/// The guests that are packages of the workspace, by name.
///
/// # Errors
/// As [`discover`].
pub(crate) fn discover_rust(workspace: &Workspace) -> Result<Vec<RustGuest>> {
    let guests = discover(workspace)?.into_iter();
    Ok(guests
        .filter_map(|guest| match guest.source {
            Source::Rust(guest) => Some(guest),
            Source::Foreign(_) => None,
        })
        .collect())
}

fn rust_guest(package: &Package) -> Result<Option<Guest>> {
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
    let target = Target::of(package).map_err(|error| blame(&name, &error.to_string()))?;
    let source = RustGuest {
        package: package.name.to_string(),
        id: package.id.clone(),
        target,
        artifact: format!("{}.wasm", library.name.replace('-', "_")),
        is_native: library.is_rlib() || library.is_lib(),
    };
    Ok(Some(Guest {
        name,
        manifest,
        source: Source::Rust(source),
    }))
}

/// The folders of `plugins` that hold a plugin in another language than Rust.
fn foreign_guests(plugins: &Path) -> Result<Vec<Guest>> {
    let entries =
        fs::read_dir(plugins).with_context(|| format!("{} cannot be read", plugins.display()))?;
    let mut guests = Vec::new();
    for entry in entries {
        guests.extend(foreign_guest(entry?.path())?);
    }
    Ok(guests)
}

fn foreign_guest(folder: PathBuf) -> Result<Option<Guest>> {
    let Some(language) = language_of(&folder).filter(|language| *language != Language::Rust) else {
        return Ok(None);
    };
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let manifest = read_manifest(&folder).map_err(|error| blame(&name, &error.to_string()))?;
    Ok(manifest.map(|manifest| Guest {
        name,
        manifest: Some(manifest),
        source: Source::Foreign(ForeignGuest { language, folder }),
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
