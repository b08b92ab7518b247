//! What a function gives back: a value, or a value and an `error`.

use std::collections::HashSet;

use wit_parser::TypeId;

use crate::{
    Model,
    model::{Function, Type, TypeKind},
};

/// The result of a function as Go has it.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// A value or nothing.
    Value(Option<Type>),
    /// A value or nothing, and an `error`.
    Fallible {
        /// What success carries.
        ok: Option<Type>,
        /// What failure carries.
        failure: Failure,
    },
}

/// How what a function fails with becomes an `error`.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// There is nothing to tell: any error will do.
    Nothing,
    /// The message of the error.
    Message,
    /// The type is an `error` itself.
    Itself(Type),
    /// The value in a `wit.Error`.
    Wrapped(Type),
}

pub(super) fn outcome(model: &Model, function: &Function) -> Outcome {
    let Some(result) = &function.result else {
        return Outcome::Value(None);
    };
    let Type::Result { ok, err } = model.structure(result) else {
        return Outcome::Value(Some(result.clone()));
    };
    Outcome::Fallible {
        ok: ok.map(|ok| *ok),
        failure: failure(model, err.as_deref()),
    }
}

fn failure(model: &Model, err: Option<&Type>) -> Failure {
    let Some(err) = err else {
        return Failure::Nothing;
    };
    match model.structure(err) {
        Type::String => Failure::Message,
        Type::Named(_) => Failure::Itself(err.clone()),
        _ => Failure::Wrapped(err.clone()),
    }
}

/// The declarations that some function fails with.
pub(super) fn error_types(model: &Model) -> HashSet<TypeId> {
    let mut found = HashSet::new();
    for interface in model.interfaces() {
        let of_resources = interface.types.iter().filter_map(|ty| match &ty.kind {
            TypeKind::Resource(resource) => Some(&resource.functions),
            _ => None,
        });
        let functions = of_resources.flatten().chain(&interface.functions);
        for function in functions {
            if let Outcome::Fallible {
                failure: Failure::Itself(ty),
                ..
            } = outcome(model, function)
                && let Type::Named(id) = model.canonical(&ty)
            {
                found.insert(id);
            }
        }
    }
    found
}
