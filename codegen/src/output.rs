//! Generated files, before and after they meet a folder.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::Error;

/// Files by their path below the folder they belong into. The same input gives the same files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<PathBuf, String>,
}

/// How a folder differs from what would be generated into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The file is not there.
    Missing(PathBuf),
    /// The file has another content.
    Changed(PathBuf),
}

impl Output {
    /// Adds a file, in the place of one that has its path.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// All files, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        let files = self.files.iter();
        files.map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// The text of one file.
    pub fn file(&self, path: impl AsRef<Path>) -> Option<&str> {
        self.files.get(path.as_ref()).map(String::as_str)
    }

    /// Writes the files below `folder`, leaving those alone that have their content already.
    ///
    /// # Errors
    /// [`Error::Io`] with the file that cannot be written.
    pub fn write_to(&self, folder: &Path) -> Result<(), Error> {
        for (path, text) in &self.files {
            let path = folder.join(path);
            if fs::read_to_string(&path).is_ok_and(|known| known == *text) {
                continue;
            }
            write(&path, text).map_err(|source| Error::Io { path, source })?;
        }
        Ok(())
    }

    /// What [`Output::write_to`] would change.
    ///
    /// # Errors
    /// [`Error::Io`] with the file that cannot be read.
    pub fn compare_with(&self, folder: &Path) -> Result<Vec<Difference>, Error> {
        let mut differences = Vec::new();
        for (path, text) in &self.files {
            match fs::read_to_string(folder.join(path)) {
                Ok(known) if known == *text => {}
                Ok(_) => differences.push(Difference::Changed(path.clone())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    differences.push(Difference::Missing(path.clone()));
                }
                Err(source) => {
                    return Err(Error::Io {
                        path: folder.join(path),
                        source,
                    });
                }
            }
        }
        Ok(differences)
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
