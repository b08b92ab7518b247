//! What lies in a component beside its code: data segments and custom sections.
//!
//! All needles (magic numbers, prefixes of tokens, words of mining protocols, paths of crates) are searched at once by one
//! automaton; each hit is then looked at closely, because a prefix alone means nothing: interpreters and parsers are full
//! of them.

mod crates;
mod embedded;
mod encoded;
mod entropy;
mod miner;
mod needles;
mod secrets;

pub(super) use embedded::native_code;

use std::collections::BTreeSet;

use wasmparser::CustomSectionReader;

use super::ScanLimits;
use super::metadata::Dependency;
use super::position::Position;
use super::report::{Findings, Place, Rule, Severity};
use entropy::EntropyMeter;
use miner::MinerWords;
use needles::{Hit, hits};

/// What has been seen in the data so far.
#[derive(Debug, Default)]
pub(super) struct Data {
    entropy: EntropyMeter,
    miner: MinerWords,
    crates: BTreeSet<Dependency>,
    round_constants: bool,
}

impl Data {
    /// Reads one data segment. Those of a module are one stream, so that data that is cut into small segments is found too.
    pub(super) fn segment(
        &mut self,
        data: &[u8],
        offset: usize,
        findings: &mut Findings,
        position: &Position,
        limits: &ScanLimits,
    ) {
        self.search(data, offset, "data", findings, position);
        self.entropy.feed(data, offset, limits.packed_bytes);
    }

    /// Reads a custom section that nothing else reads.
    pub(super) fn custom_section(
        &mut self,
        section: &CustomSectionReader<'_>,
        findings: &mut Findings,
        position: &Position,
        limits: &ScanLimits,
    ) {
        let (data, offset) = (section.data(), section.data_offset());
        self.search(data, offset, section.name(), findings, position);
        let mut entropy = EntropyMeter::default();
        entropy.feed(data, offset, limits.packed_bytes);
        entropy.report(section.name(), findings, position, limits.packed_bytes);
    }

    /// Reports what is only known at the end of a module.
    pub(super) fn close(
        &mut self,
        findings: &mut Findings,
        position: &Position,
        limits: &ScanLimits,
    ) {
        std::mem::take(&mut self.entropy).report("data", findings, position, limits.packed_bytes);
        std::mem::take(&mut self.miner).report(findings, position);
        self.round_constants = false;
    }

    /// Whether the module that is being read has a table of constants of a hash function.
    pub(super) fn has_round_constants(&self) -> bool {
        self.round_constants
    }

    /// The crates whose names and versions stand in the data.
    pub(super) fn crates(&mut self) -> impl Iterator<Item = Dependency> + use<> {
        std::mem::take(&mut self.crates).into_iter()
    }

    fn search(
        &mut self,
        data: &[u8],
        base: usize,
        section: &str,
        findings: &mut Findings,
        position: &Position,
    ) {
        for (start, hit) in hits(data) {
            let offset = base + start;
            let mut add = |rule, severity, length: usize, what: &str| {
                let place: Place = position.place(offset, length, section);
                findings.add_as(rule, severity, place, what);
            };
            match hit {
                // Toolchains leave the types of a component there, in the form of a component.
                Hit::Magic(_) if start == 0 && section.starts_with("component-type") => {}
                Hit::Magic(format) => {
                    if let Some(found) = embedded::verify(format, data, start) {
                        add(found.rule, found.severity, 0, found.what);
                    }
                }
                Hit::Encoded => {
                    if let Some((what, length)) = encoded::verify(data, start) {
                        add(Rule::Executable, Severity::High, length, what);
                    }
                }
                Hit::Secret(kind) => {
                    if let Some(secret) = secrets::verify(kind, data, start) {
                        add(Rule::Secret, secret.severity, secret.length, &secret.shown);
                    }
                }
                Hit::RoundConstants => self.round_constants = true,
                Hit::Miner(word) => self.miner.add(word, offset),
                Hit::CratePath => {
                    if self.crates.len() < crates::MAX {
                        self.crates.extend(crates::verify(data, start));
                    }
                }
            }
        }
    }
}
