//! What a guest's component depends on, in one digest: when it is the same, the component is too and is not built again.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use cargo_metadata::{DependencyKind, Node, PackageId};

use super::{ForeignGuest, Guest, RustGuest, Source};
use crate::{key::Key, workspace::Workspace};

/// The profiles of the workspace that guests are built with.
const PROFILES: [&str; 2] = ["guest", "release"];

/// What compilers and package managers write beside a source.
const OUTPUTS: [&str; 5] = [
    "target",
    ".git",
    "node_modules",
    "__pycache__",
    ".ruff_cache",
];

/// Makes fingerprints. What all guests share is read once.
#[derive(Debug)]
pub(crate) struct Fingerprints<'a> {
    workspace: &'a Workspace,
    nodes: HashMap<&'a PackageId, &'a Node>,
    common: Key,
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
        let mut common = Key::default();
        common
            .add(env!("CARGO_PKG_VERSION"))
            .add(profiles(workspace.root())?)
            .add_path(&workspace.root().join("wit"))?;
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
        let mut key = self.common.clone();
        key.add(compiler);
        match &guest.source {
            Source::Rust(guest) => self.add_crate(&mut key, guest)?,
            Source::Foreign(guest) => self.add_foreign(&mut key, guest)?,
        }
        Ok(key.finish())
    }

    fn add_foreign(&self, key: &mut Key, guest: &ForeignGuest) -> Result<()> {
        key.add_path_without(&guest.folder, &OUTPUTS)?
            .add_path_without(&guest.sdk(self.workspace), &OUTPUTS)?;
        Ok(())
    }

    fn add_crate(&self, key: &mut Key, guest: &RustGuest) -> Result<()> {
        key.add(guest.target.triple());
        for id in self.reachable(&guest.id) {
            key.add(&id.repr);
            let features = self
                .nodes
                .get(id)
                .map(|node| format!("{:?}", node.features));
            key.add(features.unwrap_or_default());
            if let Some(folder) = self.local_folder(id) {
                key.add_path_without(&folder, &OUTPUTS)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn digest_of(folder: &Path) -> String {
        let mut key = Key::default();
        key.add_path_without(folder, &OUTPUTS).unwrap();
        key.finish()
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
