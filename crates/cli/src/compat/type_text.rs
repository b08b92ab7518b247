//! Types as canonical text: two types are the same to the component model exactly when their texts are equal.
//!
//! A named type is written as its owner and name, without a version, and its definition is compared where it stands.
//! An alias is written as what it stands for: an alias adds no type.

use wit_parser::{Handle, Type, TypeDef, TypeDefKind, TypeId, TypeOwner};

use super::names::Names;

/// The text of `ty`.
pub(crate) fn type_text(names: &Names<'_>, ty: &Type) -> String {
    let primitive = match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "s8",
        Type::S16 => "s16",
        Type::S32 => "s32",
        Type::S64 => "s64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        Type::String => "string",
        Type::ErrorContext => "error-context",
        Type::Id(id) => return id_text(names, *id),
    };
    primitive.to_owned()
}

/// The text of what an optional payload holds; `_` for nothing.
pub(crate) fn optional_text(names: &Names<'_>, ty: Option<&Type>) -> String {
    ty.map_or_else(|| "_".to_owned(), |ty| type_text(names, ty))
}

fn id_text(names: &Names<'_>, id: TypeId) -> String {
    let def = &names.resolve.types[id];
    if let TypeDefKind::Type(target) = &def.kind {
        return type_text(names, target);
    }
    named(names, def).unwrap_or_else(|| anonymous(names, &def.kind))
}

fn named(names: &Names<'_>, def: &TypeDef) -> Option<String> {
    let name = def.name.as_ref()?;
    let owner = match def.owner {
        TypeOwner::Interface(id) => names.interface(id).unwrap_or_else(|| "inline".to_owned()),
        TypeOwner::World(_) => "world".to_owned(),
        TypeOwner::None => return None,
    };
    Some(format!("{owner}.{name}"))
}

/// The text of a type without a name, or of the right-hand side of `type name = …`.
pub(crate) fn anonymous(names: &Names<'_>, kind: &TypeDefKind) -> String {
    let text = |ty: &Type| type_text(names, ty);
    let optional = |ty: &Option<Type>| optional_text(names, ty.as_ref());
    match kind {
        TypeDefKind::Type(ty) => text(ty),
        TypeDefKind::Option(ty) => format!("option<{}>", text(ty)),
        TypeDefKind::Result(result) => format!(
            "result<{}, {}>",
            optional(&result.ok),
            optional(&result.err)
        ),
        TypeDefKind::List(ty) => format!("list<{}>", text(ty)),
        TypeDefKind::FixedLengthList(ty, length) => format!("list<{}, {length}>", text(ty)),
        TypeDefKind::Map(key, value) => format!("map<{}, {}>", text(key), text(value)),
        TypeDefKind::Tuple(tuple) => {
            format!(
                "tuple<{}>",
                tuple.types.iter().map(text).collect::<Vec<_>>().join(", ")
            )
        }
        TypeDefKind::Future(ty) => format!("future<{}>", optional(ty)),
        TypeDefKind::Stream(ty) => format!("stream<{}>", optional(ty)),
        TypeDefKind::Handle(Handle::Own(id)) => format!("own<{}>", id_text(names, *id)),
        TypeDefKind::Handle(Handle::Borrow(id)) => format!("borrow<{}>", id_text(names, *id)),
        TypeDefKind::Record(_)
        | TypeDefKind::Variant(_)
        | TypeDefKind::Enum(_)
        | TypeDefKind::Flags(_)
        | TypeDefKind::Resource
        | TypeDefKind::Unknown => kind.as_str().to_owned(),
    }
}
