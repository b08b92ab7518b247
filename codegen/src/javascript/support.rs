//! What JavaScript cannot express: refused with its place, before anything is written.

use crate::{
    Error, Model,
    model::{Function, FunctionKind, Interface, Type, TypeDef, TypeKind},
};

/// Refuses a world that holds what componentize-js has no values for.
pub(super) fn check(model: &Model) -> Result<(), Error> {
    for interface in model.interfaces() {
        check_interface(model, interface)?;
    }
    Ok(())
}

fn check_interface(model: &Model, interface: &Interface) -> Result<(), Error> {
    for declaration in &interface.types {
        check_declaration(model, declaration)?;
    }
    let mut functions = interface.functions.iter();
    functions.try_for_each(|function| check_function(model, function))
}

fn check_declaration(model: &Model, declaration: &TypeDef) -> Result<(), Error> {
    if let TypeKind::Resource(resource) = &declaration.kind {
        for function in &resource.functions {
            check_function(model, function)?;
        }
        return Ok(());
    }
    if model.holds_async(&Type::Named(declaration.id)) {
        return Err(asynchronous(&declaration.name, &declaration.place));
    }
    Ok(())
}

fn check_function(model: &Model, function: &Function) -> Result<(), Error> {
    if matches!(function.kind, FunctionKind::Accessor { .. }) {
        return Err(unsupported(
            format!("the accessor `{}`", function.name),
            &function.place,
            "write it as a function, for instance `get-x: func() -> …`",
        ));
    }
    let params = function.params.iter().map(|param| &param.ty);
    let mut types = params.chain(&function.result);
    if types.any(|ty| model.holds_async(ty)) {
        return Err(asynchronous(&function.name, &function.place));
    }
    Ok(())
}

fn asynchronous(name: &str, place: &str) -> Error {
    unsupported(
        format!("`{name}`, which holds a stream, a future or an error-context,"),
        place,
        "componentize-js has no values for these yet: pass lists, or write the plugin in Rust",
    )
}

fn unsupported(what: String, place: &str, remedy: &str) -> Error {
    Error::Unsupported {
        place: place.to_owned(),
        what,
        language: "JavaScript",
        remedy: remedy.to_owned(),
    }
}
