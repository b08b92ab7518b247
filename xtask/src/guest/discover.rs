//! Which packages of the workspace are guests.

use anyhow::Result;
use cargo_metadata::{Package, PackageId};

use crate::{exit::Blame, workspace::Workspace};

/// The target of a plugin that names none: its component imports what its world has and nothing else.
const DEFAULT_TARGET: &str = "wasm32-unknown-unknown";
const TARGETS: [&str; 2] = [DEFAULT_TARGET, "wasm32-wasip2"];

/// A package that is compiled to a component.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// The name of the package and of its component.
    pub(crate) name: String,
    /// The package as cargo knows it.
    pub(crate) id: PackageId,
    /// The compiler's target.
    pub(crate) target: &'static str,
    /// The name of the WebAssembly file that the compiler writes.
    pub(crate) artifact: String,
    /// Where the manifest is, when the guest is a plugin that users could install.
    pub(crate) manifest: Option<std::path::PathBuf>,
}

/// The guests of the workspace, by name.
///
/// # Errors
/// When a package says that it is a guest and cannot be one.
pub(crate) fn discover(workspace: &Workspace) -> Result<Vec<Guest>> {
    let mut guests: Vec<Guest> = Vec::new();
    for package in workspace.members() {
        guests.extend(guest(package)?);
    }
    guests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(guests)
}

fn guest(package: &Package) -> Result<Option<Guest>> {
    let manifest = package.manifest_path.with_file_name("plugin.yaml");
    let manifest = manifest.is_file().then(|| manifest.into_std_path_buf());
    let declared = package.metadata.pointer("/plugwright/guest");
    if declared.is_none() && manifest.is_none() {
        return Ok(None);
    }
    let name = package.name.to_string();
    let target = target(&name, declared)?;
    let library = package.targets.iter().find(|target| target.is_cdylib());
    let library =
        library.ok_or_else(|| blame(&name, "has no library of the crate type `cdylib`"))?;
    let artifact = format!("{}.wasm", library.name.replace('-', "_"));
    Ok(Some(Guest {
        name,
        id: package.id.clone(),
        target,
        artifact,
        manifest,
    }))
}

fn target(name: &str, declared: Option<&serde_json::Value>) -> Result<&'static str> {
    let Some(declared) = declared else {
        return Ok(DEFAULT_TARGET);
    };
    let known = TARGETS
        .into_iter()
        .find(|target| declared.as_str() == Some(target));
    let problem = || {
        format!(
            "wants the target {declared}; known are {}",
            TARGETS.join(" and ")
        )
    };
    Ok(known.ok_or_else(|| blame(name, &problem()))?)
}

fn blame(name: &str, problem: &str) -> Blame {
    Blame::Plugin(format!("the guest {name} {problem}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_target_that_we_cannot_build_for_is_refused_and_not_replaced() {
        let error = target("g", Some(&json!("wasm32-wasip1")))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("wasm32-wasip1") && error.contains("wasm32-wasip2"),
            "{error}"
        );
    }

    #[test]
    fn a_plugin_that_names_no_target_gets_the_one_that_adds_no_imports() {
        assert_eq!(target("g", None).unwrap(), "wasm32-unknown-unknown");
    }
}
