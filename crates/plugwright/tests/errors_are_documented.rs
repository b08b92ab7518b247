//! Whoever meets a code has to find it in `docs/errors.md`, or a finding's in `docs/scan.md`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn codes(text: &str) -> impl Iterator<Item = &str> {
    let words = text.match_indices("PW-").map(|(start, _)| {
        let code = &text[start..];
        let end = code.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-'));
        &code[..end.unwrap_or(code.len())]
    });
    // A prefix in a comment, as `PW-EGRESS-…`, is no code.
    words.filter(|code| !code.ends_with('-'))
}

#[test]
fn every_code_of_every_crate_is_documented_and_every_documented_code_exists() {
    let mut files = Vec::new();
    sources(&root().join("codegen/src"), &mut files);
    for layer in fs::read_dir(root().join("crates")).unwrap() {
        sources(&layer.unwrap().path().join("src"), &mut files);
    }
    let texts: Vec<String> = files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let quoted = |text: &'_ str| text.matches("\"PW-").count() > 0;
    let used: BTreeSet<&str> = texts
        .iter()
        .filter(|text| quoted(text))
        .flat_map(|text| codes(text))
        .filter(|code| code.len() > 3)
        .collect();
    // Findings have a table of their own, beside what they mean.
    let pages = ["docs/errors.md", "docs/scan.md"];
    let pages = pages.map(|page| fs::read_to_string(root().join(page)).unwrap());
    let documented: BTreeSet<&str> = pages.iter().flat_map(|page| codes(page)).collect();
    assert_eq!(
        documented.difference(&used).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "documented, but no crate has it"
    );
    assert_eq!(
        used.difference(&documented).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "missing in docs/errors.md"
    );
}
