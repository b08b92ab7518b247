//! Types with names: dataclasses, enums, flags, unions and classes of resources.

use askama::Template;

use super::{
    calls, docs,
    file::{File, Place},
    functions, layout, names, protocols, render,
};
use crate::{
    Error,
    model::{
        Case, Docs, Field, Interface, InterfaceName, Label, Resource, Side, Type, TypeDef, TypeKind,
    },
};

#[derive(Template)]
#[template(path = "python/templates/record.py", escape = "none")]
struct Record<'a> {
    decorators: String,
    name: &'a str,
    docs: String,
    fields: Vec<Member>,
}

#[derive(Template)]
#[template(path = "python/templates/labels.py", escape = "none")]
struct Labels<'a> {
    name: &'a str,
    base: String,
    docs: String,
    members: Vec<Member>,
}

#[derive(Template)]
#[template(path = "python/templates/resource.py", escape = "none")]
struct ImportedResource<'a> {
    name: &'a str,
    docs: String,
    members: Vec<String>,
    receiver: String,
    release: String,
    object: String,
}

/// A field, a case of an enum or a flag.
struct Member {
    name: String,
    /// The annotation or the value.
    value: String,
    docs: String,
}

/// The declaration of `ty` in the module of `interface`.
pub(super) fn declaration(
    file: &mut File<'_>,
    interface: &Interface,
    ty: &TypeDef,
) -> Result<String, Error> {
    if let Some(original) = ty.same_as {
        return Ok(again(file, ty, original));
    }
    let text = declare(file, interface, ty)?;
    if matches!(ty.kind, TypeKind::Resource(_) | TypeKind::Alias(_)) {
        return Ok(text);
    }
    match twin(file, interface) {
        Some(import) => Ok(checked_apart(file, ty, &text, import)),
        None => Ok(text),
    }
}

fn declare(file: &mut File<'_>, interface: &Interface, ty: &TypeDef) -> Result<String, Error> {
    let name = names::class(&ty.name);
    match &ty.kind {
        TypeKind::Record(fields) => record(file, &name, &ty.docs, fields),
        TypeKind::Variant(cases) => variant(file, ty, cases),
        TypeKind::Enum(labels) => {
            let values = (0..labels.len()).map(|value| value.to_string());
            self::labels(file, ty, "Enum", labels, values.collect())
        }
        TypeKind::Flags(labels) => {
            let values = (0..labels.len()).map(|bit| format!("1 << {bit}"));
            self::labels(file, ty, "Flag", labels, values.collect())
        }
        TypeKind::Resource(resource) if interface.side == Side::Import => {
            imported(file, interface, ty, resource)
        }
        TypeKind::Resource(resource) => Ok(protocols::resource(
            file,
            interface,
            &name,
            &resource.functions,
            &ty.docs,
        )),
        TypeKind::Alias(target) => Ok(alias(file, &name, &ty.docs, target)),
    }
}

/// All names that a type declares in its module.
pub(super) fn names_of(ty: &TypeDef) -> Vec<String> {
    let mut all = vec![names::class(&ty.name)];
    if let TypeKind::Variant(cases) = &ty.kind {
        all.extend(cases.iter().map(|case| names::case(&ty.name, &case.name)));
    }
    all
}

/// The same classes under the name of a second copy of the interface.
fn again(file: &mut File<'_>, ty: &TypeDef, original: wit_parser::TypeId) -> String {
    let alias = file.import("typing", "TypeAlias");
    let first = file.named(original);
    let module = first
        .rsplit_once('.')
        .map_or("", |(module, _)| module)
        .to_owned();
    let mut text = String::new();
    for name in names_of(ty) {
        text += &format!("{name}: {alias} = {module}.{name}\n");
    }
    text
}

/// The import of an interface that is exported too: componentize-py makes values of both by the classes of the import.
fn twin(file: &File<'_>, interface: &Interface) -> Option<usize> {
    let packaged = matches!(interface.name, InterfaceName::Package { .. });
    if interface.side != Side::Export || !packaged {
        return None;
    }
    let imports = &file.model.world.imports;
    imports
        .iter()
        .position(|import| import.key == interface.key)
}

