//! One line of the log, and what ties it to the line before.

use plugwright_manifest::Digest;
use serde::{Deserialize, Serialize};

use super::Event;

/// What happened, when, and after what.
///
/// An entry is one line of JSON. The next entry holds the digest of that line, so that whoever knows the digest of the last line
/// knows all of them: none can be changed, taken out or put in between. The idea is that of RFC 9162's log, without the tree, which only a
/// log of millions of entries with strangers as readers needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// When it was recorded, in milliseconds since 1970 by the machine's clock.
    pub at: u64,
    /// The digest of the line before; of no bytes for the first.
    pub previous: Digest,
    /// What happened.
    pub event: Event,
}

/// Where a log ends: all that one needs to tell whether it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The number of the last entry; zero for a log without one.
    pub number: u64,
    /// The digest of its line.
    pub digest: Digest,
}

impl Head {
    /// The head of an empty log.
    pub fn empty() -> Self {
        Self {
            number: 0,
            digest: Digest::of(b""),
        }
    }

    /// The head after `line`, which was checked to follow.
    pub(super) fn after(number: u64, line: &str) -> Self {
        Self {
            number,
            digest: Digest::of(line.as_bytes()),
        }
    }
}

impl Entry {
    /// The line of this entry, without its end. JSON escapes what could end a line early.
    pub(super) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads `line`, which has to follow `head`.
    ///
    /// # Errors
    /// What does not fit.
    pub(super) fn read(line: &str, head: Head) -> Result<Self, String> {
        let entry: Self = serde_json::from_str(line)
            .map_err(|error| format!("the line is no entry ({error})"))?;
        if entry.line() != line {
            return Err("the line is not in the form that the log is written in".to_owned());
        }
        if entry.number != head.number + 1 {
            let expected = head.number + 1;
            return Err(format!(
                "it has the number {} and not {expected}",
                entry.number
            ));
        }
        if entry.previous != head.digest {
            return Err(
                "it does not follow the entry before, which was changed or is missing".to_owned(),
            );
        }
        Ok(entry)
    }
}
