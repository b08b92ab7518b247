//! What is wrong with a file, and where.

use std::fmt;

use plugwright_manifest::{Error, printable};

use super::Position;

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
            file: shown(file),
            line: 1,
            column: 1,
            kind,
            message: shown(message.as_ref()),
        }
    }

    /// What the reader found.
    pub(super) fn of(file: &str, error: &Error) -> Self {
        let kind = match error {
            Error::Syntax { .. } => MistakeKind::Syntax,
            Error::Limit { .. } => MistakeKind::Limit,
            Error::UnknownKey { .. } => MistakeKind::UnknownKey,
            Error::DuplicateKey { .. } => MistakeKind::DuplicateKey,
            Error::MissingKey { .. } => MistakeKind::MissingKey,
            _ => MistakeKind::Value,
        };
        let text = error.to_string();
        let Some(place) = error.place() else {
            return Self::new(file, kind, text);
        };
        // The place stands in front of a mistake already.
        let message = text.strip_prefix(&format!("{place}: ")).unwrap_or(&text);
        Self::new(file, kind, message).at(Position {
            line: place.line(),
            column: place.column(),
        })
    }

    /// The same at a position.
    pub(crate) fn at(mut self, at: Position) -> Self {
        (self.line, self.column) = (at.line, at.column);
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

/// Text of a file in a message.
fn shown(text: &str) -> String {
    printable(text, 400)
}
