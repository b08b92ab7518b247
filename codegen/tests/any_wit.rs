//! Broken and odd WIT: seeds with parts deleted, doubled and exchanged, the same ones in each run.
#![allow(clippy::unwrap_used, reason = "tests end at what they do not expect")]

#[path = "any_wit/property.rs"]
mod property;

use std::{fs, path::Path};

/// Changes of each seed in one run of the tests; the fuzz target does more.
const CHANGES: u64 = 12;

#[test]
fn no_wit_makes_the_generator_panic() {
    let seeds = seeds();
    for (index, seed) in seeds.iter().enumerate() {
        property::holds(seed);
        for change in 0..CHANGES {
            let mut random = Random(1 + index as u64 * CHANGES + change);
            property::holds(&changed(seed, &seeds, &mut random));
        }
    }
}

fn seeds() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/roundtrip/probes");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let seeds: Vec<String> = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert!(!seeds.is_empty());
    seeds
}

/// `seed` with one or more words deleted, doubled, exchanged or replaced by words of another seed.
fn changed(seed: &str, seeds: &[String], random: &mut Random) -> String {
    let mut words: Vec<&str> = words(seed);
    for _ in 0..=random.below(4) {
        let at = random.below(words.len());
        let other = words[random.below(words.len())];
        let donor = self::words(&seeds[random.below(seeds.len())]);
        match random.below(4) {
            0 => _ = words.remove(at),
            1 => words.insert(at, other),
            2 => words[at] = other,
            _ => words[at] = donor[random.below(donor.len())],
        }
    }
    words.concat()
}

/// The text in pieces that belong together.
fn words(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '%';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| {
            is_word(c) == is_word(first)
                && (is_word(c) || c.is_whitespace() == first.is_whitespace())
        };
        let end = rest.find(|c: char| !same(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// A small generator of numbers (xorshift64*), so that every run sees the same.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap_or(0) % end.max(1)
    }
}
