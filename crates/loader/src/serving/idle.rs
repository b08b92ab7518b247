//! Which plugins are unloaded because nobody calls them. Pure.

use std::time::{Duration, Instant};

/// Since when a plugin was not called, as far as those who look can tell: calls themselves note no time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Idleness {
    version: u64,
    calls: u64,
    since: Instant,
}

impl Idleness {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            version: 0,
            calls: 0,
            since: now,
        }
    }

    /// For how long a version that had so many calls was not called.
    pub(crate) fn observe(&mut self, version: u64, calls: u64, now: Instant) -> Duration {
        if (self.version, self.calls) != (version, calls) {
            *self = Self {
                version,
                calls,
                since: now,
            };
        }
        now.duration_since(self.since)
    }
}

/// Which of the loaded plugins go, by their place in `idle`: those that are idle for too long, and of the others the most
/// idle ones that are more than may be loaded.
pub(crate) fn evicted(
    idle: &[Duration],
    timeout: Option<Duration>,
    loaded_at_most: usize,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..idle.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(idle.get(*place).copied().unwrap_or_default()));
    let surplus = idle.len().saturating_sub(loaded_at_most);
    let too_long = |place: &usize| {
        let idle = idle.get(*place).copied().unwrap_or_default();
        timeout.is_some_and(|timeout| idle >= timeout)
    };
    order
        .into_iter()
        .enumerate()
        .filter(|(rank, place)| *rank < surplus || too_long(place))
        .map(|(_, place)| place)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_call_or_another_version_ends_idleness() {
        let start = Instant::now();
        let mut idleness = Idleness::new(start);
        let table = [
            (1, 5, 0, 0),
            (1, 5, 3, 3),
            (1, 6, 4, 0),
            (1, 6, 9, 5),
            (2, 6, 9, 0),
        ];
        for (version, calls, at, idle) in table {
            assert_eq!(
                idleness.observe(version, calls, start + s(at)),
                s(idle),
                "{at} s"
            );
        }
    }

    #[test]
    fn the_longest_idle_go_first() {
        let idle = [s(1), s(50), s(0), s(9)];
        for (timeout, at_most, gone) in [
            (None, usize::MAX, vec![]),
            (Some(s(10)), usize::MAX, vec![1]),
            (None, 2, vec![1, 3]),
            (Some(s(1)), 3, vec![1, 3, 0]),
            (Some(s(0)), 0, vec![1, 3, 0, 2]),
        ] {
            assert_eq!(
                evicted(&idle, timeout, at_most),
                gone,
                "{timeout:?} {at_most}"
            );
        }
    }
}
