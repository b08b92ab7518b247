//! A folder of a developer: a component, and the manifest beside it.

use std::fs;
use std::path::Path;

use plugwright_manifest::{Manifest, find_manifest};
use plugwright_package::{Limits, Package};
use wasm_encoder::{ComponentSection as _, CustomSection};

use super::disk;
use crate::Error;

/// The most bytes of a manifest that anybody writes by hand.
const MANIFEST: u64 = 1 << 20;

/// The package that the folder would make. A manifest inside the component has to be the one beside it.
pub(super) fn package(folder: &Path, limits: &Limits) -> Result<Package, Error> {
    let names = names(folder)?;
    let component = component(&names)?;
    let component = file(folder, component, limits.component)?;
    let manifest = manifest(folder, &names)?;
    let Ok(package) = Package::new(component.clone(), None, limits) else {
        return Ok(Package::new(
            with_manifest(component, &manifest),
            None,
            limits,
        )?);
    };
    if *package.info().manifest() == manifest {
        return Ok(package);
    }
    Err(Error::Folder {
        problem: "the manifest inside the component is not the one beside it; build it again",
    })
}

fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let failed = || Error::store("list a folder of a plugin");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        names.extend(entry.map_err(failed())?.file_name().into_string());
    }
    Ok(names)
}

fn component(names: &[String]) -> Result<&str, Error> {
    let is_wasm = |name: &&String| {
        Path::new(name)
            .extension()
            .is_some_and(|ending| ending == "wasm")
    };
    let mut found = names.iter().filter(is_wasm);
    match (found.next(), found.next()) {
        (Some(name), None) => Ok(name),
        (None, _) => Err(Error::Folder {
            problem: "there is no component; build it, so that there is one file with the ending .wasm",
        }),
        (Some(_), Some(_)) => Err(Error::Folder {
            problem: "there are several files with the ending .wasm; leave one",
        }),
    }
}

fn manifest(folder: &Path, names: &[String]) -> Result<Manifest, Error> {
    let name = find_manifest(names.iter().map(String::as_str))?;
    let bytes = file(folder, name, MANIFEST)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::Folder {
        problem: "the manifest is no UTF-8 text",
    })?;
    Ok(Manifest::parse(name, text)?)
}

fn file(folder: &Path, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
    let bytes = disk::read(&folder.join(name), limit);
    let bytes = bytes.map_err(Error::store("read a file of a plugin"))?;
    bytes.ok_or(Error::Folder {
        problem: "a file vanished while it was read; try again",
    })
}

fn with_manifest(mut component: Vec<u8>, manifest: &Manifest) -> Vec<u8> {
    let section = CustomSection {
        name: Manifest::SECTION.into(),
        data: manifest.to_canonical_json().into(),
    };
    section.append_to_component(&mut component);
    component
}
