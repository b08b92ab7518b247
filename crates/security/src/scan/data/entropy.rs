//! Data without structure, by its entropy.
//!
//! The Shannon entropy of 4 KiB of random bytes is 7.955 bits a byte on average (8 less 255 / (2 · 4096 · ln 2), the bias of
//! the estimate), and that of well compressed data is hardly less; text has 4 to 5, code 6, tables of numbers up to 7.5.
//! Tables of cryptography and of number formatting are random too, but small, so only a long stretch is reported.

use std::sync::LazyLock;

use crate::scan::position::Position;
use crate::scan::report::{Findings, Rule, Severity};

const WINDOW: usize = 4_096;
/// Bits a byte from which a window counts as without structure.
const RANDOM: f64 = 7.8;
/// How many times the threshold makes a stretch graver.
const LARGE: u64 = 8;

/// A stretch of data.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    offset: usize,
    bytes: usize,
    bits: f64,
}

/// Measures a stream of bytes window by window.
#[derive(Debug)]
pub(super) struct EntropyMeter {
    counts: [u16; 256],
    filled: usize,
    started: usize,
    current: Option<Stretch>,
    found: Vec<Stretch>,
}

impl Default for EntropyMeter {
    fn default() -> Self {
        Self {
            counts: [0; 256],
            filled: 0,
            started: 0,
            current: None,
            found: Vec::new(),
        }
    }
}

impl EntropyMeter {
    /// Goes on with `data`, which lies at `offset`; stretches of less than `least` bytes are forgotten.
    pub(super) fn feed(&mut self, data: &[u8], offset: usize, least: u64) {
        let mut offset = offset;
        let mut rest = data;
        while !rest.is_empty() {
            if self.filled == 0 {
                self.started = offset;
            }
            let (now, later) = rest.split_at(rest.len().min(WINDOW - self.filled));
            for byte in now {
                self.counts[usize::from(*byte)] += 1;
            }
            self.filled += now.len();
            offset += now.len();
            rest = later;
            if self.filled == WINDOW {
                self.window(least);
            }
        }
    }

    fn window(&mut self, least: u64) {
        let bits = self.bits();
        self.counts = [0; 256];
        self.filled = 0;
        if bits < RANDOM {
            self.end(least);
            return;
        }
        let current = self.current.get_or_insert(Stretch {
            offset: self.started,
            bytes: 0,
            bits: 0.0,
        });
        current.bytes += WINDOW;
        current.bits += bits;
    }

    fn end(&mut self, least: u64) {
        self.found.extend(
            self.current
                .take()
                .filter(|stretch| stretch.bytes as u64 >= least),
        );
    }

    /// The entropy of the full window.
    fn bits(&self) -> f64 {
        self.counts
            .iter()
            .map(|count| SHARES.get(usize::from(*count)).copied().unwrap_or(0.0))
            .sum()
    }

    /// Reports the stretches.
    pub(super) fn report(
        mut self,
        section: &str,
        findings: &mut Findings,
        position: &Position,
        least: u64,
    ) {
        self.end(least);
        for stretch in &self.found {
            #[expect(clippy::cast_precision_loss, reason = "a number of windows")]
            let bits = stretch.bits / (stretch.bytes / WINDOW) as f64;
            let what = format!(
                "{} bytes with {bits:.2} bits of entropy a byte",
                stretch.bytes
            );
            let is_large = stretch.bytes as u64 >= least.saturating_mul(LARGE);
            let severity = if is_large {
                Severity::Medium
            } else {
                Severity::Low
            };
            let place = position.place(stretch.offset, stretch.bytes, section);
            findings.add_as(Rule::PackedData, severity, place, &what);
        }
    }
}

/// What a byte value adds to the entropy of a window, by how often it occurs there.
static SHARES: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let share = |count: u16| {
        let share = f64::from(count) / 4_096.0;
        if count == 0 {
            0.0
        } else {
            -share * share.log2()
        }
    };
    (0..=4_096).map(share).collect()
});

#[cfg(test)]
mod tests {
    use super::{EntropyMeter, RANDOM, WINDOW};

    fn bits(bytes: impl Iterator<Item = u8>) -> f64 {
        let mut meter = EntropyMeter::default();
        for byte in bytes.take(WINDOW) {
            meter.counts[usize::from(byte)] += 1;
        }
        meter.bits()
    }

    #[test]
    fn the_entropy_is_that_of_the_textbook() {
        assert!(bits(std::iter::repeat(7)).abs() < 1e-9);
        assert!((bits((0..=255).cycle()) - 8.0).abs() < 1e-9);
        assert!((bits([1, 2, 3, 4].into_iter().cycle()) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn text_is_far_below_the_threshold() {
        let text = include_bytes!("entropy.rs");
        assert!(bits(text.iter().copied().cycle()) < RANDOM - 2.0);
    }
}
