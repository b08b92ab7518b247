//! What is known of an installed version without reading its package.

use std::fmt;

use plugwright_manifest::{Digest, Manifest};
use plugwright_package::{Blob, PackageInfo};
use serde::{Deserialize, Serialize};

use crate::{Error, Release};

/// The most bytes of a record: a manifest and two lists of names, which a package bounds.
pub(super) const MOST: u64 = 16 << 20;

const FORMAT: u32 = 1;

/// Where a version came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Origin {
    /// A folder of a developer: built here, signed by nobody.
    Folder,
    /// A file that somebody brought.
    File,
    /// A registry.
    Registry(String),
}

impl fmt::Display for Origin {
    /// In a word, or as the registry is called.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "folder",
            Self::File => "file",
            Self::Registry(origin) => origin,
        })
    }
}

/// What is known of an installed version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which version.
    pub release: Release,
    /// Where it came from.
    pub origin: Origin,
    /// The manifest inside its component.
    pub manifest: Manifest,
    /// What its component imports.
    pub imports: Vec<String>,
    /// What its component exports.
    pub exports: Vec<String>,
    /// Its component.
    pub component: Blob,
    /// Where the component begins in the package.
    pub(super) offset: u64,
}

impl Record {
    pub(super) fn new(package: &PackageInfo, offset: u64, origin: Origin) -> Self {
        Self {
            release: release_of(package),
            origin,
            manifest: package.manifest().clone(),
            imports: package.imports().to_vec(),
            exports: package.exports().to_vec(),
            component: package.component(),
            offset,
        }
    }

    pub(super) fn encode(&self) -> Result<Vec<u8>, Error> {
        let manifest = self.manifest.to_canonical_json();
        let form = Form {
            format: FORMAT,
            package: self.release.digest,
            component: self.component.digest,
            size: self.component.size,
            offset: self.offset,
            origin: self.origin.clone(),
            imports: self.imports.clone(),
            exports: self.exports.clone(),
            manifest: String::from_utf8_lossy(&manifest).into_owned(),
        };
        serde_json::to_vec_pretty(&form).map_err(|error| damaged(&error.to_string()))
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let form: Form =
            serde_json::from_slice(bytes).map_err(|error| damaged(&error.to_string()))?;
        if form.format != FORMAT {
            return Err(damaged(
                "it is of another format; use the program that wrote it",
            ));
        }
        let manifest = Manifest::from_canonical_json(form.manifest.as_bytes())
            .map_err(|error| damaged(&error.to_string()))?;
        Ok(Self {
            release: Release {
                id: manifest.id.clone(),
                version: manifest.version.clone(),
                digest: form.package,
            },
            origin: form.origin,
            manifest,
            imports: form.imports,
            exports: form.exports,
            component: Blob {
                digest: form.component,
                size: form.size,
            },
            offset: form.offset,
        })
    }
}

pub(super) fn release_of(package: &PackageInfo) -> Release {
    Release {
        id: package.id().clone(),
        version: package.version().clone(),
        digest: package.digest(),
    }
}

fn damaged(problem: &str) -> Error {
    Error::damaged("a record of an installed plugin", problem)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    format: u32,
    package: Digest,
    component: Digest,
    size: u64,
    offset: u64,
    origin: Origin,
    imports: Vec<String>,
    exports: Vec<String>,
    /// In the canonical form, which is text.
    manifest: String,
}
