//! The names that a module declares, anywhere in it: none of them can be imported under the same name.

use std::collections::HashSet;

use super::names;
use crate::model::{Function, Interface, TypeDef, TypeKind};

/// What the module of an interface declares.
pub(super) fn of_interface(interface: &Interface) -> HashSet<String> {
    let mut declared = HashSet::new();
    for ty in &interface.types {
        of_type(ty, &mut declared);
    }
    declared.extend(interface.functions.iter().map(function));
    declared
}

/// What a module declares that holds the methods of `interface` in a class.
pub(super) fn of_methods(interface: &Interface) -> HashSet<String> {
    interface.functions.iter().map(function).collect()
}

fn of_type(ty: &TypeDef, declared: &mut HashSet<String>) {
    let class = names::class(&ty.name);
    match &ty.kind {
        TypeKind::Record(fields) => {
            declared.extend(fields.iter().map(|field| names::snake(&field.name)));
        }
        TypeKind::Variant(cases) => {
            declared.extend(cases.iter().map(|case| names::case(&ty.name, &case.name)));
        }
        TypeKind::Resource(resource) => {
            declared.extend(resource.functions.iter().map(function));
        }
        TypeKind::Enum(_) | TypeKind::Flags(_) | TypeKind::Alias(_) => {}
    }
    declared.insert(class);
}

fn function(function: &Function) -> String {
    names::snake(&function.name)
}
