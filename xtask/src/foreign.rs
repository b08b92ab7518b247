//! What this repository holds in other languages than Rust: the SDKs, and the plugins that are written with them.

use std::path::{Path, PathBuf};

use anyhow::Result;
use plugwright_codegen::Language;

use crate::{
    guest::{self, Source},
    workspace::Workspace,
};

/// A folder that is a project of its language's own tools.
#[derive(Debug, Clone)]
pub(crate) struct ForeignProject {
    /// The language.
    pub(crate) language: Language,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its folder, relative to the repository.
    pub(crate) name: String,
}

/// The SDKs and plugins in other languages, in the order of their folders; not the plugins of tests, which have no tests of
/// their own.
///
/// # Errors
/// When a plugin's folder cannot be read.
pub(crate) fn projects(workspace: &Workspace) -> Result<Vec<ForeignProject>> {
    let root = workspace.root();
    let mut folders: Vec<(Language, PathBuf)> = sdks(root).collect();
    for guest in guest::discover(workspace)? {
        if let Source::Foreign(guest) = guest.source
            && !guest.folder.starts_with(root.join("tests"))
        {
            folders.push((guest.language, guest.folder));
        }
    }
    let mut projects: Vec<ForeignProject> = folders
        .into_iter()
        .map(|(language, folder)| ForeignProject {
            language,
            name: relative(root, &folder),
            folder,
        })
        .collect();
    projects.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(projects)
}

fn sdks(root: &Path) -> impl Iterator<Item = (Language, PathBuf)> {
    let folder = |language: Language| (language, root.join("sdk").join(language.name()));
    let foreign = Language::PROGRAMMING
        .into_iter()
        .filter(|language| *language != Language::Rust);
    foreign.map(folder).filter(|(_, folder)| folder.is_dir())
}

fn relative(root: &Path, folder: &Path) -> String {
    let relative = folder.strip_prefix(root).unwrap_or(folder);
    relative.display().to_string().replace('\\', "/")
}
