//! Who follows the security model from a threat to its test has to arrive: each test, file and folder that the pages name exists.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGES: [&str; 4] = ["security-model", "registry-attacks", "signing", "scan"];

/// Where the sources are that those pages are about.
const SOURCES: [&str; 7] = [
    "crates", "tests", "fuzz", "codegen", "examples", "xtask", "sdk",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != "node_modules" {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// What stands in backticks.
fn quoted(page: &str) -> impl Iterator<Item = &str> {
    page.split('`').skip(1).step_by(2)
}

/// `rb8_…` and `rb7_two_signatures_by_one_key_are_one_signer`: a test, by its beginning or as a whole.
fn as_test(word: &str) -> Option<&str> {
    let name = word.strip_suffix("_…");
    let whole = word.matches('_').count() >= 4;
    let test = name.or(whole.then_some(word))?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    test.chars().all(plain).then_some(test)
}

/// `security/src/{keys,signature}` and `policy/signer.rs`: files or folders of the sources, by the end of their path.
fn as_paths(word: &str) -> Vec<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_-.{},".contains(c);
    let inside = word.contains("/src/")
        || word.contains("/tests/")
        || Path::new(word).extension().is_some_and(|end| end == "rs");
    if !inside || !word.chars().all(plain) {
        return Vec::new();
    }
    match (word.split_once('{'), word.split_once('}')) {
        (Some((before, rest)), Some((_, after))) => {
            let names = rest.split('}').next().unwrap_or_default();
            let path = |name: &str| format!("{before}{name}{after}");
            names.split(',').map(path).collect()
        }
        _ => vec![word.trim_end_matches('/').to_owned()],
    }
}

#[test]
fn every_test_and_file_that_the_security_pages_name_exists() {
    let mut sources = Vec::new();
    for folder in SOURCES {
        files(&root().join(folder), &mut sources);
    }
    let rust = sources
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"));
    let code: String = rust.map(|file| fs::read_to_string(file).unwrap()).collect();
    let paths: BTreeSet<String> = sources
        .iter()
        .flat_map(|file| file.ancestors())
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let (mut missing, mut looked_at) = (BTreeSet::new(), 0);
    for page in PAGES {
        let page = fs::read_to_string(root().join(format!("docs/{page}.md"))).unwrap();
        for word in quoted(&page) {
            for path in as_paths(word) {
                looked_at += 1;
                let end = format!("/{path}");
                if !paths.iter().any(|known| known.ends_with(&end)) {
                    missing.insert(path);
                }
            }
            let Some(test) = as_test(word) else { continue };
            looked_at += 1;
            if !code.contains(&format!("fn {test}")) {
                missing.insert(test.to_owned());
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
    assert!(looked_at > 200, "{looked_at}");
}
