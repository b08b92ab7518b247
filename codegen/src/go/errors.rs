//! What an error of a generated type says.

use crate::{
    Model,
    model::{Case, Field, Type, TypeKind},
};

/// The text of a record: its texts and enums one after the other, since those are what people read.
pub(super) fn record_text(model: &Model, wit: &str, fields: &[Field], names: &[String]) -> String {
    let part = |(field, name): (&Field, &String)| text_of(model, &field.ty, &format!("e.{name}"));
    let parts: Vec<String> = fields.iter().zip(names).filter_map(part).collect();
    if parts.is_empty() {
        return quoted(wit);
    }
    parts.join(" + \": \" + ")
}

/// The text of a case: its name, and what it carries where that can be read.
pub(super) fn case_text(model: &Model, wit: &str, case: &Case) -> String {
    let name = quoted(&format!("{wit}: {}", case.name));
    let carried = case
        .ty
        .as_ref()
        .and_then(|ty| text_of(model, ty, "e.Value"));
    match carried {
        Some(text) => format!("{} + {text}", quoted(&format!("{wit}: {}: ", case.name))),
        None => name,
    }
}

fn text_of(model: &Model, ty: &Type, expression: &str) -> Option<String> {
    match model.structure(ty) {
        Type::String => Some(expression.to_owned()),
        Type::Named(id) if matches!(model.declaration(id).kind, TypeKind::Enum(_)) => {
            Some(format!("{expression}.String()"))
        }
        _ => None,
    }
}

/// A string of Go. Names of WIT have no characters that need care.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
