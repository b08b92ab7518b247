//! What a guest's component depends on, in one digest: when it is the same, the component is too and is not built again.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use cargo_metadata::{DependencyKind, Node, PackageId};
use sha2::{Digest as _, Sha256};

use super::{ForeignGuest, Guest, RustGuest, Source};
use crate::workspace::Workspace;

/// The profiles of the workspace that guests are built with.
const PROFILES: [&str; 2] = ["guest", "release"];

/// What compilers and package managers write beside a source.
const OUTPUTS: [&str; 6] = [
    "target",
    ".git",
    "node_modules",
    "__pycache__",
    ".ruff_cache",
    "build",
];

/// Makes fingerprints. What all guests share is read once.
#[derive(Debug)]
pub(crate) struct Fingerprints<'a> {
    workspace: &'a Workspace,
    nodes: HashMap<&'a PackageId, &'a Node>,
    common: Sha256,
}

impl<'a> Fingerprints<'a> {
    /// Reads what all guests depend on.
    ///
    /// # Errors
    /// When the workspace cannot be read.
    pub(crate) fn new(workspace: &'a Workspace) -> Result<Self> {
        let resolve = workspace
            .metadata()
            .resolve
            .as_ref()
            .context("cargo did not resolve the dependencies")?;
        let nodes = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
        let mut common = Sha256::new();
        add(&mut common, env!("CARGO_PKG_VERSION").as_bytes());
        add(&mut common, profiles(workspace.root())?.as_bytes());
        add_folder(&mut common, &workspace.root().join("wit"))?;
        Ok(Self {
            workspace,
            nodes,
            common,
        })
    }

    /// The fingerprint of `guest`: compiler (the version that it prints of itself), profile, WIT, sources, and the exact
    /// dependencies with their features.
    ///
    /// # Errors
    /// When a source cannot be read.
    pub(crate) fn of(&self, guest: &Guest, compiler: &str) -> Result<String> {
        let mut digest = self.common.clone();
        add(&mut digest, compiler.as_bytes());
        match &guest.source {
            Source::Rust(guest) => self.add_crate(&mut digest, guest)?,
            Source::Foreign(guest) => self.add_foreign(&mut digest, guest)?,
        }
        let bytes = digest.finalize();
        Ok(bytes
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
    }

    fn add_foreign(&self, digest: &mut Sha256, guest: &ForeignGuest) -> Result<()> {
        add_folder(digest, &guest.folder)?;
        add_folder(digest, &guest.sdk(self.workspace))
    }

    fn add_crate(&self, digest: &mut Sha256, guest: &RustGuest) -> Result<()> {
        add(digest, guest.target.triple().as_bytes());
        for id in self.reachable(&guest.id) {
            add(digest, id.repr.as_bytes());
            let features = self
                .nodes
                .get(id)
                .map(|node| format!("{:?}", node.features));
            add(digest, features.unwrap_or_default().as_bytes());
            if let Some(folder) = self.local_folder(id) {
                add_folder(digest, &folder)?;
            }
        }
        Ok(())
    }

    /// The package and all that it is built from; dependencies of its tests are not.
    fn reachable(&self, id: &PackageId) -> BTreeSet<&PackageId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&Node> = self.nodes.get(id).copied().into_iter().collect();
        while let Some(node) = open.pop() {
            if !found.insert(&node.id) {
                continue;
            }
            let built_from = node
                .deps
                .iter()
                .filter(|dep| dep.dep_kinds.iter().any(|kind| is_built(kind.kind)));
            open.extend(built_from.filter_map(|dep| self.nodes.get(&dep.pkg).copied()));
        }
        found
    }

    fn local_folder(&self, id: &PackageId) -> Option<PathBuf> {
        let package = &self.workspace.metadata()[id];
        package
            .source
            .is_none()
            .then(|| package.manifest_path.with_file_name("").into_std_path_buf())
    }
}

fn is_built(kind: DependencyKind) -> bool {
    matches!(kind, DependencyKind::Normal | DependencyKind::Build)
}

/// The text of the profiles, from the root manifest.
fn profiles(root: &Path) -> Result<String> {
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(root.join("Cargo.toml"))?)?;
    let profiles = manifest.get("profile").and_then(toml::Value::as_table);
    let chosen = PROFILES.iter().filter_map(|name| profiles?.get(*name));
    Ok(chosen
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n"))
}

/// Adds the names and contents of all files below `folder`, in a fixed order.
fn add_folder(digest: &mut Sha256, folder: &Path) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.sort();
    for path in paths.iter().filter(|path| !is_output(path)) {
        add(
            digest,
            path.file_name().unwrap_or_default().as_encoded_bytes(),
        );
        if path.is_dir() {
            add_folder(digest, path)?;
        } else {
            add(
                digest,
                &fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?,
            );
        }
    }
    Ok(())
}

fn is_output(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| OUTPUTS.iter().any(|output| name == *output))
}

/// With its length in front, so that no two lists of parts give the same bytes.
fn add(digest: &mut Sha256, part: &[u8]) {
    digest.update((part.len() as u64).to_le_bytes());
    digest.update(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest_of(folder: &Path) -> Vec<u8> {
        let mut digest = Sha256::new();
        add_folder(&mut digest, folder).unwrap();
        digest.finalize().to_vec()
    }

    #[test]
    fn a_changed_byte_and_a_renamed_file_change_the_fingerprint_and_build_output_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("src")).unwrap();
        fs::write(root.join("src/lib.rs"), "a").unwrap();
        let first = digest_of(root);

        fs::create_dir_all(root.join("target")).unwrap();
        fs::write(root.join("target/out"), "x").unwrap();
        assert_eq!(digest_of(root), first);

        fs::write(root.join("src/lib.rs"), "b").unwrap();
        let changed = digest_of(root);
        assert_ne!(changed, first);

        fs::rename(root.join("src/lib.rs"), root.join("src/main.rs")).unwrap();
        assert_ne!(digest_of(root), changed);
    }
}
