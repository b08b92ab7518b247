//! What is checked before anything is written, and the packages that all interfaces share.

use std::collections::BTreeSet;

use askama::Template;

use super::{
    declarations::{Row, aligned, render},
    file::{File, Head},
    functions,
    settled::Names,
};
use crate::{
    Error, Model, Output,
    model::{Function, Type, TypeDef, TypeKind},
};

#[derive(Template)]
#[template(path = "go/templates/wit.go", escape = "none")]
struct Wit {
    tuples: Vec<Tuple>,
}

struct Tuple {
    size: usize,
    parameters: String,
    fields: String,
}

#[derive(Template)]
#[template(path = "go/templates/abi.go", escape = "none")]
struct Abi;

#[derive(Template)]
#[template(path = "go/templates/resource_abi.go", escape = "none")]
struct ResourceAbi;

/// The most flags that a type of the component model has.
const MOST_FLAGS: usize = 32;

/// Says what of the world Go cannot express, with its place.
pub(super) fn check(model: &Model) -> Result<(), Error> {
    for interface in model.interfaces() {
        interface
            .types
            .iter()
            .try_for_each(|ty| check_type(model, ty))?;
        let functions = functions::all(interface);
        functions
            .into_iter()
            .try_for_each(|it| check_function(model, it))?;
    }
    Ok(())
}

fn check_type(model: &Model, ty: &TypeDef) -> Result<(), Error> {
    if model.holds_async(&Type::Named(ty.id)) {
        return Err(asynchronous(&ty.place, &format!("the type `{}`", ty.name)));
    }
    match &ty.kind {
        TypeKind::Flags(flags) if flags.len() > MOST_FLAGS => Err(Error::Unsupported {
            place: ty.place.clone(),
            what: format!("the type `{}` with {} flags", ty.name, flags.len()),
            language: "Go",
            remedy: format!("divide it into types of at most {MOST_FLAGS} flags"),
        }),
        _ => Ok(()),
    }
}

fn check_function(model: &Model, function: &Function) -> Result<(), Error> {
    let params = function.params.iter().map(|param| &param.ty);
    let mut types = params.chain(&function.result);
    if function.is_async || types.any(|ty| model.holds_async(ty)) {
        let what = format!("the asynchronous function `{}`", function.name);
        return Err(asynchronous(&function.place, &what));
    }
    Ok(())
}

fn asynchronous(place: &str, what: &str) -> Error {
    Error::Unsupported {
        place: place.to_owned(),
        what: what.to_owned(),
        language: "Go",
        remedy: "TinyGo has no asynchronous component model yet: write a synchronous function, or write the plugin in Rust, \
                 Python or JavaScript"
            .to_owned(),
    }
}

/// Writes the packages `wit`, for authors, and `internal/abi`, for the bindings.
pub(super) fn write(model: &Model, names: &Names, output: &mut Output) -> Result<(), Error> {
    let wit = Wit {
        tuples: tuples(model),
    };
    let file = File::new(model, names, None);
    let docs = "// Package wit has the types of WIT that Go has no own ones for.\n";
    output.add(
        "wit/wit.go",
        file.finish(&head("wit", docs, ""), &render(&wit)?),
    );
    let docs = "// Package abi is what the generated bindings share. It is not for authors.\n";
    let abi = head("abi", docs, "");
    let body = render(&ResourceAbi)?;
    output.add("internal/abi/resource.go", file.finish(&abi, &body));
    let memory = File::new(model, names, None);
    memory.standard("unsafe");
    let body = render(&Abi)?;
    let abi = head("abi", "", super::GUEST);
    output.add("internal/abi/memory.go", memory.finish(&abi, &body));
    Ok(())
}

fn head<'a>(package: &'a str, docs: &str, constraint: &'a str) -> Head<'a> {
    Head {
        is_generated: true,
        constraint,
        docs: docs.to_owned(),
        package,
    }
}

/// The type parameters of each tuple type that the world needs.
fn tuples(model: &Model) -> Vec<Tuple> {
    let mut sizes = BTreeSet::new();
    for interface in model.interfaces() {
        for ty in &interface.types {
            in_declaration(ty, &mut sizes);
        }
        for function in functions::all(interface) {
            let params = function.params.iter().map(|param| &param.ty);
            params
                .chain(&function.result)
                .for_each(|ty| in_type(ty, &mut sizes));
        }
    }
    sizes.into_iter().map(tuple).collect()
}

fn tuple(size: usize) -> Tuple {
    let parameters: Vec<String> = (0..size).map(|position| format!("T{position}")).collect();
    let fields = parameters.iter().enumerate().map(|(position, ty)| Row {
        docs: String::new(),
        name: format!("F{position}"),
        rest: ty.clone(),
    });
    Tuple {
        size,
        fields: aligned(&fields.collect::<Vec<_>>()),
        parameters: parameters.join(", "),
    }
}

fn in_declaration(ty: &TypeDef, sizes: &mut BTreeSet<usize>) {
    match &ty.kind {
        TypeKind::Record(fields) => fields.iter().for_each(|field| in_type(&field.ty, sizes)),
        TypeKind::Variant(cases) => {
            let carried = cases.iter().filter_map(|case| case.ty.as_ref());
            carried.for_each(|ty| in_type(ty, sizes));
        }
        TypeKind::Alias(target) => in_type(target, sizes),
        TypeKind::Enum(_) | TypeKind::Flags(_) | TypeKind::Resource(_) => {}
    }
}

fn in_type(ty: &Type, sizes: &mut BTreeSet<usize>) {
    if let Type::Tuple(items) = ty {
        sizes.insert(items.len());
    }
    ty.parts().into_iter().for_each(|part| in_type(part, sizes));
}
