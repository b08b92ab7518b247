//! What a folder of source says about itself.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anstream::eprintln;
use anyhow::{Context as _, Result};
use plugwright_security::statement::{Build, Component, Tool};

use crate::{blame::of_security, exit::Fault};

/// A folder of source.
pub(super) struct Source {
    folder: PathBuf,
}

impl Source {
    pub(super) fn of(folder: &Path) -> Result<Self> {
        if !folder.is_dir() {
            let message = format!("{} is no folder of source", folder.display());
            return Err(Fault::usage("PW-SIGN-SOURCE", message).into());
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The build as far as it is known. A commit is named only if the folder is exactly that commit.
    pub(super) fn build(&self, tools: Vec<Tool>) -> Build {
        let repository = self
            .git(&["remote", "get-url", "origin"])
            .map(|url| without_login(&url));
        let clean = self
            .git(&["status", "--porcelain"])
            .is_some_and(|changes| changes.is_empty());
        let commit = self.git(&["rev-parse", "HEAD"]).filter(|_| clean);
        if repository.is_some() && commit.is_none() {
            eprintln!(
                "the provenance names no commit, because the folder differs from the last one"
            );
        }
        Build {
            repository,
            commit,
            tools,
        }
    }

    /// The Rust crates that the plugin is made of; none if it is no Rust.
    pub(super) fn crates(&self) -> Result<Option<BTreeSet<Component>>> {
        let manifest = self.folder.join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else {
            return Ok(None);
        };
        let document: toml::Table = text
            .parse()
            .with_context(|| format!("{} cannot be read", manifest.display()))?;
        let name = document
            .get("package")
            .and_then(|package| package.get("name"));
        let (Some(name), Some(lock)) = (name.and_then(toml::Value::as_str), self.lock_file()?)
        else {
            return Ok(None);
        };
        Component::of_cargo_lock(&lock, name)
            .map(Some)
            .map_err(of_security)
    }

    /// That of the folder, or of the workspace around it.
    fn lock_file(&self) -> Result<Option<String>> {
        let folder = self.folder.canonicalize()?;
        let lock = folder
            .ancestors()
            .map(|folder| folder.join("Cargo.lock"))
            .find(|lock| lock.is_file());
        let read = |lock: PathBuf| {
            fs::read_to_string(&lock).with_context(|| format!("{} cannot be read", lock.display()))
        };
        lock.map(read).transpose()
    }

    fn git(&self, args: &[&str]) -> Option<String> {
        let output = Command::new("git")
            .arg("-C")
            .arg(&self.folder)
            .args(args)
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    }
}

/// An address may carry a token of its owner, which must not be signed and handed out.
fn without_login(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}://{host}/{path}")
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn h2_a_token_in_the_address_of_a_repository_is_not_signed() {
        let url = "https://user:token@example.com/acme/auth.git";
        assert_eq!(without_login(url), "https://example.com/acme/auth.git");
        assert_eq!(
            without_login("git@example.com:acme/auth"),
            "git@example.com:acme/auth"
        );
    }
}
