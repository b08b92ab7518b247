//! What each plugin did: counted where calls end, under a lock that the call holds anyway.

use crate::latency::Latency;
use std::time::Duration;

/// The counts of one shard of a pool.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) latency: Latency,
    pub(crate) errors: Vec<(&'static str, u64)>,
    pub(crate) host_calls: u64,
    pub(crate) memory_peak: usize,
    pub(crate) growth_refused: u64,
}

impl Tally {
    pub(crate) fn success(&mut self, took: Duration) {
        self.latency.record(took);
    }

    pub(crate) fn failure(&mut self, took: Duration, code: &'static str) {
        self.latency.record(took);
        self.error(code);
    }

    /// An error that took no time.
    pub(crate) fn error(&mut self, code: &'static str) {
        match self.errors.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => self.errors.push((code, 1)),
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
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
