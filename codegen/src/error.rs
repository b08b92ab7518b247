//! What can go wrong between a WIT file and an SDK.

use std::path::PathBuf;

/// Why nothing was generated. Each message names the place in the WIT and what to change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The WIT cannot be read: a syntax error, a missing package, an unknown name.
    #[error("{rendered}")]
    Wit {
        /// The parser's message with file, line, column and the line itself.
        rendered: String,
    },
    /// The world that was asked for is not there, or none was named and there are several.
    #[error("{problem}; worlds here: {}", .worlds.join(", "))]
    World {
        /// What was asked for, and why it does not fit.
        problem: String,
        /// The worlds that could be named instead.
        worlds: Vec<String>,
    },
    /// The language cannot express an item of the world.
    #[error("{place}: {what} cannot be expressed in {language}; {remedy}")]
    Unsupported {
        /// File, line and column of the item.
        place: String,
        /// The item.
        what: String,
        /// The language.
        language: &'static str,
        /// What the author of the WIT or of the plugin can do.
        remedy: String,
    },
    /// A template or a generator that the output builds on failed: a fault of this crate.
    #[error("the {language} generator failed: {reason}; please report it with the WIT file")]
    Generator {
        /// The language.
        language: &'static str,
        /// What failed.
        reason: String,
    },
    /// A file cannot be written or compared.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wit { .. } => "PW-WIT-INVALID",
            Self::World { .. } => "PW-WIT-WORLD",
            Self::Unsupported { .. } => "PW-CODEGEN-UNSUPPORTED",
            Self::Generator { .. } => "PW-CODEGEN-GENERATOR",
            Self::Io { .. } => "PW-CODEGEN-IO",
        }
    }
}
