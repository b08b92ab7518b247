//! `cargo xtask guests`: what is missing is installed, by the first route that leads to a working compiler.

use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::{
    Language, Place,
    language::{Route, chosen},
    scope::Scope,
    state::{State, path_of},
    step::{Action, Workbench},
};
use crate::{exit::Verdict, process, progress};

/// Install the guest compilers that are missing.
#[derive(Debug, Args)]
pub(crate) struct GuestsArgs {
    /// Only these languages: rust, tinygo, assemblyscript, python, javascript.
    #[arg(long, value_delimiter = ',', value_name = "LANGUAGE")]
    only: Vec<String>,
    /// Take this route of the table and no other.
    #[arg(long, value_name = "NAME")]
    route: Option<String>,
    /// Install nothing; exit with 1 when something is missing.
    #[arg(long)]
    check: bool,
}

/// A compiler that is in place.
#[derive(Debug)]
pub(crate) struct Compiler {
    /// The first line of its own answer.
    pub(crate) version: String,
    path: OsString,
}

impl Compiler {
    /// The folders in which its programs are found first, in the form of `PATH`.
    pub(crate) fn path(&self) -> &OsStr {
        &self.path
    }

    /// A command that finds this compiler first, without the settings of the build that started us.
    pub(crate) fn command(&self, program: &str) -> Command {
        let file = process::find(program, &self.path).unwrap_or_else(|| PathBuf::from(program));
        let mut command = process::without_build_settings(Command::new(file));
        command.env("PATH", &self.path);
        command
    }
}

/// Runs `cargo xtask guests`.
pub(crate) fn guests(args: &GuestsArgs) -> Result<Verdict> {
    let place = Place::find()?;
    let languages = chosen(&args.only)?;
    let mut missing = Vec::new();
    for language in &languages {
        let ready = if args.check {
            check(&place, language)
        } else {
            install(&place, language, args.route.as_deref())
        };
        if !ready {
            missing.push(language);
        }
    }
    for language in &missing {
        anstream::eprintln!(
            "{} is missing; to get it: {}",
            language.name,
            language.hint.here()
        );
    }
    Ok(missing.is_empty().into())
}

/// The compiler of the language `name`, installed now if it was not here.
///
/// # Errors
/// When no route leads to it.
pub(crate) fn ensure(name: &str) -> Result<Compiler> {
    let place = Place::find()?;
    let language = chosen(&[name.to_owned()])?
        .pop()
        .context("the language was chosen by name")?;
    if State::current(&place, &language).is_none() && !install(&place, &language, None) {
        bail!(
            "no working compiler for {name}; to get one: {}",
            language.hint.here()
        );
    }
    let state =
        State::current(&place, &language).context("the compiler was proven a moment ago")?;
    let route = language
        .route
        .iter()
        .find(|route| route.name == state.route)
        .context("its route is in the table")?;
    let path = path_of(&place, &language, route)?;
    Ok(Compiler {
        version: state.version,
        path,
    })
}

/// The compiler that guests in `language` are built with, installed now if it was not here.
///
/// # Errors
/// When no route leads to it.
pub(crate) fn ensure_for(language: plugwright_codegen::Language) -> Result<Compiler> {
    ensure(match language {
        plugwright_codegen::Language::Go => "tinygo",
        other => other.name(),
    })
}

fn check(place: &Place, language: &Language) -> bool {
    let step = progress::step(&language.name);
    let Some(state) = State::current(place, language) else {
        step.failed("missing");
        return false;
    };
    step.in_place(&format!("{} ({})", state.version, state.route));
    true
}

fn install(place: &Place, language: &Language, only: Option<&str>) -> bool {
    let step = progress::step(&language.name);
    let right_route = |state: &State| only.is_none_or(|name| name == state.route);
    if let Some(state) = State::current(place, language).filter(right_route) {
        step.in_place(&format!("{} ({})", state.version, state.route));
        return true;
    }
    step.now("waiting for another installation");
    match by_first_route(place, language, only, &step) {
        Ok(state) => {
            step.done(&format!("{} ({})", state.version, state.route));
            true
        }
        Err(error) => {
            step.failed(&format!("{error:#}"));
            false
        }
    }
}

fn by_first_route(
    place: &Place,
    language: &Language,
    only: Option<&str>,
    step: &progress::Step,
) -> Result<State> {
    let _lock = place.lock()?;
    let mut reasons = Vec::new();
    for route in language
        .route
        .iter()
        .filter(|route| only.is_none_or(|name| name == route.name))
    {
        step.now(format!("by {}", route.name));
        match by_route(place, language, route) {
            Ok(state) => return Ok(state),
            Err(error) => reasons.push(format!("{}: {error:#}", route.name)),
        }
    }
    anyhow::ensure!(!reasons.is_empty(), "it has no such route");
    bail!("no way worked\n  {}", reasons.join("\n  "))
}

fn by_route(place: &Place, language: &Language, route: &Route) -> Result<State> {
    let path = path_of(place, language, route)?;
    if let Some(program) = route
        .needs
        .iter()
        .find(|program| process::find(program, &path).is_none())
    {
        bail!("{program} is not on PATH");
    }
    with_scratch(place, language, |bench| carry_out(bench, &route.step))?;
    with_scratch(place, language, |bench| {
        bench.path.clone_from(&path);
        prove(bench, language)
    })?;
    State::record(place, language, route)
}

fn prove(bench: &mut Workbench<'_>, language: &Language) -> Result<()> {
    carry_out(bench, &language.proof.step).context("a small guest does not build")?;
    for file in &language.proof.makes {
        let file = bench.scope.fill_path(file)?;
        let wasm = fs::read(&file)
            .with_context(|| format!("the small guest {} was not made", file.display()))?;
        plugwright_build::kind(&wasm).context("the small guest")?;
    }
    Ok(())
}

fn carry_out(bench: &mut Workbench<'_>, actions: &[Action]) -> Result<()> {
    actions
        .iter()
        .try_for_each(|action| bench.carry_out(action))
}

/// Works in an empty folder, which is gone afterwards unless the work failed.
fn with_scratch(
    place: &Place,
    language: &Language,
    work: impl FnOnce(&mut Workbench<'_>) -> Result<()>,
) -> Result<()> {
    let scratch = place.prefix().join("scratch").join(&language.name);
    empty(&scratch)?;
    let log = place.log(&language.name);
    let path = place.path_with(&[])?;
    work(&mut Workbench {
        scope: Scope::new(place, language, Some(&scratch)),
        path,
        log: &log,
    })?;
    fs::remove_dir_all(&scratch).with_context(|| format!("{} cannot be removed", scratch.display()))
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}
