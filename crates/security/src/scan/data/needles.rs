//! All byte strings that are searched for, in one automaton: one pass over the data, whatever their number.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::embedded::{FORMATS, Format};
use super::miner::{WORDS, Word};
use super::secrets::{KINDS, SecretKind};
use super::{crates, encoded};

/// What a needle may be the start of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hit {
    /// A file of this format.
    Magic(&'static Format),
    /// A program in base64.
    Encoded,
    /// A secret of this kind.
    Secret(&'static SecretKind),
    /// A word of mining.
    Miner(&'static Word),
    /// The path of a crate from a registry.
    CratePath,
    /// A table of constants of a hash function.
    RoundConstants,
}

/// The first constants of such tables as they lie in memory: rounds and initial states of SHA-256 (also BLAKE2s), SHA-512
/// (also BLAKE2b) and SHA-1, the rounds of Keccak, the permutations of BLAKE2 in bytes and in words.
static ROUND_CONSTANTS: [&[u8]; 8] = [
    b"\x98\x2f\x8a\x42\x91\x44\x37\x71",
    b"\x67\xe6\x09\x6a\x85\xae\x67\xbb",
    b"\x22\xae\x28\xd7\x98\x2f\x8a\x42",
    b"\x08\xc9\xbc\xf3\x67\xe6\x09\x6a",
    b"\x01\x23\x45\x67\x89\xab\xcd\xef\xfe\xdc\xba\x98\x76\x54\x32\x10",
    b"\x8a\x80\0\0\0\0\0\x80\0\x80\0\x80\0\0\0\x80",
    b"\x0e\x0a\x04\x08\x09\x0f\x0d\x06\x01\x0c\0\x02\x0b\x07\x05\x03",
    b"\x0e\0\0\0\x0a\0\0\0\x04\0\0\0\x08\0\0\0\x09\0\0\0\x0f\0\0\0",
];

struct Needles {
    automaton: Option<AhoCorasick>,
    meanings: Vec<Hit>,
}

static NEEDLES: LazyLock<Needles> = LazyLock::new(|| {
    let magics = FORMATS
        .iter()
        .map(|format| (format.magic, Hit::Magic(format)));
    let encoded = encoded::PREFIXES
        .iter()
        .map(|prefix| (prefix.as_bytes(), Hit::Encoded));
    let secrets = KINDS
        .iter()
        .map(|kind| (kind.prefix.as_bytes(), Hit::Secret(kind)));
    let words = WORDS
        .iter()
        .map(|word| (word.text.as_bytes(), Hit::Miner(word)));
    let tables = ROUND_CONSTANTS
        .iter()
        .map(|table| (*table, Hit::RoundConstants));
    let path = [(crates::PREFIX.as_bytes(), Hit::CratePath)];
    let all = magics
        .chain(encoded)
        .chain(secrets)
        .chain(words)
        .chain(tables)
        .chain(path);
    let (needles, meanings): (Vec<_>, Vec<_>) = all.unzip();
    // Fixed needles: building fails for none of them, which the tests of each check would notice.
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .build(needles)
        .ok();
    Needles {
        automaton,
        meanings,
    }
});

/// Where needles are in `data`, and what they may mean.
pub(super) fn hits(data: &[u8]) -> impl Iterator<Item = (usize, Hit)> {
    let needles = &*NEEDLES;
    let found = needles
        .automaton
        .iter()
        .flat_map(move |automaton| automaton.find_overlapping_iter(data));
    found.filter_map(|found| {
        let meaning = needles.meanings.get(found.pattern().as_usize())?;
        Some((found.start(), *meaning))
    })
}
