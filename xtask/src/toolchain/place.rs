//! Where our compilers live, and the PATH under which they are found.

use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Names the folder of the compilers when it is not the default, `~/.cache/plugwright/toolchains`.
const FOLDER_VARIABLE: &str = "PLUGWRIGHT_TOOLCHAINS";

/// The folder that holds the compilers we installed, their state and their logs.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    prefix: PathBuf,
}

impl Place {
    /// The folder that the environment names, or the default one.
    ///
    /// # Errors
    /// When there is no home directory, or when the path has white space, which the generated programs would not bear.
    pub(crate) fn find() -> Result<Self> {
        let prefix = match std::env::var_os(FOLDER_VARIABLE) {
            Some(folder) => std::path::absolute(folder)?,
            None => cache_folder()?.join("toolchains"),
        };
        anyhow::ensure!(
            !prefix.to_string_lossy().contains(char::is_whitespace),
            "the folder of the compilers, {}, must not contain white space: set {FOLDER_VARIABLE} to another one",
            prefix.display(),
        );
        Ok(Self { prefix })
    }

    /// The folder itself.
    pub(crate) fn prefix(&self) -> &Path {
        &self.prefix
    }

    /// The programs that we installed.
    pub(crate) fn bin(&self) -> PathBuf {
        self.prefix.join("bin")
    }

    /// The log of a language's installation.
    pub(crate) fn log(&self, language: &str) -> PathBuf {
        self.prefix.join("log").join(format!("{language}.log"))
    }

    /// The record of a language that is in place.
    pub(crate) fn state(&self, language: &str) -> PathBuf {
        self.prefix.join("state").join(format!("{language}.json"))
    }

    /// PATH with `first` and our programs in front.
    ///
    /// # Errors
    /// When a folder's name contains the separator of PATH.
    pub(crate) fn path_with(&self, first: &[PathBuf]) -> Result<OsString> {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = first
            .iter()
            .cloned()
            .chain([self.bin()])
            .chain(std::env::split_paths(&inherited));
        Ok(std::env::join_paths(folders)?)
    }

    /// Holds the folder until the answer is dropped: two installations at a time would spoil each other.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.prefix.join(".lock");
        fs::create_dir_all(&self.prefix)
            .with_context(|| format!("{} cannot be made", self.prefix.display()))?;
        let file =
            File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        file.lock()
            .with_context(|| format!("{} cannot be locked", path.display()))?;
        Ok(file)
    }
}

/// The folder where this project keeps what can be fetched or built again.
///
/// # Errors
/// When there is no home directory.
pub(crate) fn cache_folder() -> Result<PathBuf> {
    let home = std::env::home_dir().context("there is no home directory: set HOME")?;
    Ok(home.join(".cache/plugwright"))
}
