//! The component that is packed: built, given, or made of types alone.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use plugwright_build::{check_declared, finish, import_names, read_manifest};
use plugwright_manifest::{Manifest, Runtime};
use plugwright_package::manifest_of;
use wit_parser::Resolve;

use crate::archive;
use crate::build;
use crate::exit::Fault;

/// The component of the project or in the file `input`, with its manifest inside.
pub(super) fn component(input: &Path) -> Result<Vec<u8>> {
    if !input.is_dir() {
        let component =
            fs::read(input).with_context(|| format!("{} cannot be read", input.display()))?;
        check(input, &component)?;
        return Ok(component);
    }
    let manifest = read_manifest(input).map_err(build::blame)?;
    match manifest {
        Some(manifest) if matches!(manifest.runtime, Runtime::Remote(_)) => types(input, &manifest),
        _ => build::component(input),
    }
}

/// What `plugwright build` checks, for a component that comes from elsewhere.
fn check(input: &Path, component: &[u8]) -> Result<()> {
    let manifest = manifest_of(component).map_err(|error| archive::blame(input, error))?;
    import_names(component)
        .and_then(|imports| check_declared(&imports, &manifest.capabilities))
        .map_err(|error| Fault::plugin(error.code(), input, error).into())
}

/// The types of a remote plugin's interfaces, from the WIT of its project.
fn types(project: &Path, manifest: &Manifest) -> Result<Vec<u8>> {
    let folder = project.join("wit");
    let malformed =
        |error: anyhow::Error| Fault::plugin("PW-WIT-INVALID", &folder, format!("{error:#}"));
    let mut resolve = Resolve::default();
    let (package, _) = resolve
        .push_path(&folder)
        .map_err(|error| anyhow::anyhow!("{}", resolve.render_error(&error)))
        .map_err(malformed)?;
    let types = wit_component::encode(&resolve, package, false).map_err(malformed)?;
    Ok(finish(&types, manifest).map_err(build::blame)?)
}
