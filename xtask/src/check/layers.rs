//! Dependencies point downward: a package never names one of a layer above its own.
//!
//! The picture is in docs/architecture.md. Dependencies of tests are free; cargo forbids the cycles that matter.

use anyhow::Result;
use cargo_metadata::{DependencyKind, Package};

use super::Outcome;
use crate::workspace::Workspace;

/// The layers, from the bottom up: name, and the folders that belong to it.
const LAYERS: [(&str, &[&str]); 9] = [
    ("macros", &["crates/bind"]),
    ("vocabulary", &["crates/manifest"]),
    ("trust", &["crates/package", "crates/security"]),
    ("runtimes", &["crates/host", "crates/remote"]),
    ("lifecycle", &["crates/loader"]),
    ("services", &["crates/registry", "crates/workflow"]),
    ("facade", &["crates/plugwright"]),
    (
        "applications",
        &["crates/cli", "crates/admin", "examples/hosts"],
    ),
    ("project", &["tests", "xtask"]),
];

/// What stands beside the layers: who may name it, and what it may name itself.
const ASIDE: [Aside; 3] = [
    // Turns source into components and WIT into source; nothing at run time depends on it.
    Aside {
        folders: &["codegen", "crates/build"],
        named_by: &["crates/cli", "crates/build", "xtask", "tests"],
        names: &["codegen", "crates/manifest"],
    },
    // What plugins are written with: it runs inside the sandbox.
    Aside {
        folders: &["sdk"],
        named_by: &["sdk", "examples/plugins", "tests", "xtask/guests"],
        names: &["sdk"],
    },
    Aside {
        folders: &["examples/plugins"],
        named_by: &["examples/plugins", "tests"],
        names: &["sdk", "examples/plugins"],
    },
];

struct Aside {
    folders: &'static [&'static str],
    named_by: &'static [&'static str],
    names: &'static [&'static str],
}

/// Lists the dependencies that point upward.
#[expect(clippy::unnecessary_wraps, reason = "all checks have one type")]
pub(crate) fn check(workspace: &Workspace) -> Result<Outcome> {
    let members = workspace.members();
    let mut problems = Vec::new();
    for package in &members {
        let from = workspace.folder_of(package);
        if place(&from).is_none() {
            problems.push(format!(
                "{from} belongs to no layer: say which in xtask/src/check/layers.rs"
            ));
        }
        for to in named_folders(workspace, &members, package) {
            problems.extend(fault(&from, &to).map(|fault| format!("{from} names {to}: {fault}")));
        }
    }
    Ok(Outcome::of(problems, format!("{} packages", members.len())))
}

fn named_folders(workspace: &Workspace, members: &[&Package], package: &Package) -> Vec<String> {
    let names = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development);
    names
        .filter(|dependency| dependency.path.is_some())
        .filter_map(|dependency| {
            members
                .iter()
                .find(|member| *member.name == dependency.name)
        })
        .map(|member| workspace.folder_of(member))
        .collect()
}

enum Place {
    Layer(usize),
    Aside(&'static Aside),
}

fn place(folder: &str) -> Option<Place> {
    if let Some(aside) = ASIDE.iter().find(|aside| is_below(folder, aside.folders)) {
        return Some(Place::Aside(aside));
    }
    LAYERS
        .iter()
        .position(|(_, folders)| is_below(folder, folders))
        .map(Place::Layer)
}

/// What is wrong with `from` naming `to`.
fn fault(from: &str, to: &str) -> Option<String> {
    match (place(from)?, place(to)?) {
        (_, Place::Aside(aside)) if !is_below(from, aside.named_by) => {
            Some(format!("only {} may", aside.named_by.join(", ")))
        }
        (Place::Aside(aside), Place::Layer(_)) if !is_below(to, aside.names) => {
            Some("it stands beside the layers and runs without them".to_owned())
        }
        (Place::Layer(lower), Place::Layer(upper)) if lower < upper => Some(format!(
            "`{}` is a layer below `{}`",
            LAYERS[lower].0, LAYERS[upper].0
        )),
        _ => None,
    }
}

fn is_below(folder: &str, parents: &[&str]) -> bool {
    parents
        .iter()
        .any(|parent| folder == *parent || folder.starts_with(&format!("{parent}/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn downward_is_allowed_and_upward_is_not() {
        let allowed = [
            ("crates/host", "crates/manifest"),
            ("crates/plugwright", "crates/host"),
            ("crates/cli", "crates/build"),
            ("examples/plugins/auth-jwt", "sdk/rust"),
            ("crates/build", "crates/manifest"),
            ("tests/hostile", "crates/plugwright"),
        ];
        for (from, to) in allowed {
            assert_eq!(fault(from, to), None, "{from} -> {to}");
        }
        let refused = [
            ("crates/manifest", "crates/host"),
            ("crates/host", "crates/plugwright"),
            ("crates/host", "codegen"),
            ("examples/plugins/auth-jwt", "crates/host"),
            ("examples/hosts/mock-server", "examples/plugins/fake-data"),
            ("sdk/rust", "crates/manifest"),
            ("crates/plugwright", "xtask"),
        ];
        for (from, to) in refused {
            assert!(fault(from, to).is_some(), "{from} -> {to}");
        }
    }

    #[test]
    fn a_folder_is_not_taken_for_another_that_begins_alike() {
        assert!(place("crates/hosting").is_none());
        assert!(place("codegen-extra").is_none());
    }
}
