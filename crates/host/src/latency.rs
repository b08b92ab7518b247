//! How long calls took, as a histogram that costs nothing to keep.
//!
//! Buckets are log-linear (the layout of HdrHistogram: <https://hdrhistogram.github.io/HdrHistogram/>): every power of two
//! of nanoseconds is split into sixteen, so that a quantile is right to within 6.25 % from 16 ns to 18 minutes.

use std::time::Duration;

const SPLIT_BITS: u32 = 4;
const SPLIT: usize = 1 << SPLIT_BITS;
/// Values from 2^40 ns on share the last bucket.
const TOP: u32 = 40;
const BUCKETS: usize = (TOP - SPLIT_BITS + 1) as usize * SPLIT;

/// A distribution of durations.
#[derive(Clone, Debug)]
pub struct Latency {
    counts: Box<[u32]>,
    count: u64,
    total: Duration,
    longest: Duration,
}

impl Default for Latency {
    fn default() -> Self {
        Self {
            counts: Box::default(),
            count: 0,
            total: Duration::ZERO,
            longest: Duration::ZERO,
        }
    }
}

impl Latency {
    /// Notes a duration, once for each call that it stands for.
    pub(crate) fn record(&mut self, duration: Duration, times: u32) {
        if self.counts.is_empty() {
            self.counts = vec![0; BUCKETS].into();
        }
        if let Some(count) = self.counts.get_mut(bucket(nanos(duration))) {
            *count = count.saturating_add(times);
        }
        self.count += u64::from(times);
        self.total = self.total.saturating_add(duration.saturating_mul(times));
        self.longest = self.longest.max(duration);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.counts.clone_from(&other.counts);
        } else {
            for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
                *mine = mine.saturating_add(*theirs);
            }
        }
        self.count += other.count;
        self.total += other.total;
        self.longest = self.longest.max(other.longest);
    }

    /// How many durations were recorded.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The sum of all durations.
    pub fn total(&self) -> Duration {
        self.total
    }

    /// The longest duration.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// The mean; zero if nothing was recorded.
    pub fn mean(&self) -> Duration {
        let count = u32::try_from(self.count).unwrap_or(u32::MAX);
        self.total.checked_div(count).unwrap_or_default()
    }

    /// The duration that a share of all calls (0.0 to 1.0) did not exceed, to within 6.25 %; zero if nothing was recorded.
    pub fn quantile(&self, share: f64) -> Duration {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss
        )]
        let rank = (share.clamp(0.0, 1.0) * self.count as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= rank {
                return Duration::from_nanos(upper_bound(bucket)).min(self.longest);
            }
        }
        self.longest
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn bucket(nanos: u64) -> usize {
    let value = nanos.min((1 << TOP) - 1);
    let exponent = (value | (SPLIT as u64 - 1))
        .ilog2()
        .saturating_sub(SPLIT_BITS - 1);
    let row = exponent.saturating_sub(1);
    let column = (value >> row) as usize;
    if exponent == 0 {
        column
    } else {
        (exponent as usize) * SPLIT + column - SPLIT
    }
}

fn upper_bound(bucket: usize) -> u64 {
    let (row, column) = (bucket / SPLIT, bucket % SPLIT);
    if row == 0 {
        return column as u64;
    }
    let shift = row - 1;
    (((SPLIT + column + 1) as u64) << shift) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_bucket_ends_where_the_next_begins() {
        for index in 0..BUCKETS - 1 {
            assert_eq!(bucket(upper_bound(index)), index);
            assert_eq!(bucket(upper_bound(index) + 1), index + 1);
        }
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_a_sixteenth_of_the_truth(mut values in prop::collection::vec(16u64..1 << 39, 1..200), share in 0.0f64..=1.0) {
            let mut latency = Latency::default();
            values.iter().for_each(|nanos| latency.record(Duration::from_nanos(*nanos), 1));
            values.sort_unstable();
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let rank = ((share * values.len() as f64).ceil() as usize).max(1) - 1;
            let (truth, found) = (values[rank], nanos(latency.quantile(share)));
            prop_assert!(found >= truth && found <= truth + truth / 16 + 1, "{truth} {found}");
        }
    }
}