/// Types that hold resources differ by side for a type checker, yet are one class when the plugin runs.
fn checked_apart(file: &mut File<'_>, ty: &TypeDef, text: &str, import: usize) -> String {
    let checking = file.import("typing", "TYPE_CHECKING");
    let module = file.names.module(Side::Import, import).to_owned();
    let mut apart = format!("if {checking}:\n\n");
    for line in text.lines() {
        apart += format!("    {line}").trim_end();
        apart.push('\n');
    }
    apart += &format!("else:\n    from ..imports import {module} as _{module}\n\n");
    for name in names_of(ty) {
        apart += &format!("    {name} = _{module}.{name}\n");
    }
    apart
}

fn record(file: &mut File<'_>, name: &str, docs: &Docs, fields: &[Field]) -> Result<String, Error> {
    let mut members = Vec::new();
    for field in fields {
        members.push(Member {
            name: names::snake(&field.name),
            value: file.annotation(&field.ty),
            docs: docs::docstring(&docs::lines(&field.docs, &[]), 4),
        });
    }
    data_class(file, name, docs, members)
}

fn data_class(
    file: &mut File<'_>,
    name: &str,
    docs: &Docs,
    fields: Vec<Member>,
) -> Result<String, Error> {
    let dataclass = file.import("dataclasses", "dataclass");
    let deprecated = functions::deprecated(file, docs, 0);
    render(&Record {
        decorators: format!("{deprecated}@{dataclass}\n"),
        name,
        docs: docs::docstring(&docs::lines(docs, &[]), 4),
        fields,
    })
}

fn variant(file: &mut File<'_>, ty: &TypeDef, cases: &[Case]) -> Result<String, Error> {
    let mut text = String::new();
    for case in cases {
        let name = names::case(&ty.name, &case.name);
        let value = case.ty.as_ref().map(|ty| Member {
            name: "value".to_owned(),
            value: file.annotation(ty),
            docs: String::new(),
        });
        text += &data_class(file, &name, &case.docs, value.into_iter().collect())?;
        text += "\n\n";
    }
    let alias = file.import("typing", "TypeAlias");
    let all: Vec<String> = cases
        .iter()
        .map(|case| names::case(&ty.name, &case.name))
        .collect();
    let head = format!("{}: {alias} = ", names::class(&ty.name));
    text += &layout::union(&head, &all);
    text.push('\n');
    text += &docs::docstring(&docs::lines(&ty.docs, &[]), 0);
    Ok(text)
}

fn labels(
    file: &mut File<'_>,
    ty: &TypeDef,
    base: &str,
    labels: &[Label],
    values: Vec<String>,
) -> Result<String, Error> {
    let member = |(label, value): (&Label, String)| Member {
        name: names::constant(&label.name),
        value,
        docs: docs::docstring(&docs::lines(&label.docs, &[]), 4),
    };
    render(&Labels {
        name: &names::class(&ty.name),
        base: file.import("enum", base),
        docs: docs::docstring(&docs::lines(&ty.docs, &[]), 4),
        members: labels.iter().zip(values).map(member).collect(),
    })
}

fn alias(file: &mut File<'_>, name: &str, docs: &Docs, target: &Type) -> String {
    let alias = file.import("typing", "TypeAlias");
    let target = file.annotation(target);
    let docs = docs::docstring(&docs::lines(docs, &[]), 0);
    format!("{name}: {alias} = {target}\n{docs}")
}

fn imported(
    file: &mut File<'_>,
    interface: &Interface,
    ty: &TypeDef,
    resource: &Resource,
) -> Result<String, Error> {
    let mut members = Vec::new();
    for function in &resource.functions {
        members.push(calls::member(file, interface, function));
    }
    render(&ImportedResource {
        name: &names::class(&ty.name),
        docs: docs::docstring(&docs::lines(&ty.docs, &[]), 4),
        members,
        receiver: file.import("typing", "Self"),
        release: file.own("runtime", "release"),
        object: file.builtin("object"),
    })
}

/// The module of an interface: its types, then the functions that the host has.
pub(super) fn module(file: &mut File<'_>, interface: &Interface) -> Result<Vec<String>, Error> {
    let mut items = Vec::new();
    for ty in &interface.types {
        items.push(declaration(file, interface, ty)?);
    }
    if matches!(file.place, Place::Interface(Side::Import, _)) {
        for function in &interface.functions {
            items.push(calls::free(file, interface, function));
        }
    }
    Ok(items)
}
