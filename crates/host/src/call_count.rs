//! How many calls were made, counted where nobody else writes.
//!
//! Whoever has an instance is the only one to count on it, so a call pays for a plain store. Who asks adds up the instances.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The counters of all instances of a pool.
#[derive(Debug, Default)]
pub(crate) struct CallCounts(Arc<Mutex<Counters>>);

#[derive(Debug, Default)]
struct Counters {
    /// Calls of instances that are gone.
    gone: u64,
    live: Vec<Arc<AtomicU64>>,
}

/// The counter of one instance.
#[derive(Debug)]
pub(crate) struct CallCounter {
    calls: Arc<AtomicU64>,
    all: Arc<Mutex<Counters>>,
}

impl CallCounts {
    /// A counter for one more instance.
    pub(crate) fn counter(&self) -> CallCounter {
        let calls = Arc::<AtomicU64>::default();
        lock(&self.0).live.push(calls.clone());
        CallCounter {
            calls,
            all: self.0.clone(),
        }
    }

    /// Calls of all instances that there are and were.
    pub(crate) fn sum(&self) -> u64 {
        let counters = lock(&self.0);
        let live = counters.live.iter();
        counters.gone + live.map(|calls| calls.load(Ordering::Relaxed)).sum::<u64>()
    }
}

impl CallCounter {
    /// Counts a call.
    pub(crate) fn count(&mut self) {
        // Nobody else stores, so nothing is lost between the two.
        let calls = self.calls.load(Ordering::Relaxed);
        self.calls.store(calls + 1, Ordering::Relaxed);
    }
}

impl Drop for CallCounter {
    fn drop(&mut self) {
        let mut counters = lock(&self.all);
        counters.gone += self.calls.load(Ordering::Relaxed);
        counters
            .live
            .retain(|calls| !Arc::ptr_eq(calls, &self.calls));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_an_instance_that_is_gone_stay_counted() {
        let counts = CallCounts::default();
        let (mut first, mut second) = (counts.counter(), counts.counter());
        first.count();
        second.count();
        drop(first);
        second.count();
        assert_eq!(counts.sum(), 3);
        drop(second);
        assert_eq!(counts.sum(), 3);
    }
}
