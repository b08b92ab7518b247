//! The actions that routes and proofs are made of: few, small, and blind to what they install.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::{
    files::{copy, link, link_all, write, write_program},
    scope::Scope,
};
use crate::process;

/// One action of `languages.toml`. All strings may hold placeholders.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Installs those of the Debian packages that are missing.
    Apt { packages: Vec<String> },
    /// Runs a program.
    Run(Run),
    /// Takes what a program prints as a placeholder for the steps that follow.
    Capture { name: String, argv: Vec<String> },
    /// Makes a folder.
    Folder { path: String },
    /// Writes a file.
    File { path: String, text: String },
    /// Writes an executable shell script.
    Program { path: String, text: String },
    /// Copies the files of a folder: those with one of the endings, or all; `deep` includes its sub-folders.
    Copy {
        from: String,
        to: String,
        #[serde(default)]
        endings: Vec<String>,
        #[serde(default)]
        deep: bool,
    },
    /// Makes a symbolic link, in place of what is there.
    Link { path: String, to: String },
    /// Links each file of a folder into another.
    LinkAll { from: String, into: String },
    /// Sets strings in a JSON file and appends to its lists. The keys must be there: another layout is an error.
    Json {
        path: String,
        #[serde(default)]
        set: BTreeMap<String, String>,
        #[serde(default)]
        append: BTreeMap<String, Vec<String>>,
    },
}

/// A program, with where and under which environment it runs.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    argv: Vec<String>,
    folder: Option<String>,
    path: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
}

/// What a list of actions works with.
#[derive(Debug)]
pub(crate) struct Workbench<'a> {
    /// Placeholders, to which `capture` adds.
    pub(crate) scope: Scope,
    /// The PATH of the programs that run.
    pub(crate) path: std::ffi::OsString,
    /// Where their output goes.
    pub(crate) log: &'a Path,
}

impl Workbench<'_> {
    /// Carries out one action.
    ///
    /// # Errors
    /// When it fails; the message says which and shows the program's last lines.
    pub(crate) fn carry_out(&mut self, action: &Action) -> Result<()> {
        match action {
            Action::Apt { packages } => self.apt(&self.scope.fill_all(packages)?),
            Action::Run(run) => self.run(run),
            Action::Capture { name, argv } => self.capture(name, argv),
            Action::Folder { path } => Ok(fs::create_dir_all(self.scope.fill_path(path)?)?),
            Action::File { path, text } => {
                write(&self.scope.fill_path(path)?, &self.scope.fill(text)?)
            }
            Action::Program { path, text } => {
                write_program(&self.scope.fill_path(path)?, &self.scope.fill(text)?)
            }
            Action::Copy {
                from,
                to,
                endings,
                deep,
            } => copy(
                &self.scope.fill_path(from)?,
                &self.scope.fill_path(to)?,
                endings,
                *deep,
            ),
            Action::Link { path, to } => {
                link(&self.scope.fill_path(path)?, &self.scope.fill_path(to)?)
            }
            Action::LinkAll { from, into } => {
                link_all(&self.scope.fill_path(from)?, &self.scope.fill_path(into)?)
            }
            Action::Json { path, set, append } => {
                self.edit_json(&self.scope.fill_path(path)?, set, append)
            }
        }
    }

    fn run(&self, run: &Run) -> Result<()> {
        let mut command = self.command(&run.argv)?;
        if let Some(folder) = &run.folder {
            command.current_dir(self.scope.fill_path(folder)?);
        }
        if let Some(first) = &run.path {
            let folders = [self.scope.fill_path(first)?]
                .into_iter()
                .chain(std::env::split_paths(&self.path));
            command.env("PATH", std::env::join_paths(folders)?);
        }
        for (name, value) in &run.env {
            command.env(name, self.scope.fill(value)?);
        }
        process::run_logged(&mut command, self.log)
    }

    fn capture(&mut self, name: &str, argv: &[String]) -> Result<()> {
        let answer = process::capture(&mut self.command(argv)?)?;
        self.scope.set(name, answer);
        Ok(())
    }

    fn command(&self, argv: &[String]) -> Result<Command> {
        let words = self.scope.fill_all(argv)?;
        let (program, rest) = words.split_first().context("an empty command")?;
        let file = process::find(program, &self.path)
            .with_context(|| format!("{program} is not on PATH"))?;
        let mut command = process::without_build_settings(Command::new(file));
        command.args(rest).env("PATH", &self.path);
        Ok(command)
    }

    fn apt(&self, packages: &[String]) -> Result<()> {
        let missing: Vec<&String> = packages
            .iter()
            .filter(|package| !is_installed(package))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        if self.apt_get(&["install"], &missing).is_ok() {
            return Ok(());
        }
        // The lists of packages may be old or absent, as in a fresh container.
        self.apt_get(&["update"], &[])?;
        self.apt_get(&["install"], &missing)
    }

    fn apt_get(&self, verb: &[&str], packages: &[&String]) -> Result<()> {
        let mut command = as_root();
        command
            .args(["apt-get", "-y", "--no-install-recommends"])
            .args(["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"])
            .args(verb)
            .args(packages);
        process::run_logged(&mut command, self.log)
            .context("Debian packages could not be installed")
    }

    fn edit_json(
        &self,
        path: &Path,
        set: &BTreeMap<String, String>,
        append: &BTreeMap<String, Vec<String>>,
    ) -> Result<()> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
        let mut json: serde_json::Value =
            serde_json::from_str(&text).with_context(|| format!("{name} is not JSON"))?;
        for (key, value) in set {
            let slot = json
                .get_mut(key)
                .with_context(|| format!("{name} has no `{key}`"))?;
            *slot = self.scope.fill(value)?.into();
        }
        for (key, values) in append {
            let list = json.get_mut(key).and_then(serde_json::Value::as_array_mut);
            let list = list.with_context(|| format!("{name} has no list `{key}`"))?;
            list.extend(self.scope.fill_all(values)?.into_iter().map(Into::into));
        }
        write(path, &serde_json::to_string_pretty(&json)?)
    }
}

fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["-W", "-f=${Status}", package]);
    process::capture(&mut query).is_ok_and(|status| status == "install ok installed")
}

/// `env` as the super-user: through sudo, unless that is who we are already.
fn as_root() -> Command {
    let is_root = process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    let mut command = Command::new(if is_root { "env" } else { "sudo" });
    if !is_root {
        command.arg("env");
    }
    command.arg("DEBIAN_FRONTEND=noninteractive");
    command
}
