//! A long file asks to be split along a concept. This check reports and never fails: length alone is no mistake.

use std::{ffi::OsStr, fs};

use anyhow::Result;

use super::{Outcome, tree};
use crate::workspace::Workspace;

const ASKING_TO_BE_SPLIT: usize = 400;
const LANGUAGES: [&str; 5] = ["rs", "go", "ts", "py", "js"];

/// Names the source files of more than 400 lines.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let mut long = Vec::new();
    for path in tree::tracked(workspace.root())? {
        let is_source = path
            .extension()
            .and_then(OsStr::to_str)
            .is_some_and(|ending| LANGUAGES.contains(&ending));
        if !is_source
            || path
                .components()
                .any(|part| part.as_os_str() == "generated")
        {
            continue;
        }
        let lines = fs::read_to_string(workspace.root().join(&path))?
            .lines()
            .count();
        if lines > ASKING_TO_BE_SPLIT {
            long.push(format!("{} ({lines})", path.display()));
        }
    }
    Ok(Outcome::Holds(note(&long)))
}

fn note(long: &[String]) -> String {
    if long.is_empty() {
        return format!("no file is longer than {ASKING_TO_BE_SPLIT} lines");
    }
    format!(
        "{} files are longer than {ASKING_TO_BE_SPLIT} lines: {}",
        long.len(),
        long.join(", ")
    )
}
