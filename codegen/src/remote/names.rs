//! Names that both documents give to the same thing.

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

use super::{Home, selection::same};
use crate::{
    Model,
    model::{Interface, InterfaceName, PackageName, TypeDef, TypeKind},
    scope::Scope,
};

/// The packages of a document: one for each interface.
pub(crate) struct Names {
    packages: Vec<Package>,
}

/// `acme.shop.cart.v1` for the interface `acme:shop/cart@1.2.0`.
struct Package {
    interface: Interface,
    name: String,
}

impl Names {
    pub(super) fn new(model: &Model, homes: &[Home<'_>]) -> Self {
        let mut scope = Scope::new(&[&world_package(model)]).separated_by("_");
        let packages = homes.iter().map(|home| Package {
            interface: Interface {
                types: Vec::new(),
                functions: Vec::new(),
                ..home.interface.clone()
            },
            name: match home.interface.name {
                InterfaceName::World => world_package(model),
                _ => scope.declare(&package(model, home.interface)),
            },
        });
        Self {
            packages: packages.collect(),
        }
    }

    /// The package that the types of `interface` stand in.
    pub(crate) fn package(&self, interface: &Interface) -> &str {
        let mut packages = self.packages.iter();
        let found = packages.find(|package| same(&package.interface, interface));
        found.map_or("", |package| &package.name)
    }
}

/// The name of a type in its package. A resource is known by its handle.
pub(crate) fn of_type(ty: &TypeDef) -> String {
    let name = ty.name.to_upper_camel_case();
    match ty.kind {
        TypeKind::Resource(_) => format!("{name}Handle"),
        _ => name,
    }
}

/// The package of the world itself.
pub(crate) fn world_package(model: &Model) -> String {
    let world = &model.world;
    joined(&world.package, &[&world.name])
}

fn package(model: &Model, interface: &Interface) -> String {
    let world = &model.world;
    match &interface.name {
        InterfaceName::World => world_package(model),
        InterfaceName::Inline(name) => joined(&world.package, &[&world.name, name]),
        InterfaceName::Package { package, name, .. } => joined(package, &[name]),
    }
}

fn joined(package: &PackageName, rest: &[&str]) -> String {
    let parts = [package.namespace.as_str(), &package.name];
    let parts = parts.iter().chain(rest).map(|part| part.to_snake_case());
    let version = package.version.as_ref().map(version);
    parts.chain(version).collect::<Vec<_>>().join(".")
}

/// The part of a version that says what it is compatible with.
fn version(version: &semver::Version) -> String {
    let number = match (version.major, version.minor, version.patch) {
        (0, 0, patch) => format!("v0_0_{patch}"),
        (0, minor, _) => format!("v0_{minor}"),
        (major, _, _) => format!("v{major}"),
    };
    if version.pre.is_empty() {
        return number;
    }
    let pre = version
        .pre
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    format!("{number}_{pre}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_after_what_it_is_compatible_with() {
        let named = |text: &str| version(&text.parse().unwrap());
        assert_eq!(named("1.2.3"), "v1");
        assert_eq!(named("0.2.9"), "v0_2");
        assert_eq!(named("0.0.7"), "v0_0_7");
        assert_eq!(named("2.0.0-rc.1"), "v2_rc_1");
    }
}
