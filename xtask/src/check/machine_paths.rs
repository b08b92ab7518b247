//! No file names a path of the machine that it was written on: it would lead nobody else anywhere.

use std::fs;

use anyhow::Result;

use super::{Outcome, tree};
use crate::workspace::Workspace;

/// Folders that hold people's own files: a path below one of them belongs to one machine. In parts, so that this file
/// passes its own check.
const HOMES: [[&str; 2]; 5] = [
    ["/ho", "me/"],
    ["/Us", "ers/"],
    ["C:\\Us", "ers\\"],
    ["/ro", "ot/"],
    ["/wo", "rk/"],
];

/// Lists the lines that hold such a path.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let mut forbidden: Vec<String> = HOMES.iter().map(|parts| parts.concat()).collect();
    forbidden.push(workspace.root().display().to_string());
    let mut problems = Vec::new();
    let files = tree::tracked(workspace.root())?;
    for path in &files {
        let Ok(text) = fs::read_to_string(workspace.root().join(path)) else {
            continue;
        };
        problems.extend(
            lines_with(&text, &forbidden)
                .map(|line| format!("{}:{line}: a path of one machine", path.display())),
        );
    }
    Ok(Outcome::of(problems, format!("{} files", files.len())))
}

fn lines_with<'a>(text: &'a str, forbidden: &'a [String]) -> impl Iterator<Item = usize> + 'a {
    let is_bad = |line: &str| forbidden.iter().any(|path| starts_a_path(line, path));
    text.lines()
        .enumerate()
        .filter(move |(_, line)| is_bad(line))
        .map(|(index, _)| index + 1)
}

/// Whether `path` occurs in `line` at the start of a path that goes on: neither inside another path or an address, nor
/// alone, as in a list of what must not turn up.
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        let is_inner = before.is_some_and(|c| c.is_ascii_alphanumeric() || "_.-/~}".contains(c));
        let goes_on = path.ends_with(|c: char| c.is_ascii_alphanumeric())
            || after.is_some_and(char::is_alphanumeric);
        !is_inner && goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let forbidden: Vec<String> = HOMES.iter().map(|parts| parts.concat()).collect();
        lines_with(text, &forbidden).collect()
    }

    #[test]
    fn a_home_folder_is_found_with_its_line() {
        assert_eq!(
            found(&format!("fine\nsee {}someone/x\n", HOMES[0].concat())),
            [2]
        );
    }

    #[test]
    fn the_same_letters_in_an_address_in_a_relative_path_or_alone_are_fine() {
        let letters = HOMES[0].concat();
        assert!(
            found(&format!(
                "https://example.com{letters}x\nassets{letters}x\n\"{letters}\""
            ))
            .is_empty()
        );
    }
}
