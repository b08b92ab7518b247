//! Each language's plugin called by the host, and composed with a plugin of each other language.
//!
//! Both plugins of a composition echo the same world: a value goes from the host into the first, through its import into the
//! second, through that one's import out to the host, and all the way back. So what holds for one plugin holds for two, and the
//! same proof serves.

use std::{fmt::Write as _, fs};

use anstream::println;
use anyhow::{Context as _, Result};
use plugwright_codegen::Language;

use super::{
    cache::put,
    compose::compose,
    entries::{Entry, World},
    pipeline::{Built, Failure, Pipeline},
    prover::Prover,
    row::{Outcome, Stage},
};
use crate::{exit::Verdict, key::Key, progress, workspace::Workspace};

const DOCUMENT: &str = "docs/conformance-matrix.md";

/// What two plugins say to each other: numbers, strings, lists, options, results, variants and records, flags, many arguments,
/// resources, aliases, borrowed resources in lists, versions, maps, fixed lists.
const CASES: [&str; 14] = [
    "p01-primitives",
    "p02-char-string",
    "p03-list",
    "p04-fixed-list",
    "p05-fixed-list-named",
    "p06-option-nested",
    "p07-result-forms",
    "p08-record-tuple-variant-enum",
    "p10-flags-8-16-32",
    "p11-resource",
    "p13-borrow-in-record",
    "p15-nested-packages-versions",
    "p25-map",
    "p28-spill-params-results",
];

/// One case with one pair of languages.
struct Cell {
    caller: Language,
    callee: Language,
    case: String,
    failure: Option<String>,
}

/// Runs the cases among `entries`.
///
/// # Errors
/// When a compiler cannot be had.
pub(crate) fn run(
    workspace: &Workspace,
    languages: &[Language],
    entries: &[Entry],
    prover: &Prover,
    write: bool,
) -> Result<Verdict> {
    let pipelines: Result<Vec<Pipeline<'_>>> = languages
        .iter()
        .map(|language| Pipeline::new(workspace, *language, prover))
        .collect();
    let pipelines = pipelines?;
    let is_case = |entry: &&Entry| CASES.iter().any(|case| entry.name.ends_with(case));
    let mut cells = Vec::new();
    for entry in entries.iter().filter(is_case) {
        for world in entry.worlds() {
            cells.extend(pairs(workspace, &pipelines, &world));
        }
    }
    let page = page(languages, &cells);
    println!("{page}");
    if write {
        fs::write(workspace.root().join(DOCUMENT), &page)
            .with_context(|| format!("{DOCUMENT} cannot be written"))?;
    }
    let failed = cells.iter().filter(|cell| cell.failure.is_some()).count();
    println!("{} passed, {failed} failed", cells.len() - failed);
    Ok((failed == 0).into())
}

fn pairs(workspace: &Workspace, pipelines: &[Pipeline<'_>], world: &World) -> Vec<Cell> {
    let built: Vec<(&Pipeline<'_>, Result<Built, Failure>)> = pipelines
        .iter()
        .map(|pipeline| (pipeline, pipeline.build(world)))
        .collect();
    let mut cells = Vec::new();
    for (caller, outer) in &built {
        for (callee, inner) in &built {
            let (calling, called) = (caller.language(), callee.language());
            let title = format!("{calling} → {called} {}", world.name);
            let step = progress::step(title);
            let failure = match (outer, inner) {
                (Ok(outer), Ok(_)) if calling == called => tell(caller.prove(outer)),
                (Ok(outer), Ok(inner)) => match composition(workspace, outer, inner) {
                    Ok(Some(composed)) => tell(caller.prove(&composed)),
                    Ok(None) => {
                        step.done("nothing crosses");
                        continue;
                    }
                    Err(failure) => Some(failure.reason()),
                },
                (Err(failure), _) | (_, Err(failure)) => Some(failure.reason()),
            };
            match &failure {
                Some(reason) => step.failed(reason),
                None => step.done(""),
            }
            cells.push(Cell {
                caller: calling,
                callee: called,
                case: world.name.clone(),
                failure,
            });
        }
    }
    cells
}

fn tell(outcome: Result<Outcome, Failure>) -> Option<String> {
    match outcome {
        Ok(Outcome::Pass { .. }) => None,
        Ok(other) => Some(other.to_string()),
        Err(failure) => Some(format!("{}: {}", failure.stage, failure.reason())),
    }
}

/// The composition of two plugins; nothing if no value can go from one to the other: an echo keeps resources to itself, and
/// compilers leave out what is not called.
fn composition(
    workspace: &Workspace,
    outer: &Built,
    inner: &Built,
) -> Result<Option<Built>, Failure> {
    let composed = || -> Result<Option<Built>> {
        let (first, second) = (fs::read(&outer.component)?, fs::read(&inner.component)?);
        let mut key = Key::default();
        key.add(&first).add(&second);
        let file = format!("target/conformance/composed/{}.wasm", key.finish());
        let component = workspace.root().join(file);
        if !component.is_file() {
            let Some(composed) = compose(&first, &second)? else {
                return Ok(None);
            };
            put(&component, &composed)?;
        }
        Ok(Some(Built {
            component,
            wit: outer.wit.clone(),
        }))
    };
    composed().map_err(|error| Failure::at(Stage::Compile, error.as_ref()))
}

fn page(languages: &[Language], cells: &[Cell]) -> String {
    let mut text = String::from(INTRODUCTION);
    let names: Vec<&str> = languages.iter().map(|it| it.name()).collect();
    let _ = writeln!(text, "| calls ↓ \\ is called → | {} |", names.join(" | "));
    let _ = writeln!(text, "| --- |{}", " --- |".repeat(names.len()));
    for caller in languages {
        let counts = languages.iter().map(|callee| {
            let of_pair = || {
                let of_caller = cells.iter().filter(|cell| cell.caller == *caller);
                of_caller.filter(|cell| cell.callee == *callee)
            };
            let passed = of_pair().filter(|cell| cell.failure.is_none()).count();
            format!("{passed} of {}", of_pair().count())
        });
        let counts: Vec<String> = counts.collect();
        let _ = writeln!(text, "| {caller} | {} |", counts.join(" | "));
    }
    for cell in cells {
        if let Some(reason) = &cell.failure {
            let _ = write!(text, "\n- {} → {}, ", cell.caller, cell.callee);
            let _ = write!(text, "{}: {reason}", cell.case);
        }
    }
    text.push('\n');
    text
}

const INTRODUCTION: &str = "# Plugins of one language that call plugins of another\n
<!-- Written by `cargo xtask conformance --matrix --write`. -->\n
A value goes from the host into the first plugin, through its import into the second, through that one's import back to the host,
and the same way back. Where both are the same language, the host calls one plugin. A cell counts the cases that pass, of those in\nwhich a value can cross: an echo keeps resources to itself.\n\n";
