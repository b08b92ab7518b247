//! Words of mining: protocols between miners and pools, and names of miners.
//!
//! Some occur nowhere else and are enough by themselves. Others are also words of honest programs (a blockchain explorer,
//! a block list), and count only several together.

use std::collections::BTreeMap;

use crate::scan::position::Position;
use crate::scan::report::{Findings, Rule, Severity};

/// A word of mining.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: &'static str,
    /// How much it says: [`ENOUGH`] is enough by itself.
    weight: u32,
}

const ENOUGH: u32 = 3;

const fn word(text: &'static str, weight: u32) -> Word {
    Word { text, weight }
}

/// The words.
pub(super) static WORDS: [Word; 30] = [
    word("stratum+tcp://", 3),
    word("stratum+ssl://", 3),
    word("stratum+tls://", 3),
    word("stratum2+tcp://", 3),
    word("mining.subscribe", 3),
    word("mining.authorize", 3),
    word("mining.submit", 3),
    word("mining.notify", 2),
    word("mining.set_difficulty", 2),
    word("eth_submitWork", 2),
    word("eth_getWork", 2),
    word("getblocktemplate", 2),
    word("donate-level", 2),
    word("RandomX\x03", 3),
    word("cryptonight", 2),
    word("CryptoNight", 2),
    word("randomx", 2),
    word("kawpow", 2),
    word("ethash", 1),
    word("ZcashPoW", 2),
    word("xmrig", 3),
    word("XMRig", 3),
    word("coinhive", 3),
    word("minexmr", 3),
    word("supportxmr", 3),
    word("nicehash", 2),
    word("nanopool", 2),
    word("hashrate", 1),
    word("extranonce", 2),
    word("worker_nonce", 1),
];

/// The words that a module has.
#[derive(Debug, Default)]
pub(super) struct MinerWords {
    found: BTreeMap<&'static str, (u32, usize)>,
}

impl MinerWords {
    pub(super) fn add(&mut self, word: &'static Word, offset: usize) {
        self.found.entry(word.text).or_insert((word.weight, offset));
    }

    /// Says what they come to together.
    pub(super) fn report(self, findings: &mut Findings, position: &Position) {
        let weight: u32 = self.found.values().map(|(weight, _)| weight).sum();
        let Some(offset) = self.found.values().map(|(_, offset)| *offset).min() else {
            return;
        };
        let words: Vec<_> = self
            .found
            .keys()
            .map(|word| word.trim_end_matches('\x03'))
            .collect();
        let severity = if weight >= ENOUGH {
            Severity::High
        } else {
            Severity::Low
        };
        let place = position.place(offset, 0, "data");
        findings.add_as(Rule::MinerText, severity, place, &words.join(", "));
    }
}
