//! What is asked of the prover, and what it found.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A component to prove.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Request {
    /// The component.
    pub component: PathBuf,
    /// The WIT that it was generated from, with one world.
    pub wit: PathBuf,
    /// Round trips for each function; more where a type has more cases.
    pub rounds: u32,
    /// Calls of all functions in turn, after which memory must be as it was after the first 1,000; 0 makes none.
    #[serde(default)]
    pub calls: u32,
    /// Where random values start: the same seed gives the same values.
    pub seed: u64,
}

/// How a proof ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every value came back.
    Pass,
    /// The component is instantiated, and some of its functions cannot be called by name.
    NotRun,
    /// The component cannot be loaded or instantiated.
    Instantiate,
    /// A value did not come back, or a call failed that should not, or succeeded that should not.
    Roundtrip,
    /// Something was kept that should have been given back.
    Memory,
}

/// What was found.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Report {
    /// How it ended.
    pub verdict: Verdict,
    /// Why, in one line; empty for a pass of everything.
    pub reason: String,
    /// All there is to know, for a log.
    pub detail: String,
    /// Functions that were called.
    pub functions: usize,
    /// Calls that were made.
    pub calls: u64,
}

impl Report {
    /// A proof that ended before any function was called.
    pub(crate) fn failed(verdict: Verdict, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self {
            verdict,
            detail: reason.clone(),
            reason,
            functions: 0,
            calls: 0,
        }
    }
}
