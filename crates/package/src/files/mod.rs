//! Files that travel with a plugin or with a kit, each a blob of its own.
//!
//! There is no archive inside the archive: a file is a layer of an OCI artifact, named by the annotation that OCI tools
//! take for its name. So a file is fetched, checked and shared alone, and there is nothing to unpack.

mod path;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, DirEntry};
use std::path::Path;

pub use path::FilePath;

use crate::error::shown;
use crate::oci::{Annotations, Descriptor, ImageManifest, MediaType, canonical};
use crate::{Blob, Content, Error, Limits};

const TITLE: &str = "org.opencontainers.image.title";

/// Files by path. No two of the paths are one on any system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<FilePath, Blob>,
    /// Each path and each folder above it, in lower case, with the spelling that it has here.
    taken: HashMap<String, Taken>,
    size: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Taken {
    File(String),
    Folder(String),
}

/// Files with their content, before they are packed.
#[derive(Clone, Debug, Default)]
pub struct Files {
    pub(crate) set: FileSet,
    pub(crate) contents: HashMap<Blob, Content>,
}

impl Files {
    /// All files below `folder`. Links and devices are refused, and so is a name that some system takes for something else.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::NotAFile`], [`Error::FileName`], [`Error::SameFile`], [`Error::Limit`].
    pub fn read(folder: &Path, limits: &Limits) -> Result<Self, Error> {
        let mut files = Self::default();
        files.read_below(folder, "", limits)?;
        Ok(files)
    }

    /// Adds a file in memory.
    ///
    /// # Errors
    /// [`Error::SameFile`], [`Error::Limit`].
    pub fn add(&mut self, path: FilePath, bytes: Vec<u8>, limits: &Limits) -> Result<(), Error> {
        let blob = Blob::of(&bytes);
        self.insert(path, blob, bytes.into(), limits)
    }

    fn insert(
        &mut self,
        path: FilePath,
        blob: Blob,
        content: Content,
        limits: &Limits,
    ) -> Result<(), Error> {
        self.set.insert(path, blob, limits)?;
        self.contents.insert(blob, content);
        Ok(())
    }

    fn read_below(&mut self, folder: &Path, prefix: &str, limits: &Limits) -> Result<(), Error> {
        for entry in fs::read_dir(folder).map_err(Error::Read)? {
            let entry = entry.map_err(Error::Read)?;
            let name = path_of(&entry, prefix)?;
            let kind = entry.file_type().map_err(Error::Read)?;
            if kind.is_dir() {
                // Also ends the descent: a path has at most so many parts.
                FilePath::check(&name)?;
                self.read_below(&entry.path(), &format!("{name}/"), limits)?;
            } else if kind.is_file() {
                let path = name.parse()?;
                let (blob, content) = Content::of_file(&entry.path()).map_err(Error::Read)?;
                self.insert(path, blob, content, limits)?;
            } else {
                return Err(Error::NotAFile { path: shown(&name) });
            }
        }
        Ok(())
    }
}

fn path_of(entry: &DirEntry, prefix: &str) -> Result<String, Error> {
    let name = entry.file_name();
    let name = name.to_str().ok_or_else(|| Error::FileName {
        path: shown(&name.to_string_lossy()),
        problem: "it is not UTF-8",
    })?;
    Ok(format!("{prefix}{name}"))
}

impl FileSet {
    /// The files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&FilePath, &Blob)> {
        self.files.iter()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The bytes of all files together.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The manifest of the artifact of this type that these files are.
    pub(crate) fn manifest(&self, artifact_type: MediaType) -> Vec<u8> {
        let layers = self.files.iter().map(|(path, blob)| Descriptor {
            annotations: Annotations::from([(TITLE.to_owned(), path.to_string())]),
            ..Descriptor::new(MediaType::File, *blob)
        });
        canonical::encode(&ImageManifest::artifact(artifact_type, layers.collect()))
    }

    /// The files that `manifest` lists. Whether it lists them as [`FileSet::manifest`] would is for the caller to compare.
    pub(crate) fn from_manifest(manifest: &ImageManifest, limits: &Limits) -> Result<Self, Error> {
        let mut set = Self::default();
        for layer in &manifest.layers {
            let path = layer
                .annotations
                .get(TITLE)
                .ok_or_else(|| Error::Document {
                    document: "list of files",
                    problem: "a file has no name".to_owned(),
                })?;
            set.insert(path.parse()?, layer.blob(), limits)?;
        }
        Ok(set)
    }

    /// Takes a file in, or changes nothing.
    fn insert(&mut self, path: FilePath, blob: Blob, limits: &Limits) -> Result<(), Error> {
        Error::over("the size of a file", blob.size, limits.file)?;
        let size = self.size.saturating_add(blob.size);
        Error::over("the size of all files", size, limits.all_files)?;
        Error::too_many("the number of files", self.files.len() + 1, limits.files)?;
        let folders = path
            .folders()
            .map(|folder| Taken::Folder(folder.to_owned()));
        let places: Vec<Taken> = folders.chain([Taken::File(path.to_string())]).collect();
        places.iter().try_for_each(|place| self.is_free(place))?;
        for place in places {
            self.taken.insert(place.key(), place);
        }
        self.size = size;
        self.files.insert(path, blob);
        Ok(())
    }

    /// A folder is taken by all that are in it, a file by one; neither in two spellings.
    fn is_free(&self, new: &Taken) -> Result<(), Error> {
        match self.taken.get(&new.key()) {
            None => Ok(()),
            Some(old @ Taken::Folder(_)) if old == new => Ok(()),
            Some(old) => Err(Error::SameFile {
                first: old.path().to_owned(),
                second: new.path().to_owned(),
            }),
        }
    }
}

impl Taken {
    fn path(&self) -> &str {
        let (Self::File(path) | Self::Folder(path)) = self;
        path
    }

    fn key(&self) -> String {
        self.path().to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::Files;
    use crate::{Error, Limits};

    #[test]
    fn a_file_that_is_refused_leaves_nothing_behind() {
        let limits = Limits::default();
        let mut files = Files::default();
        let mut add = |path: &str| files.add(path.parse().unwrap(), vec![0; 10], &limits);
        add("u/a.txt").unwrap();
        for same in ["u/a.txt", "U/a.txt", "u/A.TXT", "u/a.txt/b"] {
            assert!(matches!(add(same), Err(Error::SameFile { .. })), "{same}");
        }
        assert_eq!((files.set.size(), files.set.len()), (10, 1));
        assert_eq!(files.set.taken.len(), 2);
    }
}
