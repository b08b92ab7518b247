//! Reading what is compared: WIT as text, WIT as WebAssembly, or a component.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use semver::Version;
use wit_component::DecodedWasm;
use wit_parser::{PackageId, Resolve, SourceMap, UnresolvedPackageGroup};

use super::{compare::Replaced, surface::Surface};
use crate::exit::Fault;

/// An input, read.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) surface: Surface,
    is_component: bool,
}

impl Source {
    /// Reads `path`: a component, a WIT package as file or folder, or a folder of such folders.
    ///
    /// # Errors
    /// [`Fault::Plugin`] when it is malformed.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        anyhow::ensure!(path.exists(), "{} does not exist", path.display());
        if path.is_file() && path.extension().is_none_or(|ending| ending != "wit") {
            let bytes =
                fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
            return Self::of_wasm(&bytes).map_err(|error| fault(path, &error).into());
        }
        Self::of_wit(path).map_err(|error| fault(path, &error).into())
    }

    fn of_wasm(bytes: &[u8]) -> Result<Self> {
        let surface = match wit_component::decode(bytes)? {
            DecodedWasm::WitPackage(resolve, package) => {
                return Ok(Self {
                    surface: Surface::of_packages(&resolve, &[package]),
                    is_component: false,
                });
            }
            DecodedWasm::Component(resolve, world) => {
                Surface::of_component(&resolve, world, version(bytes))
            }
        };
        Ok(Self {
            surface,
            is_component: true,
        })
    }

    fn of_wit(path: &Path) -> Result<Self> {
        let mut resolve = Resolve::default();
        let packages = if path.is_file() || has_wit(path)? {
            resolve.push_path(path).map(|(package, _)| vec![package])
        } else {
            push_packages(&mut resolve, path)
        };
        let packages =
            packages.map_err(|error| anyhow::anyhow!("{}", resolve.render_error(&error)))?;
        Ok(Self {
            surface: Surface::of_packages(&resolve, &packages),
            is_component: false,
        })
    }
}

/// What the two inputs ask, as both must be of one kind.
///
/// # Errors
/// [`Fault::Usage`] when one is a component and the other is not.
pub(crate) fn replaced(old: &Source, new: &Source) -> Result<Replaced> {
    match (old.is_component, new.is_component) {
        (false, false) => Ok(Replaced::Contract),
        (true, true) => Ok(Replaced::Component),
        _ => {
            let message = "one is a component and the other is WIT: give two of the same kind";
            Err(Fault::usage("PW-COMPAT-KINDS", message).into())
        }
    }
}

fn fault(path: &Path, error: &anyhow::Error) -> Fault {
    Fault::plugin("PW-COMPAT-MALFORMED", path, format!("{error:#}"))
}

/// The version that the component says it has.
fn version(bytes: &[u8]) -> Option<Version> {
    let payload = wasm_metadata::Payload::from_binary(bytes).ok()?;
    Version::parse(&payload.metadata().version.as_ref()?.to_string()).ok()
}

/// Parses a folder of package folders. Those may use each other, and each may have a `deps` folder.
fn push_packages(resolve: &mut Resolve, path: &Path) -> Result<Vec<PackageId>> {
    let folders = package_folders(path)?;
    anyhow::ensure!(!folders.is_empty(), "there is no WIT in it");
    let names = folders
        .iter()
        .map(|folder| Ok(group(folder)?.main.name))
        .collect::<Result<Vec<_>>>()?;
    let mut groups: Vec<UnresolvedPackageGroup> = Vec::new();
    for folder in dependencies(&folders)?.iter().chain(&folders) {
        let group = group(folder)?;
        if !groups
            .iter()
            .any(|known| known.main.name == group.main.name)
        {
            groups.push(group);
        }
    }
    let main = groups.pop().context("there is at least one package")?;
    resolve.push_groups(main, groups)?;
    let found = names
        .iter()
        .filter_map(|name| resolve.package_names.get(name).copied());
    Ok(found.collect())
}

fn group(path: &Path) -> Result<UnresolvedPackageGroup> {
    let mut sources = SourceMap::default();
    if path.is_dir() {
        sources.push_dir(path)?;
    } else {
        sources.push_file(path)?;
    }
    sources
        .parse()
        .map_err(|(sources, error)| anyhow::anyhow!("{}", error.render(&sources)))
}

fn dependencies(folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for deps in folders
        .iter()
        .map(|folder| folder.join("deps"))
        .filter(|deps| deps.is_dir())
    {
        found.extend(package_folders(&deps)?);
    }
    Ok(found)
}

/// The folders and files directly in `path` that hold a package.
fn package_folders(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?.path();
        let holds_wit = if entry.is_dir() {
            has_wit(&entry)?
        } else {
            is_wit(&entry)
        };
        if holds_wit {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}

fn has_wit(folder: &Path) -> Result<bool> {
    let mut entries = fs::read_dir(folder)?.filter_map(Result::ok);
    Ok(entries.any(|entry| is_wit(&entry.path())))
}

fn is_wit(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|ending| ending == "wit")
}
