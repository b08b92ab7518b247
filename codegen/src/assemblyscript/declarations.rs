//! Records, variants, enums, flags and aliases as classes, enums and types.

use askama::Template;

use super::{
    LANGUAGE, docs,
    module::Module,
    names::{self, Names},
};
use crate::{
    Error,
    model::{Case, Field, Label, Type, TypeDef, TypeKind},
};

#[derive(Template)]
#[template(path = "assemblyscript/templates/record.ts", escape = "none")]
struct RecordTemplate {
    docs: String,
    name: String,
    fields: Vec<FieldText>,
}

struct FieldText {
    docs: String,
    name: String,
    ty: String,
}

#[derive(Template)]
#[template(path = "assemblyscript/templates/enum.ts", escape = "none")]
struct EnumTemplate {
    docs: String,
    name: String,
    labels: Vec<LabelText>,
}

struct LabelText {
    docs: String,
    name: String,
    value: String,
}

#[derive(Template)]
#[template(path = "assemblyscript/templates/variant.ts", escape = "none")]
struct VariantTemplate {
    docs: String,
    name: String,
    tag: String,
    check: String,
    slots: Vec<Slot>,
    cases: Vec<CaseText>,
}

/// A field that holds the payload of all cases with one type.
struct Slot {
    name: String,
    ty: String,
    initial: &'static str,
    checked: bool,
}

struct CaseText {
    docs: String,
    label: String,
    make: String,
    read: String,
    payload: Option<Payload>,
}

struct Payload {
    ty: String,
    slot: String,
    checked: bool,
}

/// The declaration of a type, and an empty line before it. Resources are declared elsewhere.
pub(super) fn render(
    names: &Names<'_>,
    module: &mut Module,
    declaration: &TypeDef,
) -> Result<String, Error> {
    let text = match (&declaration.kind, declaration.same_as) {
        (_, Some(first)) => reexport(names, module, declaration, first),
        (TypeKind::Record(fields), None) => record(names, module, declaration, fields)?,
        (TypeKind::Variant(cases), None) => variant(names, module, declaration, cases)?,
        (TypeKind::Enum(labels), None) => {
            numbered(names, declaration, labels, |position| position.to_string())?
        }
        (TypeKind::Flags(labels), None) => numbered(names, declaration, labels, |position| {
            format!("1 << {position}")
        })?,
        (TypeKind::Alias(target), None) => alias(names, module, declaration, target),
        (TypeKind::Resource(_), None) => String::new(),
    };
    Ok(text)
}

/// Runs a template; that one fails is a fault of this crate.
pub(super) fn fill(template: &impl Template) -> Result<String, Error> {
    template.render().map_err(|error| Error::Generator {
        language: LANGUAGE,
        reason: error.to_string(),
    })
}

fn reexport(
    names: &Names<'_>,
    module: &mut Module,
    declaration: &TypeDef,
    target: wit_parser::TypeId,
) -> String {
    let root = names.root_of(target);
    let path = &names.home(root).path;
    let mut text = module.reexport(path, names.ty(root), names.ty(declaration.id));
    if let (Some(tag), Some(exported)) = (names.tag(root), names.tag(declaration.id)) {
        text += &module.reexport(path, tag, exported);
    }
    text
}

fn alias(names: &Names<'_>, module: &mut Module, declaration: &TypeDef, target: &Type) -> String {
    if let Type::Named(id) | Type::Own(id) | Type::Borrow(id) = target {
        return reexport(names, module, declaration, *id);
    }
    let docs = docs::comment(&declaration.docs, "");
    let ty = names.write(module, target);
    format!("{docs}export type {} = {ty};\n", names.ty(declaration.id))
}

fn record(
    names: &Names<'_>,
    module: &mut Module,
    declaration: &TypeDef,
    fields: &[Field],
) -> Result<String, Error> {
    let field_names = names::fields(fields);
    let fields = fields
        .iter()
        .zip(field_names)
        .map(|(field, name)| FieldText {
            docs: docs::comment(&field.docs, "    "),
            name,
            ty: names.write(module, &field.ty),
        });
    fill(&RecordTemplate {
        docs: docs::comment(&declaration.docs, ""),
        name: names.ty(declaration.id).to_owned(),
        fields: fields.collect(),
    })
}

fn numbered(
    names: &Names<'_>,
    declaration: &TypeDef,
    labels: &[Label],
    value: impl Fn(usize) -> String,
) -> Result<String, Error> {
    let texts = labels.iter().zip(names::labels(labels)).enumerate();
    let labels = texts.map(|(position, (label, name))| LabelText {
        docs: docs::comment(&label.docs, "  "),
        name,
        value: value(position),
    });
    fill(&EnumTemplate {
        docs: docs::comment(&declaration.docs, ""),
        name: names.ty(declaration.id).to_owned(),
        labels: labels.collect(),
    })
}

fn variant(
    names: &Names<'_>,
    module: &mut Module,
    declaration: &TypeDef,
    cases: &[Case],
) -> Result<String, Error> {
    let mut slots = Vec::new();
    let case_names = names::cases(cases);
    let cases = cases.iter().zip(case_names).map(|(case, name)| CaseText {
        docs: docs::comment(&case.docs, "  "),
        label: name.label,
        make: name.make,
        read: name.read,
        payload: case
            .ty
            .as_ref()
            .map(|ty| payload(names, module, &mut slots, ty)),
    });
    let cases = cases.collect();
    fill(&VariantTemplate {
        docs: docs::comment(&declaration.docs, ""),
        name: names.ty(declaration.id).to_owned(),
        tag: names.tag(declaration.id).unwrap_or_default().to_owned(),
        check: module.abi("check"),
        slots,
        cases,
    })
}

fn payload(names: &Names<'_>, module: &mut Module, slots: &mut Vec<Slot>, ty: &Type) -> Payload {
    let written = names.write(module, ty);
    let found = slots.iter().position(|slot| slot.ty == written);
    let position = found.unwrap_or_else(|| {
        let position = slots.len();
        slots.push(Slot {
            name: format!("payload{position}"),
            ty: written.clone(),
            ..initial(names, ty)
        });
        position
    });
    Payload {
        ty: written,
        slot: slots[position].name.clone(),
        checked: slots[position].checked,
    }
}

/// What a slot holds while another case is set.
fn initial(names: &Names<'_>, ty: &Type) -> Slot {
    let (initial, checked) = match names.model.structure(ty) {
        Type::Bool => ("false", false),
        Type::Option(item) if names.is_nullable(&item) => ("null", false),
        Type::Option(_) => ("null", true),
        _ if names.is_nullable(ty) => ("null", true),
        _ => ("0", false),
    };
    Slot {
        name: String::new(),
        ty: String::new(),
        initial,
        checked,
    }
}
