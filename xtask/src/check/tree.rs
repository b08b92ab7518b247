//! The files of the repository that people wrote.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::process;

/// The paths that git tracks below `root` and that exist, relative to it.
///
/// # Errors
/// When this is no checkout of git.
pub(crate) fn tracked(root: &Path) -> Result<Vec<PathBuf>> {
    let list = process::capture(Command::new("git").args(["ls-files"]).current_dir(root))
        .context("the files of the repository are listed by git")?;
    let paths = list.lines().map(PathBuf::from);
    Ok(paths.filter(|path| root.join(path).is_file()).collect())
}
