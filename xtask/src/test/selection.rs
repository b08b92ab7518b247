//! Which packages a run tests.
//!
//! An area is the name of a folder, so there is no list to keep: `hostile` selects what is below `tests/hostile`,
//! `plugins` what is below `examples/plugins`. Guests that make no Rust library exist only for the sandbox; they are
//! built, and never tested natively.

use anyhow::Result;

use crate::{
    exit::Blame,
    foreign::projects,
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
        let foreign = projects(workspace)?.into_iter().map(|project| project.name);
        let packages = select(&folders, &foreign.collect::<Vec<_>>(), area)?;
        Ok(Self { packages })
    }

    /// Whether there is nothing in it for cargo: the area holds projects of other languages only.
    pub(crate) fn is_empty(&self) -> bool {
        self.packages.is_empty()
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

fn select(
    folders: &[(String, String)],
    foreign: &[String],
    area: Option<&str>,
) -> Result<Vec<String>> {
    let is_in = |folder: &str| area.is_none_or(|area| folder.split('/').any(|part| part == area));
    let names: Vec<String> = folders
        .iter()
        .filter(|(_, folder)| is_in(folder))
        .map(|(name, _)| name.clone())
        .collect();
    if names.is_empty() && !foreign.iter().any(|folder| is_in(folder)) {
        let all = folders.iter().map(|(_, folder)| folder).chain(foreign);
        return Err(Blame::Usage(unknown(all, area.unwrap_or_default())).into());
    }
    Ok(names)
}

fn unknown<'a>(folders: impl Iterator<Item = &'a String>, area: &str) -> String {
    let mut known: Vec<&str> = folders.flat_map(|folder| folder.split('/')).collect();
    known.sort_unstable();
    known.dedup();
    format!(
        "nothing is below a folder `{area}`; areas are {}",
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
            select(&folders(), &[], Some("host")).unwrap(),
            ["plugwright-host"]
        );
        assert_eq!(
            select(&folders(), &[], Some("plugins")).unwrap(),
            ["auth-jwt"]
        );
        assert_eq!(select(&folders(), &[], None).unwrap().len(), 3);
    }

    #[test]
    fn an_area_may_hold_other_languages_only() {
        let foreign = ["sdk/go".to_owned()];
        assert!(select(&folders(), &foreign, Some("go")).unwrap().is_empty());
    }

    #[test]
    fn an_unknown_area_is_refused_and_not_a_run_of_no_tests_that_passes() {
        let error = select(&folders(), &[], Some("hots"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("`hots`") && error.contains("hostile"),
            "{error}"
        );
    }
}
