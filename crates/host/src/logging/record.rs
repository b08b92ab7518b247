//! What one log call leaves behind.

use std::fmt;
use std::time::SystemTime;

/// How important a record is, as `wasi:logging` orders it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// Values of variables and the flow of control.
    Trace,
    /// What helps to debug.
    Debug,
    /// Ordinary operation.
    Info,
    /// A hazard.
    Warn,
    /// A serious error.
    Error,
    /// A fatal error.
    Critical,
}

impl LogLevel {
    /// The name of the level in `wasi:logging`, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One message of a plugin, or one line that it wrote to a standard stream.
///
/// `context` and `message` hold no control characters, no text direction marks and no bare backslashes: those stand
/// there as Rust escapes (`\n`, `\u{1b}`, `\\`). A message longer than the limit ends in `… (N bytes cut)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// When the host received it, by the host's clock.
    pub time: SystemTime,
    /// How important the plugin says it is; lines of standard output are `Info`, of standard error `Warn`.
    pub level: LogLevel,
    /// What the plugin says it belongs to; `stdout` or `stderr` for lines of the standard streams.
    pub context: String,
    /// The text.
    pub message: String,
    /// How many records of this plugin were refused by the rate limit between the record before and this one.
    pub dropped_before: u64,
}

impl LogRecord {
    /// What the record occupies in memory, in bytes.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.context.capacity() + self.message.capacity()
    }
}
