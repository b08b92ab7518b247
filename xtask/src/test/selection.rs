//! Which packages a run tests.
//!
//! An area is the name of a folder, so there is no list to keep: `hostile` selects what is below `tests/hostile`,
//! `plugins` what is below `examples/plugins`. Guests that make no Rust library exist only for the sandbox; they are
//! built, and never tested natively.

use anyhow::Result;

use crate::{
    exit::Blame,
    guest::{RustGuest, discover_rust},
    workspace::Workspace,
};

/// What `cargo test` is asked to test.
#[derive(Debug)]
pub(crate) struct Selection {
    packages: Vec<String>,
}

impl Selection {
    /// The packages of `area`, or all.
    ///
    /// # Errors
    /// When no folder of the workspace has that name.
    pub(crate) fn new(workspace: &Workspace, area: Option<&str>) -> Result<Self> {
        let guests = discover_rust(workspace)?;
        let native = workspace
            .members()
            .into_iter()
            .filter(|package| !is_test_guest(&guests, &package.name));
        let folders: Vec<(String, String)> = native
            .map(|package| (package.name.to_string(), workspace.folder_of(package)))
            .collect();
        let packages = select(&folders, area)?;
        Ok(Self { packages })
    }

    /// The arguments that select the packages.
    pub(crate) fn cargo_args(&self) -> impl Iterator<Item = &str> {
        self.packages
            .iter()
            .flat_map(|name| ["--package", name.as_str()])
    }
}

fn is_test_guest(guests: &[RustGuest], name: &str) -> bool {
    guests
        .iter()
        .any(|guest| guest.package == name && !guest.is_native)
}

fn select(folders: &[(String, String)], area: Option<&str>) -> Result<Vec<String>> {
    let is_in = |folder: &str| area.is_none_or(|area| folder.split('/').any(|part| part == area));
    let names: Vec<String> = folders
        .iter()
        .filter(|(_, folder)| is_in(folder))
        .map(|(name, _)| name.clone())
        .collect();
    if names.is_empty() {
        return Err(Blame::Usage(unknown(folders, area.unwrap_or_default())).into());
    }
    Ok(names)
}

fn unknown(folders: &[(String, String)], area: &str) -> String {
    let mut known: Vec<&str> = folders
        .iter()
        .flat_map(|(_, folder)| folder.split('/'))
        .collect();
    known.sort_unstable();
    known.dedup();
    format!(
        "no package is below a folder `{area}`; areas are {}",
        known.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> Vec<(String, String)> {
        [
            ("plugwright-host", "crates/host"),
            ("auth-jwt", "examples/plugins/auth-jwt"),
            ("h", "tests/hostile"),
        ]
        .map(|(name, folder)| (name.to_owned(), folder.to_owned()))
        .to_vec()
    }

    #[test]
    fn an_area_is_any_folder_on_the_way_to_a_package() {
        assert_eq!(
            select(&folders(), Some("host")).unwrap(),
            ["plugwright-host"]
        );
        assert_eq!(select(&folders(), Some("plugins")).unwrap(), ["auth-jwt"]);
        assert_eq!(select(&folders(), None).unwrap().len(), 3);
    }

    #[test]
    fn an_unknown_area_is_refused_and_not_a_run_of_no_tests_that_passes() {
        let error = select(&folders(), Some("hots")).unwrap_err().to_string();
        assert!(
            error.contains("`hots`") && error.contains("hostile"),
            "{error}"
        );
    }
}
