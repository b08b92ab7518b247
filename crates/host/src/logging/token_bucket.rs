//! How fast a plugin may log.
//!
//! A token bucket in whole numbers: fractions of tokens are kept as nanoseconds times the rate, so nothing is lost
//! to rounding however often it is asked.

use std::time::Instant;

const NANOS: u128 = 1_000_000_000;

/// Gives out `per_second` tokens a second, and up to `burst` at once.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    per_second: u64,
    /// The burst, in billionths of a token.
    full: u128,
    /// What is there, in billionths of a token; never above `full`.
    level: u128,
    filled: Instant,
}

impl TokenBucket {
    /// A full bucket.
    pub(crate) fn new(per_second: u64, burst: u64, now: Instant) -> Self {
        let full = u128::from(burst) * NANOS;
        Self {
            per_second,
            full,
            level: full,
            filled: now,
        }
    }

    /// Whether `tokens` are there at `now`. A clock that goes back adds nothing.
    pub(crate) fn has(&mut self, tokens: u64, now: Instant) -> bool {
        self.fill(now);
        self.level >= u128::from(tokens) * NANOS
    }

    /// Takes `tokens`, or as many as are there.
    pub(crate) fn take(&mut self, tokens: u64) {
        self.level = self.level.saturating_sub(u128::from(tokens) * NANOS);
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled).as_nanos();
        let gained = passed.saturating_mul(u128::from(self.per_second));
        self.level = self.level.saturating_add(gained).min(self.full);
        self.filled = self.filled.max(now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    /// The generic cell rate algorithm (ITU-T I.371), an independent way to say the same: instead of a level it
    /// keeps the time at which the bucket would be full again.
    struct CellRate {
        per_second: u128,
        burst: u128,
        /// Nanoseconds times the rate.
        full_again: u128,
    }

    impl CellRate {
        fn admits(&mut self, tokens: u64, now: Duration) -> bool {
            let now = now.as_nanos() * self.per_second;
            let full_again = self.full_again.max(now) + u128::from(tokens) * NANOS;
            let admitted = full_again <= now + self.burst * NANOS;
            if admitted {
                self.full_again = full_again;
            }
            admitted
        }
    }

    fn admits(bucket: &mut TokenBucket, tokens: u64, now: Instant) -> bool {
        let there = bucket.has(tokens, now);
        if there {
            bucket.take(tokens);
        }
        there
    }

    #[test]
    fn a_burst_passes_and_the_next_waits_for_a_token() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(10, 2, start);
        assert!(admits(&mut bucket, 1, start));
        assert!(admits(&mut bucket, 1, start));
        assert!(!admits(&mut bucket, 1, start + Duration::from_millis(99)));
        assert!(admits(&mut bucket, 1, start + Duration::from_millis(100)));
    }

    #[test]
    fn a_rate_of_zero_gives_the_burst_and_nothing_more() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(0, 1, start);
        assert!(admits(&mut bucket, 1, start));
        assert!(!admits(
            &mut bucket,
            1,
            start + Duration::from_hours(1_000_000)
        ));
    }

    proptest! {
        #[test]
        fn it_admits_exactly_what_the_reference_admits(
            per_second in 0_u64..5_000,
            burst in 0_u64..50,
            requests in prop::collection::vec((0_u64..2_000_000_000, 0_u64..5), 0..200),
        ) {
            let start = Instant::now();
            let mut bucket = TokenBucket::new(per_second, burst, start);
            let mut reference = CellRate {
                per_second: per_second.into(),
                burst: burst.into(),
                full_again: 0,
            };
            let mut now = Duration::ZERO;
            for (pause, tokens) in requests {
                now += Duration::from_nanos(pause);
                prop_assert_eq!(
                    admits(&mut bucket, tokens, start + now),
                    reference.admits(tokens, now)
                );
            }
        }
    }
}
