//! What a plugin is told when an operation is refused.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::interface::store;

/// How often the host's log says that the storage fails. A plugin can try in a loop.
const REPORT_PAUSE: Duration = Duration::from_secs(1);

/// Why an operation on a bucket did not happen. The text goes to the plugin: a stable code, then a sentence.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyValueError {
    /// The bucket was not granted.
    #[error("access-denied: this bucket was not granted to the plugin")]
    AccessDenied,
    /// One more byte or key would exceed the quota.
    #[error(
        "quota-exceeded: the plugin may store {most} {what}; delete keys, or ask the operator for more"
    )]
    QuotaExceeded {
        /// What is counted: `keys` or `bytes`.
        what: &'static str,
        /// The quota.
        most: u64,
    },
    /// The key does not follow the grammar of keys.
    #[error("invalid-key: a key has 1 to {most} bytes and no control characters")]
    InvalidKey {
        /// The longest key, in bytes.
        most: usize,
    },
    /// The value is too long.
    #[error("value-too-large: a value has at most {most} bytes")]
    ValueTooLarge {
        /// The longest value, in bytes.
        most: usize,
    },
    /// The operation names too many keys, or carries too many bytes.
    #[error("batch-too-large: a batch has at most {keys} keys and {bytes} bytes; use several")]
    BatchTooLarge {
        /// The most keys of a batch.
        keys: usize,
        /// The most bytes of the keys and values of a batch.
        bytes: usize,
    },
    /// `increment` met a value that is no number.
    #[error("not-a-number: the value is not a decimal number of 64 bits without sign")]
    NotANumber,
    /// `increment` would exceed the largest number.
    #[error("overflow: the sum does not fit into 64 bits")]
    Overflow,
    /// The instance holds too many handles.
    #[error("too-many-handles: drop buckets before opening others")]
    TooManyHandles,
    /// The storage failed. The cause is in the host's log, not here: it may name files of the host.
    #[error("unavailable: the storage does not answer; try again later")]
    Unavailable,
}

impl From<KeyValueError> for store::Error {
    fn from(error: KeyValueError) -> Self {
        match error {
            KeyValueError::AccessDenied => Self::AccessDenied,
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<sqlx::Error> for KeyValueError {
    fn from(error: sqlx::Error) -> Self {
        static LAST: Mutex<Option<Instant>> = Mutex::new(None);
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if is_due(&mut last, Instant::now()) {
            tracing::error!(%error, "key-value storage failed");
        }
        Self::Unavailable
    }
}

fn is_due(last: &mut Option<Instant>, now: Instant) -> bool {
    let due = last.is_none_or(|last| now.saturating_duration_since(last) >= REPORT_PAUSE);
    if due {
        *last = Some(now);
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b14_a_failing_storage_cannot_be_used_to_flood_the_hosts_log() {
        let start = Instant::now();
        let mut last = None;
        let reports = (0..5_000).filter(|&millisecond| {
            let now = start + Duration::from_millis(millisecond);
            is_due(&mut last, now)
        });
        assert_eq!(reports.count(), 5);
    }
}
