//! What was made before is not made again: components and reports, kept under the key of all that they depend on.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

/// Writes a file of the cache: beside and renamed, so that a reader finds all of it or nothing.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = path.with_extension(format!("new-{}", std::process::id()));
    fs::write(&fresh, bytes).with_context(|| format!("{} cannot be written", fresh.display()))?;
    fs::rename(&fresh, path).with_context(|| format!("{} cannot be replaced", path.display()))
}
