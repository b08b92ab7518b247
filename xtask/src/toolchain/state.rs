//! What is known of a language on this machine: by which route it came and which version its proof was built with.

use std::{ffi::OsString, fs, process::Command};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Language, Place, language::Route, scope::Scope};
use crate::process;

/// The record of a compiler whose proof has built.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    /// The route that worked.
    pub(crate) route: String,
    /// The first line of the compiler's own answer.
    pub(crate) version: String,
    /// The table's entry for the language: when that changes, the proof must build anew.
    entry: String,
}

impl State {
    /// Records that `route` gave a working compiler.
    pub(crate) fn record(place: &Place, language: &Language, route: &Route) -> Result<Self> {
        let version = version(place, language, route)?;
        let state = Self {
            route: route.name.clone(),
            version,
            entry: entry_digest(language)?,
        };
        let file = place.state(&language.name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, serde_json::to_vec_pretty(&state)?)
            .with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(state)
    }

    /// The record of `language`, if it still holds: same table entry, same compiler.
    pub(crate) fn current(place: &Place, language: &Language) -> Option<Self> {
        let state: Self =
            serde_json::from_slice(&fs::read(place.state(&language.name)).ok()?).ok()?;
        let route = language
            .route
            .iter()
            .find(|route| route.name == state.route)?;
        let same_entry = entry_digest(language).ok()? == state.entry;
        let same_version = version(place, language, route).ok()? == state.version;
        (same_entry && same_version).then_some(state)
    }
}

/// The PATH under which the compiler of `route` is found. A route without steps means what the machine has: there our
/// own programs, perhaps left by another route, do not come first.
pub(crate) fn path_of(place: &Place, language: &Language, route: &Route) -> Result<OsString> {
    if route.step.is_empty() {
        return Ok(std::env::var_os("PATH").unwrap_or_default());
    }
    let scope = Scope::new(place, language, None);
    let folders: Result<Vec<_>> = route
        .path
        .iter()
        .map(|folder| scope.fill_path(folder))
        .collect();
    place.path_with(&folders?)
}

fn version(place: &Place, language: &Language, route: &Route) -> Result<String> {
    let (program, args) = language
        .version
        .split_first()
        .context("the language has no version command")?;
    let path = path_of(place, language, route)?;
    let file =
        process::find(program, &path).with_context(|| format!("{program} is not on PATH"))?;
    let answer = process::capture(Command::new(file).args(args).env("PATH", path))?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

fn entry_digest(language: &Language) -> Result<String> {
    let digest = Sha256::digest(serde_json::to_vec(language)?);
    Ok(digest
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}
