//! Packages of real components, and a store that holds the first of two versions.

use std::path::{Path, PathBuf};

use plugwright_manifest::Manifest;
use plugwright_package::{Archive, Limits, Package};
use tempfile::TempDir;
use wasm_encoder::{ComponentSection as _, CustomSection};

use crate::Release;
use crate::store::Store;

/// A component with some weight, which differs from version to version by its manifest.
pub(super) fn plain_component() -> Vec<u8> {
    let data: String = (0..40_000_u32)
        .map(|i| char::from(b'a' + (i % 26) as u8))
        .collect();
    let text = format!(r#"(component (core module (memory 1) (data (i32.const 0) "{data}")))"#);
    wat::parse_str(text).unwrap()
}

pub(super) fn manifest(id: &str, version: &str) -> String {
    format!("plugin:\n  id: {id}\n  version: {version}\n  description: A sample\n")
}

pub(super) fn archive(id: &str, version: &str) -> Archive {
    let manifest = Manifest::parse("plugin.yaml", &manifest(id, version)).unwrap();
    let mut component = plain_component();
    let data = manifest.to_canonical_json();
    let section = CustomSection {
        name: Manifest::SECTION.into(),
        data: data.into(),
    };
    section.append_to_component(&mut component);
    let package = Package::new(component, None, &Limits::default()).unwrap();
    Archive::plugin(package, &Limits::default()).unwrap()
}

/// Writes a package beside the store, as a user would have it.
pub(super) fn plug(folder: &Path, version: &str) -> PathBuf {
    let path = folder.join(format!("{version}.plug"));
    let file = std::fs::File::create(&path).unwrap();
    archive("acme:sample", version).write(file).unwrap();
    path
}

/// A folder with a store in `store`, in which 1.0.0 is active, and the package of 2.0.0 beside it.
pub(super) struct Setting {
    pub(super) folder: TempDir,
    pub(super) first: Release,
}

impl Setting {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store")).unwrap();
        let first = store
            .install_file(&plug(folder.path(), "1.0.0"))
            .unwrap()
            .remove(0);
        store.activate(&first, None).unwrap();
        plug(folder.path(), "2.0.0");
        Self { folder, first }
    }

    pub(super) fn store(&self) -> Store {
        Store::open(&self.folder.path().join("store")).unwrap()
    }

    pub(super) fn second(&self) -> Release {
        let archive = archive("acme:sample", "2.0.0");
        Release {
            id: self.first.id.clone(),
            version: "2.0.0".parse().unwrap(),
            digest: archive.contents().digest(),
        }
    }
}

/// Whatever happened: all that is installed is whole, what is active can be loaded, and nothing is left over.
pub(super) fn check(store: &Store) {
    for release in store.installed().unwrap() {
        store
            .package(&release)
            .unwrap_or_else(|error| panic!("{release}: {error}"));
        store.record(&release).unwrap();
    }
    for (id, plugin) in store.active().unwrap().plugins {
        let stored = store.load(&id, &plugin.now).unwrap();
        assert_eq!(stored.record.release, plugin.now.release(&id));
        for earlier in plugin.earlier {
            store.load(&id, &earlier).unwrap();
        }
    }
    let left = std::fs::read_dir(store.staging()).unwrap().count();
    assert_eq!(left, 0, "something is left in the staging folder");
}

/// What is active can be loaded, at any moment.
pub(super) fn check_active(store: &Store) {
    for (id, plugin) in store.active().unwrap().plugins {
        store.load(&id, &plugin.now).unwrap();
    }
}
