//! The published crate must carry its WIT, so `wit/deps` is a copy; in the repository it must be an exact one.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const KINDS: [&str; 5] = ["plugin", "auth", "template", "response", "data-source"];

/// An older copy would build plugins that no longer fit the hosts of this repository.
#[test]
fn the_copied_wit_is_the_standard_wit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(standard) = root.join("../../wit").canonicalize() else {
        return; // The packaged crate has nothing to compare with.
    };
    let mut expected = BTreeMap::new();
    collect(&standard.join("plugin/deps"), Path::new(""), &mut expected);
    for kind in KINDS {
        let mut files = BTreeMap::new();
        collect(&standard.join(kind), Path::new(kind), &mut files);
        files.retain(|path, _| !path.starts_with("plugin/deps"));
        expected.extend(files);
    }
    if std::env::var_os("PLUGWRIGHT_BLESS").is_some() {
        bless(&root.join("wit/deps"), &expected);
    }
    let mut copied = BTreeMap::new();
    collect(&root.join("wit/deps"), Path::new(""), &mut copied);
    let differing: Vec<_> = expected
        .keys()
        .chain(copied.keys())
        .filter(|path| expected.get(*path) != copied.get(*path))
        .collect();
    assert!(
        differing.is_empty(),
        "sdk/rust/wit/deps differs from wit/: run `PLUGWRIGHT_BLESS=1 cargo test -p plugwright-plugin-sdk --test wit_copy`\n{differing:#?}"
    );
}

fn collect(folder: &Path, name: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = name.join(entry.file_name());
        if entry.path().is_dir() {
            collect(&entry.path(), &name, files);
        } else {
            files.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

fn bless(copy: &Path, expected: &BTreeMap<PathBuf, String>) {
    fs::remove_dir_all(copy).unwrap();
    for (path, text) in expected {
        let path = copy.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
