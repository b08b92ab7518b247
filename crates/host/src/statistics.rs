//! What each plugin did: counted where calls end, under a lock that the call holds anyway.

use crate::latency::Latency;
use std::time::Duration;

/// How long a call took, and how many like it that is taken for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    pub(crate) took: Duration,
    pub(crate) stands_for: u32,
}

/// The counts of one shard of a pool.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Calls that no instance counted.
    pub(crate) calls: u64,
    /// Of the calls that were timed.
    pub(crate) latency: Latency,
    pub(crate) errors: Vec<(&'static str, u64)>,
    pub(crate) host_calls: u64,
    pub(crate) memory_peak: usize,
    pub(crate) growth_refused: u64,
}

impl Tally {
    /// Notes how long calls took, if that was measured.
    pub(crate) fn time(&mut self, timing: Option<Timing>) {
        if let Some(Timing { took, stands_for }) = timing {
            self.latency.record(took, stands_for);
        }
    }

    /// Counts an error.
    pub(crate) fn error(&mut self, code: &'static str) {
        match self.errors.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => self.errors.push((code, 1)),
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.latency.merge(&other.latency);
        for (code, count) in &other.errors {
            match self.errors.iter_mut().find(|(known, _)| known == code) {
                Some((_, sum)) => *sum += count,
                None => self.errors.push((code, *count)),
            }
        }
        self.host_calls += other.host_calls;
        self.memory_peak = self.memory_peak.max(other.memory_peak);
        self.growth_refused += other.growth_refused;
    }
}
