//! The part of the corpus that every test run goes through: minutes when nothing is compiled yet, seconds afterwards.

use anyhow::Result;
use plugwright_codegen::Language;

use super::{OWN, entries, expected::Expected, pipeline::Pipeline, prove, prover::Prover};
use crate::workspace::Workspace;

/// What holds most of WIT between them.
const PROBES: [&str; 5] = [
    "p03-list",
    "p06-option-nested",
    "p08-record-tuple-variant-enum",
    "p11-resource",
    "p28-spill-params-results",
];
/// For languages whose components hold an interpreter and take ten seconds each.
const PROBES_INTERPRETED: [&str; 2] = ["p08-record-tuple-variant-enum", "p11-resource"];
/// Strings, lists, records and resources, in and out.
const PROBES_OF_MEMORY: [&str; 2] = ["p34-memory", "p35-handles"];
const ROUNDS: u32 = 16;
/// A leak of one allocation in ten calls shows in so many.
const CALLS: u32 = 10_000;

/// Proves the representative part in every language; answers for each row whether it went as expected.
///
/// # Errors
/// When a compiler cannot be had, or the prover does not build.
pub(crate) fn representative(workspace: &Workspace) -> Result<Vec<bool>> {
    let all = entries::below(&workspace.root().join(OWN))?;
    let runs = |calls| -> Result<_> {
        let prover = Prover::new(workspace, ROUNDS, calls, 1)?;
        Ok((prover, Expected::read(workspace, calls)?))
    };
    let (short, long) = (runs(0)?, runs(CALLS)?);
    let mut passed = Vec::new();
    for language in Language::PROGRAMMING {
        for ((prover, expected), probes) in
            [(&short, probes(language)), (&long, &PROBES_OF_MEMORY[..])]
        {
            let pipeline = Pipeline::new(workspace, language, prover)?;
            for entry in all.iter().filter(|entry| probes.contains(&&*entry.name)) {
                let rows = prove(&pipeline, entry, expected);
                passed.extend(rows.iter().map(super::Row::is_as_expected));
            }
        }
    }
    Ok(passed)
}

fn probes(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python | Language::JavaScript => &PROBES_INTERPRETED,
        _ => &PROBES,
    }
}
