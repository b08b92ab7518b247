//! Where in a file something is wrong.

use std::fmt;

use crate::document::Position;

/// File, line and column, written `plugin.yaml:3:5`. Line and column count from one, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    file: String,
    line: u64,
    column: u64,
}

impl Place {
    /// Only the last part of the file's name is kept: a message never shows a path of the host.
    pub(crate) fn new(file: &str, at: Position) -> Self {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let plain = |c: &char| c.is_ascii_graphic();
        Self {
            file: name.chars().filter(plain).take(64).collect(),
            line: at.line,
            column: at.column,
        }
    }

    /// The name of the file, without directories.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from one.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The column, from one.
    pub fn column(&self) -> u64 {
        self.column
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
