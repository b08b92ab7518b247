//! Interfaces as Go packages.
//!
//! Each interface is a package of its own, as a Go programmer would divide them: `types.Error` reads better than
//! `PluginTypesError`. Imports and exports have folders of their own, since one interface can be both.

use std::collections::HashSet;

use super::names;
use crate::{
    Model,
    model::{Interface, InterfaceName, PackageName, Side},
    scope::Scope,
};

/// One Go package.
#[derive(Debug, Clone)]
pub(super) struct Package {
    /// Its folder below the root, with `/`.
    pub(super) folder: String,
    /// Its name in its package clause.
    pub(super) name: String,
    /// What other packages call it: unique in the whole output.
    pub(super) alias: String,
}

pub(super) fn settle(model: &Model) -> Vec<Package> {
    let versioned = with_several_versions(model);
    let mut folders = Scope::new(&[]);
    let mut aliases = Scope::new(&["abi", "strconv", "unsafe", "wit"]);
    let package = |interface: &Interface| {
        let folder = folders.declare(&folder(interface, &versioned));
        let name = names::package(interface.name.short());
        let alias = alias(interface, &name, &mut aliases);
        Package {
            folder,
            name,
            alias,
        }
    };
    model.interfaces().map(package).collect()
}

/// Packages of which the world uses more than one version.
fn with_several_versions(model: &Model) -> HashSet<(String, String)> {
    let mut seen: HashSet<&PackageName> = HashSet::new();
    for interface in model.interfaces() {
        if let InterfaceName::Package { package, .. } = &interface.name {
            seen.insert(package);
        }
    }
    let several = |package: &&&PackageName| {
        let same = |other: &&&PackageName| {
            other.namespace == package.namespace && other.name == package.name
        };
        seen.iter().filter(same).count() > 1
    };
    let found = seen.iter().filter(several);
    found
        .map(|package| (package.namespace.clone(), package.name.clone()))
        .collect()
}

fn folder(interface: &Interface, versioned: &HashSet<(String, String)>) -> String {
    let side = match interface.side {
        Side::Import => "imports",
        Side::Export => "exports",
    };
    let InterfaceName::Package {
        package,
        name,
        label: None,
    } = &interface.name
    else {
        return format!("{side}/{}", names::folder(interface.name.short()));
    };
    let mut parts = vec![
        side.to_owned(),
        names::folder(&package.namespace),
        names::folder(&package.name),
    ];
    if versioned.contains(&(package.namespace.clone(), package.name.clone())) {
        parts.extend(
            package
                .version
                .as_ref()
                .map(|version| format!("v{version}")),
        );
    }
    parts.push(names::folder(name));
    parts.join("/")
}

/// The shortest name that no other package has: its own, then with its package, then with its side.
fn alias(interface: &Interface, name: &str, aliases: &mut Scope) -> String {
    let mut candidates = vec![name.to_owned()];
    if let InterfaceName::Package { package, .. } = &interface.name {
        let parent = names::package(&package.name);
        candidates.push(format!("{}{name}", parent.trim_end_matches('_')));
    }
    if interface.side == Side::Export {
        candidates.push(format!("exported{name}"));
    }
    let free = candidates.iter().find(|it| aliases.is_free(it));
    aliases.declare(free.unwrap_or(&candidates[0]))
}
