//! JSON Schema for types.

use heck::ToSnakeCase as _;
use serde_json::{Map, Value, json};

use super::documented;
use crate::{
    Model,
    model::{Case, Field, Label, Type, TypeDef, TypeKind},
    remote::{Names, of_type},
};

/// The schema of a declared type.
pub(super) fn declaration(model: &Model, names: &Names, ty: &TypeDef) -> Value {
    let schema = match &ty.kind {
        TypeKind::Record(fields) => record(model, names, fields),
        TypeKind::Variant(cases) => variant(model, names, cases),
        TypeKind::Enum(labels) => json!({ "type": "string", "enum": values(labels) }),
        TypeKind::Flags(labels) => flags(labels),
        TypeKind::Resource(_) => handle(),
        TypeKind::Alias(target) => of(model, names, target),
    };
    documented(schema, &ty.docs)
}

/// The schema of a type where it is used.
pub(super) fn of(model: &Model, names: &Names, ty: &Type) -> Value {
    let of = |ty: &Type| of(model, names, ty);
    match ty {
        Type::Bool => json!({ "type": "boolean" }),
        Type::U8 => integer(u8::MIN, u8::MAX),
        Type::U16 => integer(u16::MIN, u16::MAX),
        Type::U32 => integer(u32::MIN, u32::MAX),
        Type::U64 => integer(u64::MIN, u64::MAX),
        Type::S8 => integer(i8::MIN, i8::MAX),
        Type::S16 => integer(i16::MIN, i16::MAX),
        Type::S32 => integer(i32::MIN, i32::MAX),
        Type::S64 => integer(i64::MIN, i64::MAX),
        Type::F32 => float("float"),
        Type::F64 => float("double"),
        Type::Char => json!({ "type": "string", "minLength": 1, "maxLength": 1 }),
        Type::List(item) if is_byte(model, item) => bytes(),
        Type::List(item) => json!({ "type": "array", "items": of(item) }),
        Type::FixedList(item, size) => {
            json!({ "type": "array", "items": of(item), "minItems": size, "maxItems": size })
        }
        Type::Map(key, value) if model.structure(key) == Type::String => {
            json!({ "type": "object", "additionalProperties": of(value) })
        }
        Type::Map(key, value) => {
            json!({ "type": "array", "items": tuple(&[of(key), of(value)]) })
        }
        Type::Option(item) => option(model, of(item), item),
        Type::Result { ok, err } => {
            let side = |ty: &Option<Box<Type>>| ty.as_deref().map_or_else(nothing, of);
            json!({ "oneOf": [single("ok", &side(ok)), single("err", &side(err))] })
        }
        Type::Tuple(items) => tuple(&items.iter().map(of).collect::<Vec<_>>()),
        Type::Own(id) | Type::Borrow(id) => reference(model, names, model.dealias(*id)),
        Type::Named(id) => match &model.declaration(*id).kind {
            TypeKind::Alias(target) => of(target),
            _ => reference(model, names, *id),
        },
        // What cannot travel was refused before.
        Type::String | Type::ErrorContext | Type::Future(_) | Type::Stream(_) => {
            json!({ "type": "string" })
        }
    }
}

/// An object of `fields`; those that can be none can be left out.
pub(super) fn object(model: &Model, fields: Vec<(String, Value, &Type)>) -> Value {
    let is_option = |ty: &Type| matches!(model.structure(ty), Type::Option(_));
    let required = fields.iter().filter(|(_, _, ty)| !is_option(ty));
    let required: Vec<String> = required.map(|(name, _, _)| name.clone()).collect();
    let properties: Map<String, Value> = fields
        .into_iter()
        .map(|(name, schema, _)| (name, schema))
        .collect();
    let mut object = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        object["required"] = required.into();
    }
    object["additionalProperties"] = false.into();
    object
}

fn record(model: &Model, names: &Names, fields: &[Field]) -> Value {
    let fields = fields.iter().map(|field| {
        let schema = documented(of(model, names, &field.ty), &field.docs);
        (field.name.to_snake_case(), schema, &field.ty)
    });
    object(model, fields.collect())
}

fn variant(model: &Model, names: &Names, cases: &[Case]) -> Value {
    let cases = cases.iter().map(|case| {
        let name = case.name.to_snake_case();
        let schema = match &case.ty {
            Some(ty) => single(&name, &of(model, names, ty)),
            None => json!({ "const": name }),
        };
        documented(schema, &case.docs)
    });
    json!({ "oneOf": cases.collect::<Vec<_>>() })
}

fn flags(labels: &[Label]) -> Value {
    if labels.is_empty() {
        return json!({ "type": "array", "maxItems": 0 });
    }
    json!({
        "type": "array",
        "items": { "type": "string", "enum": values(labels) },
        "uniqueItems": true,
    })
}

fn values(labels: &[Label]) -> Vec<String> {
    labels
        .iter()
        .map(|label| label.name.to_snake_case())
        .collect()
}

fn handle() -> Value {
    json!({
        "type": "object",
        "properties": { "resource": integer(u32::MIN, u32::MAX) },
        "required": ["resource"],
        "additionalProperties": false,
    })
}

fn integer<N: Into<serde_json::Number>>(minimum: N, maximum: N) -> Value {
    json!({ "type": "integer", "minimum": minimum.into(), "maximum": maximum.into() })
}

/// JSON has no number for what is no number.
fn float(format: &str) -> Value {
    json!({
        "oneOf": [
            { "type": "number", "format": format },
            { "type": "string", "enum": ["NaN", "Infinity", "-Infinity"] },
        ],
    })
}

fn bytes() -> Value {
    json!({ "type": "string", "contentEncoding": "base64" })
}

fn is_byte(model: &Model, ty: &Type) -> bool {
    model.structure(ty) == Type::U8
}

/// None is null; an option inside of an option says which of both is none.
fn option(model: &Model, value: Value, item: &Type) -> Value {
    let value = match model.structure(item) {
        Type::Option(_) => single("some", &value),
        _ => value,
    };
    json!({ "anyOf": [value, nothing()] })
}

fn nothing() -> Value {
    json!({ "type": "null" })
}

fn tuple(items: &[Value]) -> Value {
    let size = items.len();
    if items.is_empty() {
        return json!({ "type": "array", "maxItems": 0 });
    }
    json!({ "type": "array", "prefixItems": items, "items": false, "minItems": size })
}

/// An object with one member.
fn single(name: &str, value: &Value) -> Value {
    json!({
        "type": "object",
        "properties": { (name): value },
        "required": [name],
        "additionalProperties": false,
    })
}

fn reference(model: &Model, names: &Names, id: wit_parser::TypeId) -> Value {
    let package = names.package(model.home(id));
    let name = of_type(model.declaration(id));
    json!({ "$ref": format!("#/components/schemas/{package}.{name}") })
}
