//! The table of languages, as `languages.toml` writes it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::step::Action;
use crate::exit::Blame;

const TABLE: &str = include_str!("../../languages.toml");

/// A language that guests are written in.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Language {
    /// The name that users give on the command line.
    pub(crate) name: String,
    /// The command whose first line says which compiler this is.
    pub(crate) version: Vec<String>,
    /// Values for placeholders: the versions that we know to work.
    #[serde(default)]
    pub(crate) pins: BTreeMap<String, String>,
    /// What to type on each system.
    pub(crate) hint: Hint,
    /// The small guest that must build.
    pub(crate) proof: Proof,
    /// The ways to get the compiler, best first.
    pub(crate) route: Vec<Route>,
}

/// What a user types to get a compiler.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hint {
    debian: String,
    macos: String,
    windows: String,
}

impl Hint {
    /// The hint for the system that this program runs on.
    pub(crate) fn here(&self) -> &str {
        match std::env::consts::OS {
            "macos" => &self.macos,
            "windows" => &self.windows,
            _ => &self.debian,
        }
    }
}

/// A guest that only a working compiler can build.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    /// The WebAssembly files that must come out.
    pub(crate) makes: Vec<String>,
    /// How it is built.
    pub(crate) step: Vec<Action>,
}

/// One way to get a compiler.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Route {
    /// The name that is shown and that `--route` takes.
    pub(crate) name: String,
    /// The programs that must be on PATH for this way to make sense.
    pub(crate) needs: Vec<String>,
    /// Folders that go in front of PATH when the compiler is used.
    #[serde(default)]
    pub(crate) path: Vec<String>,
    /// What is done; nothing means that the compiler is here already.
    #[serde(default)]
    pub(crate) step: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    language: Vec<Language>,
}

/// All languages, in the order of the table.
///
/// # Errors
/// When the table is malformed: it is part of this program, and a test reads it.
pub(crate) fn languages() -> Result<Vec<Language>> {
    let table: Table = toml::from_str(TABLE).context("xtask/languages.toml")?;
    Ok(table.language)
}

/// The languages of `names`, all when there are none.
///
/// # Errors
/// When a name is not in the table.
pub(crate) fn chosen(names: &[String]) -> Result<Vec<Language>> {
    let all = languages()?;
    if let Some(unknown) = names
        .iter()
        .find(|name| !all.iter().any(|language| language.name == **name))
    {
        let known: Vec<&str> = all.iter().map(|language| language.name.as_str()).collect();
        let message = format!(
            "there is no language `{unknown}`; there are {}",
            known.join(", ")
        );
        return Err(Blame::Usage(message).into());
    }
    Ok(all
        .into_iter()
        .filter(|language| names.is_empty() || names.contains(&language.name))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_all_five_languages_each_with_a_proof_and_a_route() {
        let languages = languages().unwrap();
        let names: Vec<&str> = languages
            .iter()
            .map(|language| language.name.as_str())
            .collect();
        assert_eq!(
            names,
            ["rust", "tinygo", "assemblyscript", "python", "javascript"]
        );
        for language in &languages {
            assert!(!language.proof.makes.is_empty(), "{}", language.name);
            assert!(!language.route.is_empty(), "{}", language.name);
        }
    }

    #[test]
    fn a_language_that_we_do_not_have_is_refused_with_the_list_of_those_we_have() {
        let error = chosen(&["cobol".into()]).unwrap_err().to_string();
        assert!(
            error.contains("cobol") && error.contains("tinygo"),
            "{error}"
        );
    }
}
