//! What the code looks like: functions that break compilers, hash functions, and loops that search for a hash.
//!
//! Nothing is executed and nothing is decompiled. Each function is read once, instruction by instruction; what is kept of
//! it is a few counts for each loop that is open.

mod algorithms;
mod profile;
mod reader;
mod recent;
mod search;

use wasmparser::{Error, FunctionBody, ImportSectionReader, TypeRef};

use super::ScanLimits;
use super::position::Position;
use super::report::{Findings, Place, Rule, Severity};
use reader::FunctionFacts;
use search::Module;

/// The modules that are being read; only the innermost has code at a time.
#[derive(Debug, Default)]
pub(super) struct Code {
    open: Vec<Module>,
}

impl Code {
    pub(super) fn open(&mut self) {
        self.open.push(Module::default());
    }

    /// The functions that a module imports come before its own.
    pub(super) fn imports(&mut self, section: ImportSectionReader<'_>) -> Result<(), Error> {
        let Some(module) = self.open.last_mut() else {
            return Ok(());
        };
        for import in section.into_imports() {
            if matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)) {
                module.imported = module.imported.saturating_add(1);
            }
        }
        Ok(())
    }

    pub(super) fn function(
        &mut self,
        body: &FunctionBody<'_>,
        findings: &mut Findings,
        position: &Position,
        limits: &ScanLimits,
    ) -> Result<(), Error> {
        let Some(module) = self.open.last_mut() else {
            return Ok(());
        };
        let range = body.range();
        let place = Place {
            function: Some(module.next_index()),
            ..position.place(range.start, range.end - range.start, "code")
        };
        let facts = reader::read(body, limits)?;
        judge_size(&facts, &place, findings, limits);
        module.add(facts, &place);
        Ok(())
    }

    /// Judges the functions of a module together, now that it is known which calls which.
    /// `has_round_constants` says that its data has a table of them.
    pub(super) fn close(&mut self, has_round_constants: bool, findings: &mut Findings) {
        if let Some(module) = self.open.pop() {
            module.judge(has_round_constants, findings);
        }
    }
}

fn judge_size(facts: &FunctionFacts, place: &Place, findings: &mut Findings, limits: &ScanLimits) {
    if place.length > limits.slow_function_bytes {
        let over = place.length > limits.declared.function_bytes;
        let severity = if over { Severity::High } else { Severity::Low };
        let what = format!(
            "{} bytes; a host accepts {}",
            place.length, limits.declared.function_bytes
        );
        findings.add_as(Rule::FunctionSize, severity, place.clone(), &what);
    }
    let shapes = [
        ("local variables", facts.locals, limits.locals),
        (
            "blocks inside each other",
            facts.block_depth,
            limits.block_depth,
        ),
        (
            "targets of one branch",
            facts.branch_targets,
            limits.branch_targets,
        ),
    ];
    for (what, actual, limit) in shapes {
        if actual > limit {
            findings.add(
                Rule::FunctionShape,
                place.clone(),
                &format!("{actual} {what}; {limit} are usual at most"),
            );
        }
    }
}
