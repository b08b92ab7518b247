//! Interleaved timing.
//!
//! Each round takes one short sample of every case in turn, in an order that changes from round to round, so that a change of the
//! machine's speed meets all of them. Quoted are medians over the rounds, and ratios that are medians of the rounds' own ratios.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One thing to time.
pub struct Case {
    run: Box<dyn FnMut(u64) -> Duration>,
    calls: u64,
    /// Nanoseconds a call, one a round.
    samples: Vec<f64>,
}

impl Case {
    /// A case that times itself: `run(n)` is the time of n calls.
    pub fn timed(run: impl FnMut(u64) -> Duration + 'static) -> Self {
        Self {
            run: Box::new(run),
            calls: 1,
            samples: Vec::new(),
        }
    }

    pub fn new<R>(mut call: impl FnMut() -> R + 'static) -> Self {
        Self::timed(move |calls| {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(call());
            }
            start.elapsed()
        })
    }

    /// Calls without measuring.
    pub fn call(&mut self, calls: u64) {
        (self.run)(calls);
    }

    /// Warms up, and finds how many calls take about one sample.
    fn calibrate(&mut self, sample: Duration) {
        loop {
            let took = (self.run)(self.calls).max(Duration::from_nanos(1));
            let want = sample.as_secs_f64() / took.as_secs_f64() * self.calls as f64;
            if took * 2 >= sample || want <= self.calls as f64 {
                self.calls = (want as u64).max(1);
                return;
            }
            self.calls = (want as u64).clamp(self.calls + 1, self.calls * 16);
        }
    }

    fn sample(&mut self) {
        let took = (self.run)(self.calls);
        self.samples.push(took.as_nanos() as f64 / self.calls as f64);
    }

    pub fn median(&self) -> f64 {
        median(&self.samples)
    }

    /// Half the width of the middle 80 % of the samples, as a share of their median.
    pub fn spread(&self) -> f64 {
        (quantile(&self.samples, 0.9) - quantile(&self.samples, 0.1)) / 2.0 / self.median()
    }

    /// The median of the rounds' ratios to another case.
    pub fn ratio(&self, base: &Self) -> f64 {
        let ratios: Vec<f64> = self.samples.iter().zip(&base.samples).map(|(own, base)| own / base).collect();
        median(&ratios)
    }
}

/// Takes `rounds` samples of about the time `sample` of every case.
pub fn interleave(cases: &mut [&mut Case], rounds: usize, sample: Duration) {
    cases.iter_mut().for_each(|case| case.calibrate(sample));
    let count = cases.len();
    for round in 0..rounds {
        for index in 0..count {
            cases[(index * coprime(count, round) + round) % count].sample();
        }
    }
}

/// A stride that visits every place.
fn coprime(count: usize, seed: usize) -> usize {
    fn gcd(a: usize, b: usize) -> usize {
        if b == 0 { a } else { gcd(b, a % b) }
    }
    (1 + seed % count.max(1)..).find(|stride| gcd(*stride, count) == 1).unwrap_or(1)
}

pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}
