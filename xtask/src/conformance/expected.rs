//! Failures that are known, each with its reason.

use std::fs;

use anyhow::{Context as _, Result};
use plugwright_codegen::Language;
use serde::Deserialize;

use super::row::Stage;
use crate::workspace::Workspace;

const FILE: &str = "tests/roundtrip/expected.toml";

/// All known failures.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    #[serde(default)]
    failure: Vec<Failure>,
}

/// A known failure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Failure {
    /// The last part of the entry's name, or more of it, with its world if it has several.
    entry: String,
    /// The languages; all if none is named.
    #[serde(default)]
    languages: Vec<String>,
    /// The stage that fails.
    pub(crate) stage: Stage,
    /// Why.
    pub(crate) reason: String,
}

impl Expected {
    /// Reads the file of this repository, for a run that makes so many calls to see whether memory grows.
    ///
    /// # Errors
    /// When it is malformed.
    pub(crate) fn read(workspace: &Workspace, calls: u32) -> Result<Self> {
        let text = fs::read_to_string(workspace.root().join(FILE)).unwrap_or_default();
        let expected: Self =
            toml::from_str(&text).with_context(|| format!("{FILE} is malformed"))?;
        Ok(expected.within(calls))
    }

    /// What needs many calls to fail passes without them.
    fn within(mut self, calls: u32) -> Self {
        self.failure
            .retain(|known| known.stage != Stage::Memory || calls > 0);
        self
    }

    /// What is known of an entry in a language.
    pub(crate) fn of(&self, entry: &str, language: Language) -> Option<&Failure> {
        let name = language.name();
        self.failure.iter().find(|known| {
            let is_in = known.languages.is_empty() || known.languages.iter().any(|it| it == name);
            is_in && ends_in(entry, &known.entry)
        })
    }
}

/// Whether `name` is `part`, or ends in it after a slash.
fn ends_in(name: &str, part: &str) -> bool {
    name.strip_suffix(part)
        .is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_failures_of_this_repository_can_be_read() {
        let text = include_str!("../../../tests/roundtrip/expected.toml");
        let expected: Expected = toml::from_str(text).unwrap();
        assert!(
            expected
                .failure
                .iter()
                .all(|known| !known.reason.is_empty())
        );
    }

    #[test]
    fn a_failure_is_found_by_the_end_of_the_entrys_name_and_only_in_its_languages() {
        let text = "[[failure]]\nentry = \"p26\"\nlanguages = [\"go\"]\nstage = \"compile\"\nreason = \"no\"";
        let expected: Expected = toml::from_str(text).unwrap();
        assert!(expected.of("probes/p26", Language::Go).is_some());
        assert!(expected.of("p26", Language::Rust).is_none());
        assert!(expected.of("probes/xp26", Language::Go).is_none());
    }

    #[test]
    fn a_leak_is_not_expected_of_a_run_that_makes_no_calls_to_see_it() {
        let text = "[[failure]]\nentry = \"p35\"\nstage = \"memory\"\nreason = \"no\"";
        let expected = || -> Expected { toml::from_str(text).unwrap() };
        assert!(expected().within(0).of("p35", Language::Go).is_none());
        assert!(expected().within(1).of("p35", Language::Go).is_some());
    }
}
