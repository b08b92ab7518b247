//! What a plugin asks for, from whichever file says it: a package, a component, a manifest, or a folder with one.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use plugwright_manifest::{Digest, Manifest};
use plugwright_package::{Archive, Endpoints, Limits};

use crate::archive;
use crate::exit::Fault;

/// A manifest, the digest of what it came with, and the component if there was one.
pub(crate) struct PluginFile {
    pub(crate) manifest: Manifest,
    pub(crate) digest: Digest,
    pub(crate) component: Option<Vec<u8>>,
}

impl PluginFile {
    /// Reads it.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Self::in_folder(path);
        }
        if archive::is_archive(path)? {
            return Self::in_package(path);
        }
        let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let digest = Digest::of(&bytes);
        if !wasmparser::Parser::is_component(&bytes) {
            return Ok(Self {
                manifest: parse(path, &bytes)?,
                digest,
                component: None,
            });
        }
        let manifest = plugwright::embedded_manifest(&bytes)
            .map_err(|error| Fault::plugin(error.code(), path, error))?
            .ok_or_else(|| without_manifest(path))?;
        Ok(Self {
            manifest,
            digest,
            component: Some(bytes),
        })
    }

    fn in_package(path: &Path) -> Result<Self> {
        let mut limits = Limits::default();
        // Looking harms nobody, so a remote plugin may be anywhere.
        limits.endpoints = Endpoints::Any;
        let opened = Archive::open(path, &limits).map_err(|error| archive::blame(path, error))?;
        let mut packages = opened.contents().packages();
        let (Some(package), None) = (packages.next(), packages.next()) else {
            let problem = "it holds several plugins; name a package of one";
            return Err(Fault::plugin("PW-MANIFEST-SEVERAL", path, problem).into());
        };
        let component = opened.bytes(package.component());
        Ok(Self {
            manifest: package.manifest().clone(),
            digest: package.digest(),
            component: Some(component.map_err(|error| archive::blame(path, error))?),
        })
    }

    fn in_folder(folder: &Path) -> Result<Self> {
        let manifest = plugwright_build::read_manifest(folder)
            .map_err(|error| Fault::plugin(error.code(), folder, error))?
            .ok_or_else(|| without_manifest(folder))?;
        Ok(Self {
            digest: Digest::of(&manifest.to_canonical_json()),
            manifest,
            component: None,
        })
    }
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Manifest, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| without_manifest(path))?;
    Manifest::parse(&path.display().to_string(), text).map_err(|error| Fault::Plugin {
        code: error.code(),
        message: error.to_string(),
    })
}

fn without_manifest(path: &Path) -> Fault {
    let problem = "there is no manifest in it; name a package, a component that `plugwright build` made, a `plugin.yaml`, or its folder";
    Fault::plugin("PW-MANIFEST-NONE", path, problem)
}
