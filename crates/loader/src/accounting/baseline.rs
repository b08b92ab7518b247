//! What is usual for one plugin, and when it is not itself. Pure.
//!
//! For each quantity an exponentially weighted mean and deviation are kept (West, 1979: <https://doi.org/10.1145/359146.359153>).
//! A value is unusual if it is more than six deviations away and also more than twice or less than half of what is usual:
//! the first keeps noise out, the second what is exact but does not matter.

use super::rates::{Quantity, Rates};

/// How much a new value moves the mean: what is usual is what was so over about the last hundred intervals.
const WEIGHT: f64 = 0.02;
/// How many intervals with calls have to be known before anything is unusual.
const WARM_UP: u32 = 30;
const DEVIATIONS: f64 = 6.0;
/// The quantities that have a usual value; how often a plugin is called is its callers' affair.
const WATCHED: [Quantity; 4] = [
    Quantity::Failures,
    Quantity::Latency,
    Quantity::HostCalls,
    Quantity::Egress,
];

/// A plugin does what it did not do before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anomaly {
    /// What is unusual.
    pub quantity: Quantity,
    /// What was usual.
    pub usual: f64,
    /// What it is now.
    pub measured: f64,
}

/// What is usual for one plugin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Baseline([Usual; WATCHED.len()]);

#[derive(Clone, Copy, Debug, Default)]
struct Usual {
    known: u32,
    mean: f64,
    variance: f64,
    /// Whether it was unusual the last time, which is told once.
    away: bool,
}

impl Baseline {
    /// What is unusual about an interval, told once while it lasts; what lasts becomes usual.
    pub(crate) fn learn(&mut self, rates: &Rates) -> Vec<Anomaly> {
        if rates.used.calls == 0 {
            return Vec::new();
        }
        let watched = WATCHED.into_iter().zip(&mut self.0);
        watched
            .filter_map(|(quantity, usual)| {
                let measured = rates.get(quantity)?;
                let (mean, unusual) = (usual.mean, usual.is_unusual(measured));
                let begins = unusual && !usual.away;
                usual.away = unusual;
                usual.learn(measured);
                begins.then_some(Anomaly {
                    quantity,
                    usual: mean,
                    measured,
                })
            })
            .collect()
    }
}

impl Usual {
    fn is_unusual(&self, value: f64) -> bool {
        let distance = (value - self.mean).abs();
        self.known >= WARM_UP
            && distance > DEVIATIONS * self.variance.sqrt()
            && (value > 2.0 * self.mean || value < self.mean / 2.0)
    }

    fn learn(&mut self, value: f64) {
        self.known = self.known.saturating_add(1);
        // While little is known, every value counts alike.
        let weight = WEIGHT.max(1.0 / f64::from(self.known));
        let distance = value - self.mean;
        self.mean += weight * distance;
        self.variance = (1.0 - weight) * (self.variance + weight * distance * distance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::usage::Usage;
    use std::time::Duration;

    fn interval(calls: u64, host_calls: u64, wall_micros: u64) -> Rates {
        Rates {
            used: Usage {
                calls,
                host_calls,
                wall: Duration::from_micros(wall_micros),
                ..Usage::default()
            },
            interval: Duration::from_secs(1),
        }
    }

    #[test]
    fn x10_a_plugin_that_changes_its_call_pattern_raises_one_anomaly() {
        let mut baseline = Baseline::default();
        for n in 0..50 {
            let usual = interval(100 + n % 7, 2 * (100 + n % 7), 100 * (90 + n % 20));
            assert_eq!(baseline.learn(&usual), []);
        }
        let anomalies = baseline.learn(&interval(100, 5_000, 10_000));
        let [anomaly] = anomalies.as_slice() else {
            panic!("{anomalies:?}")
        };
        assert_eq!(anomaly.quantity, Quantity::HostCalls);
        assert!((anomaly.usual - 2.0).abs() < 0.01 && (anomaly.measured - 50.0).abs() < 0.01);
        assert_eq!(
            baseline.learn(&interval(100, 5_000, 10_000)),
            [],
            "told once"
        );
    }

    #[test]
    fn noise_idleness_and_the_first_calls_are_no_anomaly() {
        let mut baseline = Baseline::default();
        for n in 0..10_u64 {
            assert_eq!(baseline.learn(&interval(10, 10 << n, 100)), [], "too early");
        }
        let mut baseline = Baseline::default();
        for n in 0..200_u64 {
            // Two kinds of calls in changing shares.
            let wall = 1_000 + (n * 7_919 % 13) * 100;
            assert_eq!(baseline.learn(&interval(10, 20, wall)), [], "{n}");
            assert_eq!(baseline.learn(&interval(0, 0, 0)), []);
        }
    }
}
