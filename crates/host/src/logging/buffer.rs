//! The log of one plugin: rate limit, escaping, forwarding, and the ring that operators read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime};

use super::escape::{escape, mark_cut};
use super::record::{LogLevel, LogRecord};
use super::ring::Ring;
use super::token_bucket::TokenBucket;

/// The `tracing` target of all records of plugins.
const TARGET: &str = "plugwright::plugin";

/// The longest context that is kept, in bytes after escaping. A context is a short name; the rest is cut.
const CONTEXT_BYTES: usize = 256;

/// How much of what a plugin writes is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LogBounds {
    /// Most records in the buffer; 1,000 by default.
    pub(crate) records: usize,
    /// Most memory that the buffer's records may take, in bytes; 1 MiB by default. Also the most text that passes
    /// at once.
    pub(crate) bytes: usize,
    /// Most bytes of one message or line that are kept, after escaping; 8 KiB by default.
    pub(crate) line_bytes: usize,
    /// Records that pass in a second; 500 by default.
    pub(crate) records_per_second: u64,
    /// Records that pass at once; 1,000 by default.
    pub(crate) burst: u64,
    /// Bytes of text that pass in a second; 256 KiB by default.
    pub(crate) bytes_per_second: u64,
}

impl Default for LogBounds {
    fn default() -> Self {
        Self {
            records: 1_000,
            bytes: 1 << 20,
            line_bytes: 8 << 10,
            records_per_second: 500,
            burst: 1_000,
            bytes_per_second: 256 << 10,
        }
    }
}

/// The log of one plugin, shared by all of its instances and by whoever reads it. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct LogBuffer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    plugin: Box<str>,
    bounds: LogBounds,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    ring: Ring,
    records: TokenBucket,
    bytes: TokenBucket,
    dropped: u64,
    dropped_bytes: u64,
    /// Dropped since the last record that passed.
    dropped_since: u64,
}

/// When a record was made: for the rate, and for people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) monotonic: Instant,
    pub(super) wall: SystemTime,
}

impl LogBuffer {
    /// An empty log for the plugin that `tracing` shall call `plugin`.
    pub(crate) fn new(plugin: &str, bounds: LogBounds) -> Self {
        Self::starting_at(plugin, bounds, Instant::now())
    }

    pub(super) fn starting_at(plugin: &str, bounds: LogBounds, now: Instant) -> Self {
        let byte_burst = u64::try_from(bounds.bytes).unwrap_or(u64::MAX);
        let state = State {
            ring: Ring::new(bounds.records, bounds.bytes),
            records: TokenBucket::new(bounds.records_per_second, bounds.burst, now),
            bytes: TokenBucket::new(bounds.bytes_per_second, byte_burst, now),
            dropped: 0,
            dropped_bytes: 0,
            dropped_since: 0,
        };
        Self {
            shared: Arc::new(Shared {
                plugin: plugin.into(),
                bounds,
                state: Mutex::new(state),
            }),
        }
    }

    /// The records that are there now, oldest first.
    pub(crate) fn records(&self) -> Vec<LogRecord> {
        self.state().ring.records().cloned().collect()
    }

    /// How many records the rate limit has refused since the start.
    pub(crate) fn dropped(&self) -> u64 {
        self.state().dropped
    }

    /// How many bytes of text were not kept since the start: those of refused records, and what was cut off.
    pub(crate) fn dropped_bytes(&self) -> u64 {
        self.state().dropped_bytes
    }

    /// How many records made room for newer ones since the start.
    pub(crate) fn overwritten(&self) -> u64 {
        self.state().ring.overwritten()
    }

    /// Records a message, or counts it when the plugin logs too fast.
    pub(crate) fn log(&self, level: LogLevel, context: &str, message: &str) {
        self.log_cut(level, context, message, 0);
    }

    /// Records a message of which `cut` bytes are already gone.
    pub(super) fn log_cut(&self, level: LogLevel, context: &str, message: &str, cut: usize) {
        let now = Moment {
            monotonic: Instant::now(),
            wall: SystemTime::now(),
        };
        self.log_at(now, level, context, message, cut);
    }

    pub(super) fn log_at(
        &self,
        now: Moment,
        level: LogLevel,
        context: &str,
        message: &str,
        cut: usize,
    ) {
        let size = (context.len() + message.len()).saturating_add(cut);
        let Some(dropped_before) = self.admit(size, now.monotonic) else {
            return;
        };
        // Escaping and forwarding happen without the lock, so that a slow subscriber never holds up a reader.
        let context = escape(context, CONTEXT_BYTES);
        let mut text = escape(message, self.shared.bounds.line_bytes);
        mark_cut(&mut text.text, text.cut.saturating_add(cut));
        text.text.shrink_to_fit();
        let record = LogRecord {
            time: now.wall,
            level,
            context: context.text,
            message: text.text,
            dropped_before,
        };
        forward(&self.shared.plugin, &record);
        let mut state = self.state();
        state.ring.push(record);
        state.lose_bytes(context.cut.saturating_add(text.cut).saturating_add(cut));
    }

    /// How large a line has to be remembered to fill a record.
    pub(super) fn line_bytes(&self) -> usize {
        self.shared.bounds.line_bytes
    }

    /// Whether a record of `size` bytes may pass now, and if so how many were refused before it.
    fn admit(&self, size: usize, now: Instant) -> Option<u64> {
        let kept = size.min(CONTEXT_BYTES + self.shared.bounds.line_bytes);
        let kept = u64::try_from(kept).unwrap_or(u64::MAX);
        let mut state = self.state();
        let State { records, bytes, .. } = &mut *state;
        if records.has(1, now) && bytes.has(kept, now) {
            records.take(1);
            bytes.take(kept);
            return Some(std::mem::take(&mut state.dropped_since));
        }
        state.dropped += 1;
        state.dropped_since += 1;
        state.lose_bytes(size);
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change leaves the state whole, so a panic elsewhere does not spoil it.
        let lock = self.shared.state.lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn lose_bytes(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.dropped_bytes = self.dropped_bytes.saturating_add(bytes);
    }
}

/// Hands the record to the host's own log. The plugin's text is a field and not the message of the event: formatters
/// print fields quoted, so text that looks like other fields stays one value.
fn forward(plugin: &str, record: &LogRecord) {
    macro_rules! event {
        ($level:ident) => {
            tracing::event!(
                target: TARGET,
                tracing::Level::$level,
                plugin,
                level = record.level.as_str(),
                context = record.context.as_str(),
                text = record.message.as_str(),
                dropped_before = record.dropped_before,
                "plugin log"
            )
        };
    }
    match record.level {
        LogLevel::Trace => event!(TRACE),
        LogLevel::Debug => event!(DEBUG),
        LogLevel::Info => event!(INFO),
        LogLevel::Warn => event!(WARN),
        LogLevel::Error | LogLevel::Critical => event!(ERROR),
    }
}
