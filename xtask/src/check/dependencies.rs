//! Dependencies come from crates.io, under licences that the project accepts, and each is asked for by one version.
//!
//! `deny.toml` is the policy. Where `cargo deny` is installed it judges by it, advisories included when their database
//! can be reached. It takes minutes to build, so elsewhere this module reads the same file and checks licences, sources
//! and wildcards itself, from what cargo knows offline; it then says that advisories were not looked at.

use std::{fs, process::Command};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{Outcome, spdx};
use crate::{process, workspace::Workspace};

#[derive(Deserialize)]
struct Policy {
    licenses: Licences,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// A licence that is allowed for one package.
#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    package: String,
    allow: Vec<String>,
}

impl Licences {
    fn allow(&self, licence: &str, package: &str) -> bool {
        let excepted = self.exceptions.iter().filter(|it| it.package == package);
        let mut allowed = self.allow.iter().chain(excepted.flat_map(|it| &it.allow));
        allowed.any(|allowed| allowed == licence)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

/// Whether all dependencies are within the policy.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    if process::capture(Command::new("cargo").args(["deny", "--version"])).is_ok() {
        return cargo_deny(workspace);
    }
    let policy: Policy = toml::from_str(&fs::read_to_string(workspace.root().join("deny.toml"))?)
        .context("deny.toml")?;
    let packages = &workspace.metadata().packages;
    let problems = packages
        .iter()
        .filter_map(|package| judge(&policy, package))
        .chain(wildcards(workspace));
    let note = format!(
        "{} packages; cargo-deny is not installed: advisories were not looked at",
        packages.len()
    );
    Ok(Outcome::of(problems.collect(), note))
}

fn cargo_deny(workspace: &Workspace) -> Result<Outcome> {
    let log = workspace.root().join("target/xtask/deny.log");
    let deny = |what: &[&str]| {
        let mut command = Command::new("cargo");
        command
            .args(["deny", "--workspace", "check"])
            .args(what)
            .current_dir(workspace.root());
        process::run_logged(&mut command, &log)
    };
    deny(&["licenses", "bans", "sources"])?;
    // The database of advisories is on another server: without a network its absence is no fault of the tree.
    match deny(&["advisories"]) {
        Err(error) if format!("{error:#}").contains("failed to fetch") => Ok(Outcome::Holds(
            "advisories were not looked at: their database cannot be reached".to_owned(),
        )),
        Err(error) => Err(error),
        Ok(()) => Ok(Outcome::Holds("cargo deny, advisories included".to_owned())),
    }
}

fn judge(policy: &Policy, package: &cargo_metadata::Package) -> Option<String> {
    let name = format!("{} {}", package.name, package.version);
    if let Some(source) = &package.source
        && !policy
            .sources
            .allow_registry
            .iter()
            .any(|registry| source.repr == format!("registry+{registry}"))
    {
        return Some(format!(
            "{name} comes from {}: deny.toml allows {}",
            source.repr,
            policy.sources.allow_registry.join(", ")
        ));
    }
    let Some(licence) = &package.license else {
        return Some(format!(
            "{name} names no licence: clarify it or do without the package"
        ));
    };
    let is_allowed = |licence: &str| policy.licenses.allow(licence, &package.name);
    (!spdx::allows(licence, &is_allowed))
        .then(|| format!("{name} is under {licence}, which deny.toml does not allow"))
}

fn wildcards(workspace: &Workspace) -> Vec<String> {
    let members = workspace.members();
    let asked = members.iter().flat_map(|package| {
        package
            .dependencies
            .iter()
            .map(move |dependency| (package, dependency))
    });
    asked
        .filter(|(_, dependency)| dependency.path.is_none() && dependency.req.to_string() == "*")
        .map(|(package, dependency)| {
            format!(
                "{} accepts any version of {}",
                package.name, dependency.name
            )
        })
        .collect()
}
