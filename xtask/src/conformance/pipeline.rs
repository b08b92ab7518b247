//! The stages of one language.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use plugwright_build::{Compile, compile};
use plugwright_codegen::{Language, Options, Output, Stubs, generate};

use super::{
    cache::put,
    entries::World,
    prover::Prover,
    row::{Outcome, Row, Stage},
};
use crate::{key::Key, toolchain, workspace::Workspace};

/// What of this repository decides how a generated project is compiled.
const COMPILED_BY: &str = "crates/build/src/compile";
/// How much of a failure's first line is shown.
const SHOWN: usize = 160;

/// From a world to an outcome, in one language.
pub(crate) struct Pipeline<'a> {
    language: Language,
    prover: &'a Prover,
    compiler: toolchain::Compiler,
    /// Of the compiler and of our own part in compiling.
    key: Key,
    folder: PathBuf,
}

/// A component, and the WIT that it was built for.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    /// The file.
    pub(crate) component: PathBuf,
    /// The file with its world.
    pub(crate) wit: PathBuf,
}

/// A stage that failed, with all there is to know about it.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Which.
    pub(crate) stage: Stage,
    text: String,
}

impl<'a> Pipeline<'a> {
    /// For one language, whose compiler is installed if it is missing.
    ///
    /// # Errors
    /// When there is no way to get the compiler.
    pub(crate) fn new(
        workspace: &Workspace,
        language: Language,
        prover: &'a Prover,
    ) -> Result<Self> {
        let compiler = toolchain::ensure_for(language)?;
        let mut key = Key::default();
        key.add(language.name()).add(&compiler.version);
        let ours = workspace.root().join(COMPILED_BY);
        for file in [language.name(), "world", "program"] {
            let file = ours.join(format!("{file}.rs"));
            if file.is_file() {
                key.add_path(&file)?;
            }
        }
        let further = ours.join(language.name());
        if further.is_dir() {
            key.add_path(&further)?;
        }
        Ok(Self {
            language,
            prover,
            compiler,
            key,
            folder: workspace.root().join("target/conformance"),
        })
    }

    /// The language.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Takes a world through the stages.
    pub(crate) fn run(&self, world: &World) -> Row {
        let mut log = None;
        let outcome = self.stages(world).unwrap_or_else(|failure| {
            log = self.log(world, &failure.text).ok();
            Outcome::Failed {
                stage: failure.stage,
                reason: failure.reason(),
            }
        });
        Row {
            entry: world.name.clone(),
            language: self.language,
            outcome,
            expected: None,
            log,
        }
    }

    fn stages(&self, world: &World) -> Result<Outcome, Failure> {
        let built = self.build(world)?;
        self.prove(&built)
    }

    /// The component of a world.
    ///
    /// # Errors
    /// Says which stage failed and why.
    pub(crate) fn build(&self, world: &World) -> Result<Built, Failure> {
        let source = world.source.as_ref();
        let source = source.map_err(|error| Failure::at(Stage::Parse, &error))?;
        let options = Options {
            stubs: Stubs::Echo,
            ..Options::default()
        };
        let output = generate(source, world.label.as_deref(), self.language, &options);
        let output = output.map_err(|error| Failure::at(Stage::Generate, &error))?;
        let project = self.project(world);
        let component = self.component(&output, &project);
        let component = component.map_err(|error| Failure::at(Stage::Compile, error.as_ref()))?;
        Ok(Built {
            component,
            wit: project.join("wit/world.wit"),
        })
    }

    /// Runs a component that was built for a world.
    ///
    /// # Errors
    /// Says which stage failed and why.
    pub(crate) fn prove(&self, built: &Built) -> Result<Outcome, Failure> {
        let proven = self.prover.prove(&built.component, &built.wit);
        let (outcome, detail) =
            proven.map_err(|error| Failure::at(Stage::Instantiate, error.as_ref()))?;
        match outcome {
            // The whole text is for the log; the row shows its own short reason.
            Outcome::Failed { stage, reason } => Err(Failure {
                stage,
                text: format!("{reason}\n\n{detail}"),
            }),
            outcome => Ok(outcome),
        }
    }

    /// The component of a generated project, compiled now if it was not before.
    fn component(&self, output: &Output, project: &Path) -> Result<PathBuf> {
        let mut key = self.key.clone();
        for (path, text) in output.files() {
            key.add(path.to_string_lossy().as_bytes()).add(text);
        }
        let file = format!("components/{}.wasm", key.finish());
        let file = self.folder.join(file);
        replace(output, project)?;
        if file.is_file() {
            return Ok(file);
        }
        let scratch = self.folder.join("scratch").join(self.language.name());
        fs::create_dir_all(&scratch)?;
        let component = compile(
            self.language,
            Compile {
                folder: project,
                scratch: &scratch,
                path: Some(self.compiler.path()),
            },
        )?;
        put(&file, &component)?;
        Ok(file)
    }

    /// Where a world's generated project is, to be looked at.
    fn project(&self, world: &World) -> PathBuf {
        let projects = self.folder.join("projects").join(self.language.name());
        projects.join(world.name.replace('/', "--"))
    }

    fn log(&self, world: &World, text: &str) -> Result<PathBuf> {
        let logs = self.folder.join("logs").join(self.language.name());
        let file = logs.join(format!("{}.log", world.name.replace('/', "--")));
        put(&file, text.as_bytes())?;
        Ok(file)
    }
}

/// Writes the project as it is generated now, without what an older generator left there.
fn replace(output: &Output, project: &Path) -> Result<()> {
    let is_there = output
        .compare_with(project)
        .is_ok_and(|differences| differences.is_empty());
    if is_there {
        return Ok(());
    }
    if project.exists() {
        fs::remove_dir_all(project)
            .with_context(|| format!("{} cannot be emptied", project.display()))?;
    }
    Ok(output.write_to(project)?)
}

impl Failure {
    /// Why, in one line.
    pub(crate) fn reason(&self) -> String {
        one_line(&self.text)
    }

    /// A failure at `stage`, for an error.
    pub(crate) fn at(stage: Stage, error: &dyn std::error::Error) -> Self {
        let causes = std::iter::successors(Some(error), |error| error.source());
        let causes: Vec<String> = causes.map(ToString::to_string).collect();
        let text = causes.join("\ncaused by: ");
        Self { stage, text }
    }
}

/// The line that says most: the first that speaks of an error, else the first.
fn one_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().next().unwrap_or_default();
    let telling = lines.find(|line| line.to_ascii_lowercase().contains("error"));
    let line = if first.ends_with("failed:") {
        telling.unwrap_or(first)
    } else {
        first
    };
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compilers_failure_is_told_by_its_first_error_and_not_by_its_name() {
        let text =
            "tinygo failed:\n# command-line-arguments\nmain.go:3:1: error: undefined: x\nmore";
        assert_eq!(one_line(text), "main.go:3:1: error: undefined: x");
        assert_eq!(one_line("no world\nhint"), "no world");
    }
}
