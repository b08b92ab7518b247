//! The placeholders in the strings of `languages.toml`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::{Language, Place};

/// The values of placeholders.
#[derive(Debug)]
pub(crate) struct Scope(BTreeMap<String, String>);

impl Scope {
    /// The placeholders of `language`; `scratch` is absent where nothing is built.
    pub(crate) fn new(place: &Place, language: &Language, scratch: Option<&Path>) -> Self {
        let mut values = language.pins.clone();
        values.insert("prefix".into(), place.prefix().display().to_string());
        if let Some(scratch) = scratch {
            values.insert("scratch".into(), scratch.display().to_string());
        }
        Self(values)
    }

    /// `text` with its placeholders filled. Braces around anything but a name are left alone.
    ///
    /// # Errors
    /// When a name is unknown.
    pub(crate) fn fill(&self, text: &str) -> Result<String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let name = after
                .split_once('}')
                .map(|(name, _)| name)
                .filter(|name| is_name(name));
            let Some(name) = name else {
                filled.push('{');
                rest = after;
                continue;
            };
            let value = self
                .0
                .get(name)
                .with_context(|| format!("nothing gives {{{name}}} a value"))?;
            filled.push_str(value);
            rest = &after[name.len() + 1..];
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// Gives a placeholder a value for the steps that follow.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    /// [`Scope::fill`] for a path.
    pub(crate) fn fill_path(&self, text: &str) -> Result<PathBuf> {
        Ok(PathBuf::from(self.fill(text)?))
    }

    /// [`Scope::fill`] for each text.
    pub(crate) fn fill_all(&self, texts: &[String]) -> Result<Vec<String>> {
        texts.iter().map(|text| self.fill(text)).collect()
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(values: &[(&str, &str)]) -> Scope {
        Scope(
            values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn placeholders_are_filled_and_other_braces_stay() {
        let scope = scope(&[("prefix", "/p"), ("llvm", "19")]);
        let filled = scope
            .fill("fn a() {} { \"x\": 1 } {prefix}/llvm-{llvm} {")
            .unwrap();
        assert_eq!(filled, "fn a() {} { \"x\": 1 } /p/llvm-19 {");
    }

    #[test]
    fn a_misspelt_placeholder_is_an_error_and_not_a_folder_of_that_name() {
        let error = scope(&[]).fill("{prefx}/bin").unwrap_err().to_string();
        assert!(error.contains("{prefx}"), "{error}");
    }
}
