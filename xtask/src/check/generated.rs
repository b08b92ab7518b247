//! Files that a program writes hold what it would write today.

use std::fs;

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::{codegen, workspace::Workspace};

/// A file in the tree, what it should hold, and the command that writes it.
struct Generated {
    file: &'static str,
    content: fn() -> String,
    command: &'static str,
}

const GENERATED: [Generated; 1] = [Generated {
    file: "crates/manifest/schema/plugin.schema.json",
    content: || format!("{:#}\n", plugwright_manifest::schema()),
    command: "PLUGWRIGHT_UPDATE_SCHEMA=1 cargo test -p plugwright-manifest schema",
}];

/// Lists the files that differ.
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let mut problems = Vec::new();
    for Generated {
        file,
        content,
        command,
    } in &GENERATED
    {
        let found = fs::read_to_string(workspace.root().join(file))
            .with_context(|| format!("{file} cannot be read"))?;
        if found != content() {
            problems.push(format!("{file} is out of date; write it with `{command}`"));
        }
    }
    for path in codegen::differences(workspace)? {
        let path = path
            .strip_prefix(workspace.root())
            .unwrap_or(&path)
            .display();
        problems.push(format!(
            "{path} is out of date; write it with `cargo xtask codegen`"
        ));
    }
    Ok(Outcome::of(
        problems,
        format!("{} files and the SDKs", GENERATED.len()),
    ))
}
