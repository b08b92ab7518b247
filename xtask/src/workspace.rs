//! What the workspace holds, as cargo sees it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The repository and its packages.
#[derive(Debug)]
pub(crate) struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    /// Asks cargo about the workspace that this program was built from.
    ///
    /// # Errors
    /// When cargo cannot resolve it.
    pub(crate) fn read() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let metadata = MetadataCommand::new()
            .manifest_path(manifest)
            .exec()
            .context("cargo cannot read the workspace; `cargo metadata` shows the same error")?;
        Ok(Self { metadata })
    }

    /// The folder of the repository.
    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// Where guests and their logs go.
    pub(crate) fn guests_folder(&self) -> PathBuf {
        self.root().join("target/guests")
    }

    /// All that cargo said, dependencies included.
    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The packages of the workspace itself.
    pub(crate) fn members(&self) -> Vec<&Package> {
        self.metadata.workspace_packages()
    }

    /// The folder of `package`, relative to the repository, with forward slashes.
    pub(crate) fn folder_of(&self, package: &Package) -> String {
        let folder = package
            .manifest_path
            .parent()
            .unwrap_or(&package.manifest_path);
        let relative = folder
            .strip_prefix(&self.metadata.workspace_root)
            .unwrap_or(folder);
        relative.as_str().replace('\\', "/")
    }
}
