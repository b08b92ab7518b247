//! The file of a grant in an editor.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result};
use plugwright_manifest::PluginId;
use plugwright_security::grant::Grant;

use super::missing;
use crate::exit::Fault;

/// Lets the operator change a copy; it becomes the grant only if it can be read and is still of the same plugin.
pub(super) fn edit(plugin: &PluginId, grant: Option<Grant>) -> Result<Grant> {
    let grant = grant.ok_or_else(|| missing(plugin))?;
    let folder = tempfile::tempdir().context("there is no place for a copy to edit")?;
    // By its path, because editors replace the file.
    let copy = folder.path().join("grant.yaml");
    fs::write(&copy, grant.to_yaml())?;
    run_editor(&copy)?;
    let text = fs::read_to_string(&copy).context("the edited grant cannot be read")?;
    let edited = Grant::parse("grant.yaml", &text)
        .map_err(|error| Fault::usage(error.code(), format!("nothing was changed: {error}")))?;
    if edited.plugin != *plugin {
        let message = "nothing was changed: a grant stays with its plugin";
        return Err(Fault::usage("PW-GRANT-OTHER-PLUGIN", message).into());
    }
    Ok(edited)
}

fn run_editor(file: &Path) -> Result<()> {
    let editor = env::var("VISUAL").or_else(|_| env::var("EDITOR"));
    let editor = editor.unwrap_or_else(|_| "vi".to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program)
        .args(words)
        .arg(file)
        .status()
        .with_context(|| format!("the editor `{program}` does not start; set EDITOR"))?;
    if !status.success() {
        let message = "nothing was changed: the editor failed";
        return Err(Fault::usage("PW-GRANT-EDITOR", message).into());
    }
    Ok(())
}
