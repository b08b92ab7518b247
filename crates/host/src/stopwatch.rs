//! Times calls, but not every call that is quicker than the clock.
//!
//! Two readings of the clock take as long as a small call's way through the host. So while an instance's calls are quick, it
//! times ever fewer of them, down to one in 32, which then stands for all of those; as soon as one is slower, every call is
//! timed.

use crate::statistics::Timing;
use std::time::{Duration, Instant};

/// Beside a call of this length the clock costs nothing.
const QUICK: Duration = Duration::from_micros(5);

/// How many quick calls one that is timed stands for at most.
const ONE_IN: u32 = 32;

/// The clock of one instance.
#[derive(Debug, Default)]
pub(crate) struct Stopwatch {
    /// Calls since the last that was timed.
    untimed: u32,
    /// How many may go untimed before the next that is timed.
    skip: u32,
}

impl Stopwatch {
    /// The time, if the call that begins is to be timed.
    pub(crate) fn start(&mut self) -> Option<Instant> {
        if self.untimed < self.skip {
            self.untimed += 1;
            return None;
        }
        Some(Instant::now())
    }

    /// Ends the timing of a call.
    pub(crate) fn stop(&mut self, started: Instant) -> Timing {
        let took = started.elapsed();
        let stands_for = 1 + std::mem::take(&mut self.untimed);
        self.skip = if took < QUICK {
            (2 * self.skip + 1).min(ONE_IN - 1)
        } else {
            0
        };
        Timing { took, stands_for }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_call_stands_for_those_before_it_that_were_not_timed() {
        let mut stopwatch = Stopwatch {
            untimed: 0,
            skip: 2,
        };
        let mut counted = 0;
        for _ in 0..9 {
            if let Some(started) = stopwatch.start() {
                counted += stopwatch.stop(started).stands_for;
                stopwatch.skip = 2;
            }
        }
        assert_eq!(counted, 9);
    }

    #[test]
    fn after_a_slow_call_every_call_is_timed() {
        let mut stopwatch = Stopwatch {
            untimed: 0,
            skip: 7,
        };
        let started = Instant::now();
        std::thread::sleep(2 * QUICK);
        assert_eq!(stopwatch.stop(started).stands_for, 1);
        assert!(stopwatch.start().is_some());
    }
}
