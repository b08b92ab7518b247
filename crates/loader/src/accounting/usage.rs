//! What a plugin used, over all of its versions.

use super::cpu::CpuMeter;
use plugwright_host::PluginMetrics;
use std::ops::{Add, Sub};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What a plugin used since it was added to its fleet, whichever version it was.
///
/// Versions that were replaced count once their last call is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Calls that ended, well or not.
    pub calls: u64,
    /// How many of them failed, whosever fault it was.
    pub failed: u64,
    /// Time that calls took, the wait for an instance included.
    pub wall: Duration,
    /// Time of processors that calls made through the fleet took: an estimate, because of short calls one in 64 is measured.
    pub cpu: Duration,
    /// Time that calls waited because the plugin was being loaded, was paused or is throttled.
    pub waited: Duration,
    /// Calls of host functions.
    pub host_calls: u64,
    /// Outbound requests.
    pub egress_requests: u64,
    /// Bytes of outbound requests and their answers.
    pub egress_bytes: u64,
    /// How often more memory was asked for than allowed.
    pub growth_refused: u64,
    /// The most linear memory that one instance had, in bytes.
    pub memory_peak: u64,
}

impl Usage {
    pub(crate) fn of(metrics: &PluginMetrics) -> Self {
        Self {
            calls: metrics.calls,
            failed: metrics.failed(),
            wall: metrics.latency.total(),
            cpu: Duration::ZERO,
            waited: Duration::ZERO,
            host_calls: metrics.host_calls,
            egress_requests: metrics.egress.requests,
            egress_bytes: metrics.egress.bytes_sent + metrics.egress.bytes_received,
            growth_refused: metrics.growth_refused,
            memory_peak: metrics.memory_peak,
        }
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            failed: self.failed + other.failed,
            wall: self.wall + other.wall,
            cpu: self.cpu + other.cpu,
            waited: self.waited + other.waited,
            host_calls: self.host_calls + other.host_calls,
            egress_requests: self.egress_requests + other.egress_requests,
            egress_bytes: self.egress_bytes + other.egress_bytes,
            growth_refused: self.growth_refused + other.growth_refused,
            memory_peak: self.memory_peak.max(other.memory_peak),
        }
    }
}

/// What was used in between; the peak of memory stays what it is.
impl Sub for Usage {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(earlier.calls),
            failed: self.failed.saturating_sub(earlier.failed),
            wall: self.wall.saturating_sub(earlier.wall),
            cpu: self.cpu.saturating_sub(earlier.cpu),
            waited: self.waited.saturating_sub(earlier.waited),
            host_calls: self.host_calls.saturating_sub(earlier.host_calls),
            egress_requests: self.egress_requests.saturating_sub(earlier.egress_requests),
            egress_bytes: self.egress_bytes.saturating_sub(earlier.egress_bytes),
            growth_refused: self.growth_refused.saturating_sub(earlier.growth_refused),
            memory_peak: self.memory_peak,
        }
    }
}

/// Where the use of one plugin is added up.
#[derive(Debug, Default)]
pub(crate) struct Account {
    past: Mutex<Past>,
    pub(crate) cpu: CpuMeter,
    waited_nanos: AtomicU64,
}

#[derive(Debug, Default)]
struct Past {
    /// Of versions that are gone.
    usage: Usage,
    /// Versions that are not gone.
    open: usize,
}

impl Account {
    /// Expects a version's use, which [`Account::close`] adds.
    pub(crate) fn open(&self) {
        self.past().open += 1;
    }

    /// Adds what a version used that is gone now.
    pub(crate) fn close(&self, usage: Usage) {
        let mut past = self.past();
        past.usage = past.usage + usage;
        past.open -= 1;
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn waited(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.waited_nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// What was used, with what so many versions used that are not gone; none if another one is just being closed.
    pub(crate) fn usage(&self, versions: &[Usage]) -> Option<Usage> {
        let past = self.past();
        let sum = || versions.iter().fold(past.usage, |sum, used| sum + *used);
        (past.open == versions.len()).then(|| Usage {
            cpu: self.cpu.total(),
            waited: Duration::from_nanos(self.waited_nanos.load(Ordering::Relaxed)),
            ..sum()
        })
    }
}
