//! What is scanned: a file as it is, or the components of a package.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use plugwright_package::{Archive, Endpoints, Limits};

use crate::{
    archive::{self, is_archive},
    exit::Fault,
};

/// Larger files are not even opened; the scan itself reads less.
const MAX_BYTES: u64 = 1 << 30;

/// Bytes that should be a component.
pub(super) struct Subject {
    /// The name of the file, and of the plugin in it if it is a package.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl Subject {
    /// All components in `file`, of which there is at least one.
    pub(super) fn read(file: &Path) -> Result<Vec<Self>> {
        // The name only: a report is handed on, and where the file lay is nobody's business.
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let cannot = || format!("{} cannot be read", file.display());
        if fs::metadata(file).with_context(cannot)?.len() > MAX_BYTES {
            let message = format!("{name} has more than 1 GiB, and no plugin has");
            return Err(Fault::usage("PW-SCAN-INPUT", message).into());
        }
        if is_archive(file)? {
            return Self::of_package(file, &name);
        }
        let bytes = fs::read(file).with_context(cannot)?;
        Ok(vec![Self { name, bytes }])
    }

    fn of_package(file: &Path, name: &str) -> Result<Vec<Self>> {
        let mut limits = Limits::default();
        limits.endpoints = Endpoints::Any;
        let archive = Archive::open(file, &limits).map_err(|error| archive::blame(file, error))?;
        let packages = archive.contents().packages();
        let subjects = packages.map(|package| {
            let bytes = archive.bytes(package.component())?;
            let name = format!("{name}/{}@{}", package.id(), package.version());
            Ok(Self { name, bytes })
        });
        let subjects: Result<_, _> = subjects.collect();
        subjects.map_err(|error| archive::blame(file, error))
    }
}
