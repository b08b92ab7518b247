//! Lets calls through at a steady rate.
//!
//! The generic cell rate algorithm: each call takes the next free moment and waits for it, as long as that is not too far away.
//! Time comes in as an argument.

use std::time::{Duration, Instant};

/// A plugin that is called only so often.
#[derive(Debug)]
pub(crate) struct Throttle {
    interval: Duration,
    longest_wait: Duration,
    next: Option<Instant>,
}

/// More calls wait than may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Excess {
    pub(crate) retry_after: Duration,
}

impl Throttle {
    pub(crate) fn new(calls_a_second: u32, longest_wait: Duration) -> Self {
        Self {
            interval: Duration::from_secs(1) / calls_a_second.max(1),
            longest_wait,
            next: None,
        }
    }

    /// How long a call that comes now has to wait.
    pub(crate) fn pass(&mut self, now: Instant) -> Result<Duration, Excess> {
        let at = self.next.map_or(now, |next| next.max(now));
        let wait = at.saturating_duration_since(now);
        if wait > self.longest_wait {
            return Err(Excess {
                retry_after: wait.saturating_sub(self.longest_wait),
            });
        }
        self.next = Some(at + self.interval);
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_pass_at_the_rate_and_too_many_are_refused() {
        let mut throttle = Throttle::new(10, Duration::from_millis(250));
        let now = Instant::now();
        let waits: Vec<_> = (0..3).map(|_| throttle.pass(now)).collect();
        assert_eq!(
            waits,
            [0, 100, 200].map(|wait| Ok(Duration::from_millis(wait)))
        );
        let excess = throttle.pass(now).unwrap_err();
        assert_eq!(excess.retry_after, Duration::from_millis(50));
        let later = now + Duration::from_secs(9);
        assert_eq!(
            throttle.pass(later),
            Ok(Duration::ZERO),
            "pauses do not add up"
        );
    }
}
