//! A file is there with all its bytes, or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use plugwright_package::Error;

/// Writes the file `out` by `write`, beside its place first; returns its size.
pub(super) fn save(out: &Path, write: impl FnOnce(&File) -> Result<(), Error>) -> Result<u64> {
    let part = Part::beside(out);
    let file =
        File::create(&part.0).with_context(|| format!("{} cannot be written", out.display()))?;
    write(&file)?;
    file.sync_all()?;
    fs::rename(&part.0, out).with_context(|| format!("{} cannot be written", out.display()))?;
    Ok(file.metadata()?.len())
}

/// A file that is removed unless it was moved away.
struct Part(PathBuf);

impl Part {
    fn beside(out: &Path) -> Self {
        let mut name = out.as_os_str().to_owned();
        name.push(".part");
        Self(name.into())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Nothing is there after success.
        let _ = fs::remove_file(&self.0);
    }
}
