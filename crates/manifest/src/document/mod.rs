//! Files that people write, read strictly: a tree of values that know where they stand.
//!
//! Manifests are read by this, and the policies and grants of operators: a file that is silently misread is worse than none. YAML and TOML are both read into this one tree, and the model is decoded from it. That gives every error (an unknown
//! key, a wrong type, a bad value deep in a list) the same shape in both languages: file, line, column, path, and a hint.
//!
//! **Choice of parsers.** YAML: `serde-saphyr`, because it is maintained, never panics on input by design, has budgets for
//! events, depth, anchors and scalar bytes that it enforces while it parses, reports duplicate keys, and gives line, column
//! and byte offset of every node. (`serde_yaml` is archived; `saphyr` alone has no budgets.) It is asked for a tree rather
//! than for our types, because a type-directed read decides before we do whether `1.10` is a number; the tree keeps the
//! text. TOML: `toml`, whose parser keeps spans and stops at 80 levels.
//!
//! **Strictness.** No anchors, aliases, merge keys or unknown tags: a manifest is signed and reviewed, so what it says has
//! to stand where one reads it, and there is no bomb to defuse.

mod at;
mod decode;
mod nearest;
mod problem;
mod toml;
mod yaml;

use serde::de::DeserializeOwned;

pub use at::At;
pub(crate) use decode::decode;
pub(crate) use problem::{Fail, Problem};
pub(crate) use toml::parse_toml;
pub(crate) use yaml::parse_yaml;

use crate::Error;

/// The most bytes of a file: a hundred times what a long manifest has.
pub const MAX_BYTES: usize = 256 * 1024;
/// The most levels of nesting: twice what the model has.
pub(crate) const MAX_DEPTH: usize = 16;
/// The most values in a file.
pub(crate) const MAX_NODES: usize = 20_000;

/// Reads a file in YAML, or in JSON, which is YAML as well; `file` is what messages call it. The type denies the keys that it does not
/// know, and says with [`At`] of which values it wants the place.
///
/// # Errors
/// [`Error::Syntax`], [`Error::Limit`], [`Error::UnknownKey`], [`Error::DuplicateKey`], [`Error::MissingKey`] or [`Error::Value`], with
/// line, column and what was probably meant.
pub fn read_yaml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    let tree = parse_yaml(text);
    tree.and_then(|tree| decode(&tree))
        .map_err(|fail| fail.in_file(file))
}

/// A position in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from one.
    pub line: u64,
    /// The column, from one.
    pub column: u64,
}

impl Position {
    /// The first of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) value: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Nothing, or YAML's `~`.
    Null,
    /// A text that cannot be anything else.
    Text(String),
    /// Something that looks like a boolean or a number.
    Literal(Literal),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A boolean or a number, with its spelling where the language lets it stand for a text as well (YAML's plain scalars).
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    pub(crate) reading: Reading,
    pub(crate) text: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    Bool(bool),
    Unsigned(u64),
    Negative(i64),
    Float(f64),
}

/// A key of a mapping and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) at: Position,
    pub(crate) text: String,
}

impl Node {
    /// The value of a key of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else {
            return None;
        };
        entries
            .iter()
            .find_map(|(own, node)| (own.text == key).then_some(node))
    }
}

fn check_size(text: &str) -> Result<(), Fail> {
    if text.len() > MAX_BYTES {
        return Err(Fail::at(
            Position::START,
            Problem::Limit("the file has more than 256 KiB"),
        ));
    }
    Ok(())
}
