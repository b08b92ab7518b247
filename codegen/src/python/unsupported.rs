//! What componentize-py cannot do with valid WIT, said with its place before anything is generated.

use super::functions::unsupported;
use crate::{
    Error, Model,
    model::{Function, FunctionKind, Interface, Side, Type, TypeKind},
};

/// Looks for what cannot be generated.
pub(super) fn check(model: &Model) -> Result<(), Error> {
    for interface in model.interfaces() {
        check_export(interface)?;
        for function in functions(interface) {
            check_function(model, function)?;
        }
    }
    Ok(())
}

/// componentize-py has an export called `exports` itself while it links, and exports nothing where there is nothing.
fn check_export(interface: &Interface) -> Result<(), Error> {
    if interface.side == Side::Export && interface.key == "exports" {
        return Err(unsupported(
            &interface.place,
            "an exported interface that is called `exports`".to_owned(),
            "give it another name, since componentize-py 0.25 uses this one itself",
        ));
    }
    let is_empty = interface.functions.is_empty() && interface.types.is_empty();
    if interface.side == Side::Export && !interface.key.is_empty() && is_empty {
        return Err(unsupported(
            &interface.place,
            format!("the export of the empty interface `{}`", interface.key),
            "leave it out, since componentize-py 0.25 makes a malformed component of it",
        ));
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

fn check_function(model: &Model, function: &Function) -> Result<(), Error> {
    let refused = |what: &str, remedy| {
        let what = format!("{what} in the function `{}`", function.name);
        Err(unsupported(&function.place, what, remedy))
    };
    if matches!(function.kind, FunctionKind::Accessor { .. }) {
        return refused(
            "a `get` or `set` accessor",
            "write it as a plain function, since componentize-py 0.25 cannot read accessors",
        );
    }
    let params = function.params.iter().map(|param| &param.ty);
    for ty in params.chain(&function.result) {
        if contains(model, ty, &|ty| matches!(ty, Type::Map(..))) {
            return refused(
                "a `map`",
                "write it as a list of pairs, since componentize-py 0.25 cannot read maps",
            );
        }
        if contains(model, ty, &|ty| *ty == Type::ErrorContext) {
            return refused(
                "an `error-context`",
                "return a `result` with an error type of your own",
            );
        }
        if model.holds_async(ty) {
            return refused(
                "a `future` or `stream`",
                "use an `async func` with a list, or write this plugin in Rust",
            );
        }
    }
    Ok(())
}

fn contains(model: &Model, ty: &Type, wanted: &dyn Fn(&Type) -> bool) -> bool {
    let within = |ty: &Type| contains(model, ty, wanted);
    if wanted(ty) || ty.parts().into_iter().any(within) {
        return true;
    }
    let Type::Named(id) = ty else { return false };
    match &model.declaration(*id).kind {
        TypeKind::Record(fields) => fields.iter().any(|field| within(&field.ty)),
        TypeKind::Variant(cases) => cases.iter().filter_map(|case| case.ty.as_ref()).any(within),
        TypeKind::Alias(target) => within(target),
        TypeKind::Resource(_) | TypeKind::Enum(_) | TypeKind::Flags(_) => false,
    }
}
