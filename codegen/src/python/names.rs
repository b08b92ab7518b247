//! What everything is called in Python, settled once.
//!
//! componentize-py looks for classes and methods by names that it derives from the WIT; where it does, ours are the same:
//! upper camel case, snake case, and an underscore behind a keyword.

use std::collections::HashMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use wit_parser::TypeId;

use super::{OTHER_WASI, WASI};
use crate::{
    Model,
    model::{Interface, InterfaceName, PackageName, Side},
    scope::Scope,
};

/// The keywords of Python that WIT names can become.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// What the runtime of componentize-py keeps in the attributes of an imported resource.
const HANDLE_ATTRIBUTES: [&str; 2] = ["handle", "finalizer"];

fn escape(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) {
        return name + "_";
    }
    name
}

/// A class: `shopping-cart` becomes `ShoppingCart`.
pub(super) fn class(name: &str) -> String {
    escape(name.to_upper_camel_case())
}

/// The class of a case of a variant.
pub(super) fn case(variant: &str, name: &str) -> String {
    format!("{}_{}", class(variant), class(name))
}

/// A function, parameter, field or module: `add-item` becomes `add_item`.
pub(super) fn snake(name: &str) -> String {
    escape(name.to_snake_case())
}

/// A method of an imported resource, which must leave the attributes of the handle alone.
pub(super) fn imported_method(name: &str) -> String {
    let name = snake(name);
    if HANDLE_ATTRIBUTES.contains(&name.as_str()) {
        return name + "_";
    }
    name
}

/// A case of an enum, or a flag: `read-only` becomes `READ_ONLY`.
pub(super) fn constant(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// The names of modules and classes of a world.
#[derive(Debug)]
pub(super) struct Names {
    modules: HashMap<(Side, usize), String>,
    protocols: HashMap<usize, String>,
    authors: HashMap<usize, String>,
    homes: HashMap<TypeId, (Side, usize)>,
}

impl Names {
    pub(super) fn new(model: &Model) -> Self {
        let mut names = Self {
            modules: HashMap::new(),
            protocols: HashMap::new(),
            authors: HashMap::new(),
            homes: HashMap::new(),
        };
        for side in [Side::Import, Side::Export] {
            names.add_side(model, side);
        }
        names.name_what_authors_write(model);
        names
    }

    fn add_side(&mut self, model: &Model, side: Side) {
        let all = model.side(side);
        for (position, interface) in all.iter().enumerate() {
            self.modules
                .insert((side, position), snake(&qualified(interface, all)));
            for ty in &interface.types {
                self.homes.insert(ty.id, (side, position));
            }
        }
    }

    fn name_what_authors_write(&mut self, model: &Model) {
        let exports = &model.world.exports;
        let mut protocols = Scope::new(&[]);
        let mut authors = Scope::new(&[]);
        let (worlds, others): (Vec<_>, Vec<_>) = exports
            .iter()
            .enumerate()
            .partition(|(_, interface)| interface.name == InterfaceName::World);
        for (position, interface) in others.into_iter().chain(worlds) {
            let name = qualified(interface, exports);
            self.protocols
                .insert(position, protocols.declare(&class(&name)));
            self.authors
                .insert(position, authors.declare(&snake(&name)));
        }
    }

    /// The module of an interface, without its folder.
    pub(super) fn module(&self, side: Side, position: usize) -> &str {
        self.modules
            .get(&(side, position))
            .map_or("world", String::as_str)
    }

    /// The protocol of an exported interface.
    pub(super) fn protocol(&self, position: usize) -> &str {
        self.protocols
            .get(&position)
            .map_or("World", String::as_str)
    }

    /// The module in which the author implements an exported interface.
    pub(super) fn author(&self, position: usize) -> &str {
        self.authors.get(&position).map_or("world", String::as_str)
    }

    /// The interface that declares a type.
    pub(super) fn home(&self, id: TypeId) -> Option<(Side, usize)> {
        self.homes.get(&id).copied()
    }
}

/// The name that componentize-py has for an interface when it is told to use full names. It does not depend on what else is
/// in the world.
pub(super) fn full(interface: &Interface) -> String {
    let InterfaceName::Package {
        package,
        name,
        label: None,
    } = &interface.name
    else {
        return interface.name.short().to_owned();
    };
    let namespace = match package.namespace.as_str() {
        WASI => OTHER_WASI,
        other => other,
    };
    let long = format!("{namespace}-{}-{name}", package.name);
    match &package.version {
        Some(version) => format!("{long}-{}", version.to_string().replace('.', "-")),
        None => long,
    }
}

/// The name of an interface with as much of its package as it takes to be the only one.
fn qualified(interface: &Interface, all: &[Interface]) -> String {
    let InterfaceName::Package {
        package,
        name,
        label: None,
    } = &interface.name
    else {
        return interface.name.short().to_owned();
    };
    let same = || all.iter().filter(|other| other.name.short() == name);
    let in_package = |other: &&Interface| is_of(other, package);
    let versions = same().filter(in_package).count();
    if versions == same().count() && versions == 1 {
        return name.clone();
    }
    let long = format!("{}-{}-{name}", package.namespace, package.name);
    match &package.version {
        Some(version) if versions > 1 => {
            format!("{long}-{}", version.to_string().replace('.', "-"))
        }
        _ => long,
    }
}

fn is_of(interface: &Interface, package: &PackageName) -> bool {
    matches!(
        &interface.name,
        InterfaceName::Package { package: other, label: None, .. }
            if other.namespace == package.namespace && other.name == package.name
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_componentize_py_looks_for() {
        assert_eq!(class("none"), "None_");
        assert_eq!(class("shopping-cart"), "ShoppingCart");
        assert_eq!(case("variant", "true"), "Variant_True_");
        assert_eq!(snake("class"), "class_");
        assert_eq!(snake("type"), "type");
        assert_eq!(constant("read-only"), "READ_ONLY");
    }

    #[test]
    fn a_method_does_not_hide_the_handle_of_its_resource() {
        assert_eq!(imported_method("handle"), "handle_");
        assert_eq!(imported_method("get"), "get");
    }
}
