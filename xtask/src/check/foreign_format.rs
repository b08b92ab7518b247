//! What is written in other languages is formatted as their own formatters do, generated files included.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use plugwright_codegen::Language;

use super::Outcome;
use crate::{
    foreign::{ForeignProject, projects},
    toolchain,
    workspace::Workspace,
};

/// Whether gofmt, prettier and ruff would change nothing, and ruff has nothing to say.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let projects = projects(workspace)?;
    let mut problems = Vec::new();
    for project in &projects {
        for mut command in commands(project)? {
            problems.extend(problem(project, &mut command)?);
        }
    }
    Ok(Outcome::of(
        problems,
        format!("{} projects", projects.len()),
    ))
}

/// prettier and ruff come with the JavaScript and Python compilers, gofmt with Go.
fn commands(project: &ForeignProject) -> Result<Vec<Command>> {
    let (toolchain, lines): (Language, &[&[&str]]) = match project.language {
        Language::Go => (Language::Go, &[&["gofmt", "-l", "."]]),
        Language::Python => (
            Language::Python,
            &[
                &["ruff", "format", "--check", "--quiet", "."],
                &["ruff", "check", "--quiet", "."],
            ],
        ),
        // prettier needs a plugin for AssemblyScript, which brings a second compiler along.
        Language::AssemblyScript => (
            Language::JavaScript,
            &[&[
                "prettier",
                "--check",
                "--no-config",
                "--log-level=warn",
                "**/*.{js,mjs,json,md}",
            ]],
        ),
        _ => (
            Language::JavaScript,
            &[&["prettier", "--check", "--log-level=warn", "."]],
        ),
    };
    let compiler = toolchain::ensure_for(toolchain)?;
    let command = |line: &&[&str]| {
        let mut command = compiler.command(line.first().copied().unwrap_or_default());
        command
            .args(line.iter().skip(1))
            .current_dir(&project.folder);
        command
    };
    Ok(lines.iter().map(command).collect())
}

/// gofmt names files and succeeds; the others fail.
fn problem(project: &ForeignProject, command: &mut Command) -> Result<Option<String>> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("the formatter of {} does not start", project.name))?;
    let said = [output.stdout, output.stderr].concat();
    if output.status.success() && said.is_empty() {
        return Ok(None);
    }
    let said = String::from_utf8_lossy(&said);
    Ok(Some(format!("{}: {}", project.name, said.trim())))
}
