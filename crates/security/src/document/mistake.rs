//! What is wrong with a file, and where.

use std::fmt;

use serde_saphyr::Location;

use super::known;

/// Something in a file that keeps it from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file, as it was called when it was read.
    pub file: String,
    /// The line, counted from one.
    pub line: u64,
    /// The column, counted from one.
    pub column: u64,
    /// What kind of mistake.
    pub kind: MistakeKind,
    /// What is wrong, and what to write instead. Printable ASCII.
    pub message: String,
}

/// The kinds of mistakes, each with its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MistakeKind {
    /// It is no YAML.
    Syntax,
    /// It is larger or more elaborate than it may be.
    Limit,
    /// A key that does not exist.
    UnknownKey,
    /// A key that is there twice.
    DuplicateKey,
    /// A key that has to be there.
    MissingKey,
    /// A value of the wrong type, or one that its type refuses, or that does not fit the rest of the file.
    Value,
}

impl MistakeKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Syntax => "PW-DOCUMENT-SYNTAX",
            Self::Limit => "PW-DOCUMENT-LIMIT",
            Self::UnknownKey => "PW-DOCUMENT-UNKNOWN-KEY",
            Self::DuplicateKey => "PW-DOCUMENT-DUPLICATE-KEY",
            Self::MissingKey => "PW-DOCUMENT-MISSING-KEY",
            Self::Value => "PW-DOCUMENT-VALUE",
        }
    }
}

impl Mistake {
    /// At the beginning of the file, until [`Mistake::at`] knows better.
    pub(crate) fn new(file: &str, kind: MistakeKind, message: impl AsRef<str>) -> Self {
        Self {
            file: printable(file),
            line: 1,
            column: 1,
            kind,
            message: printable(message.as_ref()),
        }
    }

    /// The same at a position, if it is known.
    pub(crate) fn at(mut self, location: Option<Location>) -> Self {
        if let Some((line, column)) = location.and_then(known) {
            (self.line, self.column) = (line, column);
        }
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

impl std::error::Error for Mistake {}

/// One sentence that helps: the nearest known word, or all of them if none is near.
pub(super) fn hint(word: &str, known: &[&str]) -> String {
    const MAX_CHARS: usize = 64;
    let length = word.chars().take(MAX_CHARS + 1).count();
    let near = |candidate: &&&str| {
        length <= MAX_CHARS
            && strsim::damerau_levenshtein(word, candidate)
                <= length.max(candidate.len()).div_ceil(3)
    };
    let nearest = known
        .iter()
        .filter(near)
        .min_by_key(|candidate| strsim::damerau_levenshtein(word, candidate));
    match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if known.is_empty() => "nothing is allowed here".to_owned(),
        None => format!("known are {}", known.join(", ")),
    }
}

/// Text of a file in a message: printable ASCII, at most 400 characters, so that it neither moves a cursor nor fills a log.
pub(crate) fn printable(text: &str) -> String {
    let escape = |c: char| -> String {
        match c {
            ' '..='~' => c.into(),
            _ => c.escape_default().collect(),
        }
    };
    text.chars().take(400).map(escape).collect()
}
