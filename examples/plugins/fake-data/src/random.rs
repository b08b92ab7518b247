//! The generator behind every invented value.
//!
//! PCG is used because its stream is part of its definition: an upgrade of a crate does not change the answers that
//! somebody's tests rely on. It is no source of secrets.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// A stream of values that its seed determines.
#[derive(Debug, Clone)]
pub struct Random(Pcg64Mcg);

impl Random {
    /// Starts the stream that `parts` name. The parts are hashed with their lengths, so `["ab", "c"]` and
    /// `["a", "bc"]` name different streams.
    pub fn from_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        let mut seed = [0; 16];
        seed.copy_from_slice(&digest[..16]);
        Self(Pcg64Mcg::from_seed(seed))
    }

    /// A number below `bound`; zero if `bound` is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        // Multiply and shift: the bias is below bound / 2^64, which no mock can notice.
        let wide = u128::from(self.0.next_u64()) * u128::from(bound);
        (wide >> 64) as u64
    }

    /// A position in a list of `length` elements; zero if it is empty.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// A whole number from `min` to `max`, both included; `min` if the range is empty.
    pub fn integer(&mut self, min: i64, max: i64) -> i64 {
        if min >= max {
            return min;
        }
        let span = max.abs_diff(min);
        let step = match span.checked_add(1) {
            Some(count) => self.below(count),
            None => self.0.next_u64(),
        };
        min.wrapping_add_unsigned(step)
    }

    /// A number from zero to one, one excluded.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub fn fraction(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from `min` to `max`.
    pub fn number(&mut self, min: f64, max: f64) -> f64 {
        let share = self.fraction();
        min * (1.0 - share) + max * share
    }

    /// True in `percent` of all cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, none if there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let index = self.index(choices.len());
        choices.get(index)
    }

    /// One of `words`, the empty text if there are none.
    pub fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick(words).copied().unwrap_or("")
    }

    /// `pattern` with each `#` replaced by a digit and each `?` by a lower-case letter.
    pub fn fill(&mut self, pattern: &str) -> String {
        pattern.chars().map(|c| self.fill_one(c)).collect()
    }

    fn fill_one(&mut self, placeholder: char) -> char {
        match placeholder {
            '#' => self.letter_from(b'0', 10),
            '?' => self.letter_from(b'a', 26),
            other => other,
        }
    }

    fn letter_from(&mut self, first: u8, count: u8) -> char {
        let step = u8::try_from(self.below(u64::from(count))).unwrap_or(0);
        char::from(first + step)
    }

    /// A version 4 UUID (RFC 9562, section 5.4) in lower case.
    pub fn uuid(&mut self) -> String {
        let high = (self.0.next_u64() & !0xf000) | 0x4000;
        let low = (self.0.next_u64() >> 2) | (1 << 63);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut random = Random::from_parts(["42", "/pets"]);
        let drawn: Vec<u64> = (0..4).map(|_| random.below(1_000)).collect();
        assert_eq!(
            drawn,
            [61, 409, 340, 234],
            "tests of users rely on these numbers"
        );
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let mut one = Random::from_parts(["ab", "c"]);
        let mut other = Random::from_parts(["a", "bc"]);
        assert_ne!(one.uuid(), other.uuid());
    }

    #[test]
    fn every_choice_comes_up() {
        let mut random = Random::from_parts(["choices"]);
        let mut seen = [false; 7];
        for _ in 0..500 {
            seen[random.index(7)] = true;
        }
        assert_eq!(seen, [true; 7]);
    }

    #[test]
    fn a_uuid_has_the_bits_of_version_4() {
        let mut random = Random::from_parts(["uuid"]);
        for _ in 0..100 {
            let uuid = random.uuid();
            assert_eq!(uuid.len(), 36);
            assert_eq!(&uuid[14..15], "4", "{uuid}");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
        }
    }

    proptest! {
        #[test]
        fn an_integer_stays_in_its_range(seed in any::<u64>(), a in any::<i64>(), b in any::<i64>()) {
            let (min, max) = (a.min(b), a.max(b));
            let drawn = Random::from_parts([seed.to_string().as_str()]).integer(min, max);
            prop_assert!((min..=max).contains(&drawn));
        }

        #[test]
        fn a_number_stays_in_its_range(seed in any::<u64>(), a in -1e300..1e300, b in -1e300..1e300) {
            let (min, max) = (f64::min(a, b), f64::max(a, b));
            let drawn = Random::from_parts([seed.to_string().as_str()]).number(min, max);
            prop_assert!(min <= drawn && drawn <= max, "{min} {drawn} {max}");
        }
    }
}
