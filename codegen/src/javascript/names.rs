//! What everything is called in JavaScript.
//!
//! jco settles most names: functions, fields and flags are written in `lowerCamelCase`, resources are classes in
//! `UpperCamelCase`, cases keep their name in WIT, and an import's module specifier is its key in the component. What is
//! left to settle: the names of types, which exist only in declarations, of parameters, and of files.

use std::collections::HashMap;

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use wit_parser::TypeId;

use crate::{
    Model,
    model::{Function, Interface, InterfaceName, Side, TypeKind},
    scope::Scope,
};

/// The module that holds the types of the world itself.
pub(super) const ROOT: &str = "$root";

/// The type that an exported interface's implementation has.
pub(super) const EXPORTS: &str = "Exports";

/// Words that cannot be declared in a module.
pub(super) const KEYWORDS: [&str; 49] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Types that declarations use and must not hide.
const USED_TYPES: [&str; 12] = [
    "BigInt64Array",
    "BigUint64Array",
    "Float32Array",
    "Float64Array",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Promise",
    "Symbol",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
];

/// The names of a world's types and files.
pub(super) struct Names {
    types: HashMap<TypeId, String>,
    classes: HashMap<TypeId, String>,
    files: HashMap<(Side, String), String>,
}

impl Names {
    pub(super) fn new(model: &Model) -> Self {
        let mut names = Self {
            types: HashMap::new(),
            classes: HashMap::new(),
            files: HashMap::new(),
        };
        for interface in model.interfaces() {
            names.declare_types(interface);
        }
        for side in [Side::Import, Side::Export] {
            names.declare_files(model.side(side));
        }
        names
    }

    /// The name of a type where it is declared.
    pub(super) fn ty(&self, id: TypeId) -> &str {
        self.types.get(&id).map_or("unknown", String::as_str)
    }

    /// The name of the type of an exported resource's class.
    pub(super) fn class(&self, id: TypeId) -> &str {
        self.classes.get(&id).map_or("unknown", String::as_str)
    }

    /// The file of an interface's declarations, without an ending.
    pub(super) fn file(&self, interface: &Interface) -> &str {
        let key = (interface.side, interface.key.clone());
        self.files.get(&key).map_or("world", String::as_str)
    }

    fn declare_types(&mut self, interface: &Interface) {
        let mut reserved = USED_TYPES.to_vec();
        reserved.push(EXPORTS);
        let mut scope = Scope::new(&reserved);
        let is_resource = |kind: &TypeKind| matches!(kind, TypeKind::Resource(_));
        let (resources, others): (Vec<_>, Vec<_>) =
            interface.types.iter().partition(|ty| is_resource(&ty.kind));
        for ty in resources.iter().chain(&others) {
            let name = scope.declare(&class(&ty.name));
            self.types.insert(ty.id, name);
        }
        for ty in resources {
            let name = scope.declare(&format!("{}Class", class(&ty.name)));
            self.classes.insert(ty.id, name);
        }
    }

    fn declare_files(&mut self, interfaces: &[Interface]) {
        let mut scope = Scope::new(&["world"]).separated_by("-");
        let plain: Vec<String> = interfaces.iter().map(|it| file(it, false)).collect();
        for (interface, name) in interfaces.iter().zip(&plain) {
            if interface.name == InterfaceName::World {
                continue;
            }
            let alone = plain.iter().filter(|other| *other == name).count() == 1;
            let name = scope.declare(&file(interface, !alone));
            let key = (interface.side, interface.key.clone());
            self.files.insert(key, name);
        }
    }
}

fn file(interface: &Interface, versioned: bool) -> String {
    match &interface.name {
        InterfaceName::World => ROOT.to_owned(),
        InterfaceName::Inline(name) => name.clone(),
        InterfaceName::Package {
            label: Some(label), ..
        } => label.clone(),
        InterfaceName::Package { package, name, .. } => {
            let version = package.version.as_ref().filter(|_| versioned);
            let version = version.map(|version| format!("-{version}"));
            let version = version.unwrap_or_default();
            format!("{}-{}-{name}{version}", package.namespace, package.name)
        }
    }
}

/// The module that an import is found in.
pub(super) fn specifier(interface: &Interface) -> &str {
    match interface.name {
        InterfaceName::World => ROOT,
        _ => &interface.key,
    }
}

/// A function, a field, a flag or a parameter.
pub(super) fn member(name: &str) -> String {
    name.to_lower_camel_case()
}

/// A class.
pub(super) fn class(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The parameters of a function, none of which is a keyword or in `taken`.
pub(super) fn params(function: &Function, taken: &[&str]) -> Vec<String> {
    let mut scope = Scope::new(&[&KEYWORDS[..], taken].concat());
    let names = function.params.iter().map(|param| member(&param.name));
    names.map(|name| scope.declare(&name)).collect()
}

/// Whether an export's name can be written without quotes.
pub(super) fn is_identifier(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// `name` as it can be declared in a module.
pub(super) fn declarable(name: &str) -> String {
    Scope::new(&KEYWORDS).declare(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    fn model(wit: &str) -> Model {
        Model::new(&Source::parse("test.wit", wit).unwrap(), None).unwrap()
    }

    #[test]
    fn two_versions_of_a_package_have_files_of_their_own() {
        let model = model(
            "package p:p; world w { import d:d/i@0.1.0; import d:d/i@0.2.0; export d:d/i@0.2.0; }
             package d:d@0.1.0 { interface i { f: func(); } }
             package d:d@0.2.0 { interface i { f: func(); } }",
        );
        let names = Names::new(&model);
        let files: Vec<&str> = model.interfaces().map(|it| names.file(it)).collect();
        assert_eq!(files, ["d-d-i-0.1.0", "d-d-i-0.2.0", "d-d-i"]);
    }

    #[test]
    fn a_type_never_hides_one_that_declarations_use() {
        let model = model(
            "package p:p; interface i { type uint8-array = u8; record exports { a: u8 } resource r; type r-class = u8; }
             world w { export i; }",
        );
        let names = Names::new(&model);
        let types: Vec<&str> = model.world.exports[0]
            .types
            .iter()
            .map(|ty| names.ty(ty.id))
            .collect();
        assert_eq!(types, ["Uint8Array_", "Exports_", "R", "RClass"]);
    }

    #[test]
    fn parameters_are_no_keywords() {
        let model = model("package p:p; world w { import f: func(new: u8, await: u8, a-b: u8); }");
        let function = &model.world.imports[0].functions[0];
        assert_eq!(params(function, &[]), ["new_", "await_", "aB"]);
    }
}
