//! What something is made from, in one digest: when it is the same, what was made is too and is not made again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

/// A digest of parts, each with its length in front, so that no two lists of parts are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Key(Sha256);

impl Key {
    /// Adds a part.
    pub(crate) fn add(&mut self, part: impl AsRef<[u8]>) -> &mut Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Adds a file, or all files below a folder, by their names and contents.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn add_path(&mut self, path: &Path) -> Result<&mut Self> {
        self.add_path_without(path, &[])
    }

    /// Adds a file, or all files below a folder but those that are called, or are in folders called, as one of `outputs`.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn add_path_without(&mut self, path: &Path, outputs: &[&str]) -> Result<&mut Self> {
        let unreadable = || format!("{} cannot be read", path.display());
        if !path.is_dir() {
            return Ok(self.add(fs::read(path).with_context(unreadable)?));
        }
        let entries = fs::read_dir(path).with_context(unreadable)?;
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default();
            if !outputs.iter().any(|output| name == *output) {
                self.add(name.as_encoded_bytes())
                    .add_path_without(&path, outputs)?;
            }
        }
        Ok(self)
    }

    /// The digest, in hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        let bytes = self.0.finalize();
        bytes
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}
