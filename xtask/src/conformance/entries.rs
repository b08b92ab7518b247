//! The WIT entries of a folder.
//!
//! A file is an entry; so is a folder that holds one package: with `deps/` or `wit/` in it, or whose files are one package
//! together. Any other folder holds entries.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use plugwright_codegen::{Error, Source};

/// A package of WIT.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its path below the folder, without `.wit`.
    pub(crate) name: String,
    path: PathBuf,
}

/// One world of an entry.
#[derive(Debug)]
pub(crate) struct World {
    /// The entry's name, with that of the world if there are several.
    pub(crate) name: String,
    /// The name in the WIT; none if the package has no world, or cannot be read.
    pub(crate) label: Option<String>,
    /// What was read.
    pub(crate) source: Result<Source, Error>,
}

/// All entries below `folder`, by name.
///
/// # Errors
/// When a folder cannot be read.
pub(crate) fn below(folder: &Path) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    collect(folder, folder, &mut entries)?;
    Ok(entries)
}

fn collect(root: &Path, path: &Path, entries: &mut Vec<Entry>) -> Result<()> {
    if path.is_file() || is_package(path) {
        entries.push(Entry::new(root, path));
        return Ok(());
    }
    let listed =
        fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut paths: Vec<PathBuf> = listed
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.sort();
    let is_wit = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|it| it == "wit");
    paths
        .iter()
        .filter(|path| is_wit(path))
        .try_for_each(|path| collect(root, path, entries))
}

fn is_package(folder: &Path) -> bool {
    if folder.join("deps").is_dir() || folder.join("wit").is_dir() {
        return true;
    }
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = files.filter(|file| file.path().extension().is_some_and(|it| it == "wit"));
    files.count() > 1 && Source::read(&[folder]).is_ok()
}

impl Entry {
    fn new(root: &Path, path: &Path) -> Self {
        let below = path.strip_prefix(root).unwrap_or(path);
        let named = if below.as_os_str().is_empty() {
            path.file_name().map_or(path, Path::new)
        } else {
            below
        };
        let name = named
            .with_extension("")
            .to_string_lossy()
            .replace('\\', "/");
        let inner = path.join("wit");
        Self {
            name,
            path: if inner.is_dir() {
                inner
            } else {
                path.to_owned()
            },
        }
    }

    /// Its worlds. One without a name stands for a package that has none, or cannot be read.
    pub(crate) fn worlds(&self) -> Vec<World> {
        let source = Source::read(&[&self.path]);
        let names: Vec<String> = match &source {
            Ok(source) => source.worlds().into_iter().map(str::to_owned).collect(),
            Err(_) => Vec::new(),
        };
        let several = names.len() > 1;
        let world = |world: Option<String>| World {
            name: match &world {
                Some(world) if several => format!("{}/{world}", self.name),
                _ => self.name.clone(),
            },
            source: Source::read(&[&self.path]),
            label: world,
        };
        if names.is_empty() {
            return vec![world(None)];
        }
        names.into_iter().map(|name| world(Some(name))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn files_of_one_package_are_one_entry_and_files_of_several_are_entries_each() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(&root.join("a.wit"), "package a:a; world w {}");
        write(&root.join("b.wit"), "package a:a; world w {}");
        write(&root.join("two/x.wit"), "package t:t; interface x {}");
        write(&root.join("two/y.wit"), "interface y {}");
        write(&root.join("deep/deps/d.wit"), "package d:d; interface d {}");
        write(
            &root.join("deep/w.wit"),
            "package e:e; world one {} world two {}",
        );
        let entries = below(root).unwrap();
        let names: Vec<&str> = entries.iter().map(|entry| &*entry.name).collect();
        assert_eq!(names, ["a", "b", "deep", "two"]);
        let worlds: Vec<String> = entries[2].worlds().into_iter().map(|it| it.name).collect();
        assert_eq!(worlds, ["deep/one", "deep/two"]);
        assert_eq!(entries[3].worlds()[0].label, None);
    }
}
