//! One world in one language, and how far it came.

use std::{fmt, path::PathBuf};

use plugwright_codegen::Language;
use serde::{Deserialize, Serialize, Serializer};

use super::expected::Expected;

/// What a world goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stage {
    /// The WIT is read.
    Parse,
    /// A project is generated.
    Generate,
    /// Its compiler makes a component of it.
    Compile,
    /// The host loads it and answers its imports.
    Instantiate,
    /// Values go through each function and come back.
    Roundtrip,
    /// Memory and resources are as before.
    Memory,
}

/// How far a row came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub(crate) enum Outcome {
    /// Through all stages.
    Pass {
        /// How many functions were called.
        functions: usize,
        /// How often.
        calls: u64,
    },
    /// Generated, compiled and instantiated; some of its functions cannot be called by name.
    NotRun {
        /// Why.
        reason: String,
    },
    /// A stage failed.
    Failed {
        /// Which.
        stage: Stage,
        /// Why, in one line.
        reason: String,
    },
}

/// A row of the table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    /// The entry, with its world if it has several.
    pub(crate) entry: String,
    /// The language.
    #[serde(serialize_with = "name")]
    pub(crate) language: Language,
    /// How far it came.
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
    /// Why it is known to fail, if it is.
    pub(crate) expected: Option<String>,
    /// Where the whole text of a failure is.
    #[serde(skip)]
    pub(crate) log: Option<PathBuf>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls it in"
)]
fn name<S: Serializer>(language: &Language, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(language.name())
}

impl Row {
    /// Looks up whether it is known to fail.
    pub(crate) fn expect(&mut self, expected: &Expected) {
        let known = expected.of(&self.entry, self.language);
        self.expected = known.map(|known| known.reason.clone());
        let fits = match (&self.outcome, known) {
            (Outcome::Failed { stage, .. }, Some(known)) => *stage == known.stage,
            _ => true,
        };
        if !fits {
            self.expected = None;
        }
    }

    /// Whether it passed, or failed as it is known to.
    pub(crate) fn is_as_expected(&self) -> bool {
        let failed = matches!(self.outcome, Outcome::Failed { .. });
        failed == self.expected.is_some()
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parse => "parse",
            Self::Generate => "generate",
            Self::Compile => "compile",
            Self::Instantiate => "instantiate",
            Self::Roundtrip => "roundtrip",
            Self::Memory => "memory",
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pass { functions, calls } => {
                write!(f, "pass ({functions} functions, {calls} calls)")
            }
            Self::NotRun { reason } => f.write_str(reason),
            Self::Failed { stage, reason } => write!(f, "{stage}: {reason}"),
        }
    }
}
