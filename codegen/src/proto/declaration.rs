//! Named types.

use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};

use super::{
    comment,
    message::{Body, Field, Message, number},
    shape::{Shapes, plain_field},
};
use crate::{
    model::{Case, Field as WitField, Label, TypeDef, TypeKind},
    remote::{Remote, of_type},
    scope::Scope,
};

/// The message or enum for `ty`; none for an alias, which is what it stands for.
pub(super) fn message(
    remote: &Remote<'_>,
    ty: &TypeDef,
    scope: &mut Scope,
    values: &mut Scope,
) -> Option<Message> {
    let mut shapes = Shapes::new(remote);
    let body = match &ty.kind {
        TypeKind::Alias(_) => return None,
        TypeKind::Record(fields) => Body::Fields(record(&mut shapes, fields)),
        TypeKind::Variant(cases) => Body::OneOf("case", variant(&mut shapes, cases)),
        TypeKind::Enum(labels) => Body::Enum(enumeration(ty, labels, values)),
        TypeKind::Flags(labels) => Body::Fields(flags(labels)),
        TypeKind::Resource(_) => Body::Fields(vec![plain_field("string".to_owned(), "id", 1)]),
    };
    let mut docs = comment(&ty.docs);
    if matches!(ty.kind, TypeKind::Resource(_)) {
        docs.push("A handle: whoever made the object knows it by this id.".to_owned());
    }
    Some(Message {
        docs,
        name: scope.declare(&of_type(ty)),
        deprecated: ty.docs.availability.deprecated.is_some(),
        body,
        nested: shapes.nested,
    })
}

fn record(shapes: &mut Shapes<'_>, fields: &[WitField]) -> Vec<Field> {
    let fields = fields.iter().enumerate();
    fields
        .map(|(position, field)| Field {
            docs: comment(&field.docs),
            ty: shapes
                .shape(&field.ty, &field.name.to_upper_camel_case())
                .label(),
            name: field.name.to_snake_case(),
            number: number(position),
        })
        .collect()
}

fn variant(shapes: &mut Shapes<'_>, cases: &[Case]) -> Vec<Field> {
    let cases = cases.iter().enumerate();
    cases
        .map(|(position, case)| Field {
            docs: comment(&case.docs),
            ty: shapes.single_or_empty(case.ty.as_ref(), &case.name.to_upper_camel_case()),
            name: case.name.to_snake_case(),
            number: number(position),
        })
        .collect()
}

/// Zero is for a sender that said nothing, as the style guide of protocol buffers asks; the names carry that of the enum,
/// since they share one space with those of its neighbours.
fn enumeration(ty: &TypeDef, labels: &[Label], values: &mut Scope) -> Vec<Field> {
    let prefix = ty.name.to_shouty_snake_case();
    let unspecified = Field {
        docs: Vec::new(),
        ty: String::new(),
        name: values.declare(&format!("{prefix}_UNSPECIFIED")),
        number: 0,
    };
    let rest = labels.iter().enumerate().map(|(position, label)| Field {
        docs: comment(&label.docs),
        ty: String::new(),
        name: values.declare(&format!("{prefix}_{}", label.name.to_shouty_snake_case())),
        number: position + 1,
    });
    [unspecified].into_iter().chain(rest).collect()
}

fn flags(labels: &[Label]) -> Vec<Field> {
    let labels = labels.iter().enumerate();
    labels
        .map(|(position, label)| Field {
            docs: comment(&label.docs),
            ty: "bool".to_owned(),
            name: label.name.to_snake_case(),
            number: number(position),
        })
        .collect()
}
