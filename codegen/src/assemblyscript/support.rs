//! What `AssemblyScript` cannot express, found before anything is generated.

use super::LANGUAGE;
use crate::{
    Error, Model,
    model::{Function, Interface, Type, TypeDef, TypeKind},
};

/// The widest flags of a component: one number of the language.
const MOST_FLAGS: usize = 32;

/// Refuses a world with items that have no form in the language.
pub(super) fn check(model: &Model) -> Result<(), Error> {
    for interface in model.interfaces() {
        for declaration in &interface.types {
            type_def(model, declaration)?;
        }
        for function in functions(interface) {
            signature(model, function)?;
        }
    }
    Ok(())
}

fn functions(interface: &Interface) -> impl Iterator<Item = &Function> {
    let of_resources = interface.types.iter().filter_map(|ty| match &ty.kind {
        TypeKind::Resource(resource) => Some(&resource.functions),
        _ => None,
    });
    interface.functions.iter().chain(of_resources.flatten())
}

fn type_def(model: &Model, declaration: &TypeDef) -> Result<(), Error> {
    if model.holds_async(&Type::Named(declaration.id)) {
        let what = format!("the asynchronous type `{}`", declaration.name);
        return Err(unsupported(&declaration.place, what, ASYNC_REMEDY));
    }
    match &declaration.kind {
        TypeKind::Flags(flags) if flags.len() > MOST_FLAGS => {
            let what = format!("`{}` with more than {MOST_FLAGS} flags", declaration.name);
            Err(unsupported(&declaration.place, what, "split the flags"))
        }
        _ => Ok(()),
    }
}

fn signature(model: &Model, function: &Function) -> Result<(), Error> {
    let types = function.params.iter().map(|param| &param.ty);
    let mut types = types.chain(&function.result);
    if function.is_async || types.any(|ty| model.holds_async(ty)) {
        let what = format!("the asynchronous function `{}`", function.name);
        return Err(unsupported(&function.place, what, ASYNC_REMEDY));
    }
    Ok(())
}

const ASYNC_REMEDY: &str =
    "use synchronous functions and lists, or write the plugin in Rust, Python or JavaScript";

fn unsupported(place: &str, what: String, remedy: &str) -> Error {
    Error::Unsupported {
        place: place.to_owned(),
        what,
        language: LANGUAGE,
        remedy: remedy.to_owned(),
    }
}
