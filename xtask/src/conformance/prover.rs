//! The program that runs components: it needs the WebAssembly engine, which this one does without.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::json;

use super::{
    cache::put,
    row::{Outcome, Stage},
};
use crate::{key::Key, progress, workspace::Workspace};

/// The environment variable that names a prover that is built already.
const PROGRAM_VARIABLE: &str = "PLUGWRIGHT_ROUNDTRIP";
const PACKAGE: &str = "plugwright-roundtrip";

/// Proves components, one process for each.
#[derive(Debug)]
pub(crate) struct Prover {
    program: PathBuf,
    /// Of the program and what it is asked to do.
    key: Key,
    reports: PathBuf,
    rounds: u32,
    calls: u32,
    seed: u64,
}

/// What the prover prints: `plugwright_roundtrip::Report`.
#[derive(Debug, Deserialize)]
struct Report {
    verdict: String,
    reason: String,
    detail: String,
    functions: usize,
    calls: u64,
}

impl Prover {
    /// The prover that the environment names, or one that is built now.
    ///
    /// # Errors
    /// When it does not build.
    pub(crate) fn new(workspace: &Workspace, rounds: u32, calls: u32, seed: u64) -> Result<Self> {
        let program = match std::env::var_os(PROGRAM_VARIABLE) {
            Some(program) => PathBuf::from(program),
            None => build(workspace)?,
        };
        let mut key = Key::default();
        key.add_path(&program)?;
        key.add(format!("{rounds} {calls} {seed}"));
        Ok(Self {
            program,
            key,
            reports: workspace.root().join("target/conformance/reports"),
            rounds,
            calls,
            seed,
        })
    }

    /// Proves the component against the WIT; answers with the outcome, and with the whole text of what was found.
    ///
    /// # Errors
    /// When the prover cannot be run, or dies.
    pub(crate) fn prove(&self, component: &Path, wit: &Path) -> Result<(Outcome, String)> {
        let mut key = self.key.clone();
        key.add_path(component)?.add_path(wit)?;
        let file = self.reports.join(format!("{}.json", key.finish()));
        if let Ok(known) = fs::read(&file) {
            return Ok(serde_json::from_slice::<Report>(&known)?.outcome());
        }
        let output = self.run(component, wit)?;
        let report: Report =
            serde_json::from_slice(&output).context("the prover's report is malformed")?;
        put(&file, &output)?;
        Ok(report.outcome())
    }

    fn run(&self, component: &Path, wit: &Path) -> Result<Vec<u8>> {
        let request = json!({
            "component": component, "wit": wit,
            "rounds": self.rounds, "calls": self.calls, "seed": self.seed,
        });
        let mut child = Command::new(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", self.program.display()))?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(request.to_string().as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("the prover ended with {}: {}", output.status, said.trim());
        }
        Ok(output.stdout)
    }
}

impl Report {
    fn outcome(self) -> (Outcome, String) {
        let failed = |stage| Outcome::Failed {
            stage,
            reason: self.reason.clone(),
        };
        let outcome = match &*self.verdict {
            "pass" => Outcome::Pass {
                functions: self.functions,
                calls: self.calls,
            },
            "not-run" => Outcome::NotRun {
                reason: self.reason.clone(),
            },
            "instantiate" => failed(Stage::Instantiate),
            "memory" => failed(Stage::Memory),
            _ => failed(Stage::Roundtrip),
        };
        (outcome, self.detail)
    }
}

fn build(workspace: &Workspace) -> Result<PathBuf> {
    let step = progress::step("prover");
    let output = Command::new("cargo")
        .args(["build", "--package", PACKAGE, "--message-format", "json"])
        .current_dir(workspace.root())
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .context("cargo does not start")?;
    if !output.status.success() {
        step.failed("");
        bail!(
            "{PACKAGE} does not build:\n{}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let messages = cargo_metadata::Message::parse_stream(&*output.stdout);
    let program = messages.filter_map(Result::ok).find_map(|it| match it {
        cargo_metadata::Message::CompilerArtifact(artifact) => artifact
            .executable
            .filter(|_| artifact.target.name == PACKAGE),
        _ => None,
    });
    step.done("");
    let program = program.context("cargo did not say where the prover is")?;
    Ok(program.into_std_path_buf())
}
