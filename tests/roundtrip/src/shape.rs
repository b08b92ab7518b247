//! What a type is made of when its names are looked through.

use plugwright_codegen::Model;
use plugwright_codegen::model::{Case, Field, Label, Type, TypeKind};
use wit_parser::TypeId;

/// The structure of one type.
pub(crate) enum Shape<'m> {
    Bool,
    /// Any integer type, by its smallest and greatest value.
    Int(i128, i128),
    F32,
    F64,
    Char,
    String,
    List(Type),
    FixedList(Type, usize),
    Map(Type, Type),
    Record(&'m [Field]),
    Tuple(Vec<Type>),
    Variant(&'m [Case]),
    Enum(&'m [Label]),
    Flags(&'m [Label]),
    Option(Type),
    Result(Option<Type>, Option<Type>),
    /// A resource, by the type that declares it, and whether it changes hands.
    Handle(TypeId, bool),
    /// A future, a stream or an error context: not possible in a call by name.
    Async,
}

impl<'m> Shape<'m> {
    /// The structure of `ty`.
    pub(crate) fn of(model: &'m Model, ty: &Type) -> Self {
        let boxed = |ty: &Option<Box<Type>>| ty.as_deref().cloned();
        match model.structure(ty) {
            Type::Named(id) => Self::declared(model, id),
            Type::List(item) => Self::List(*item),
            Type::FixedList(item, length) => Self::FixedList(*item, length as usize),
            Type::Map(key, value) => Self::Map(*key, *value),
            Type::Tuple(items) => Self::Tuple(items),
            Type::Option(some) => Self::Option(*some),
            Type::Result { ok, err } => Self::Result(boxed(&ok), boxed(&err)),
            Type::Own(id) => Self::Handle(model.dealias(id), true),
            Type::Borrow(id) => Self::Handle(model.dealias(id), false),
            scalar => Self::scalar(&scalar),
        }
    }

    fn declared(model: &'m Model, id: TypeId) -> Self {
        match &model.declaration(id).kind {
            TypeKind::Record(fields) => Self::Record(fields),
            TypeKind::Variant(cases) => Self::Variant(cases),
            TypeKind::Enum(labels) => Self::Enum(labels),
            TypeKind::Flags(labels) => Self::Flags(labels),
            TypeKind::Resource(_) => Self::Handle(id, true),
            TypeKind::Alias(target) => Self::of(model, target),
        }
    }

    fn scalar(ty: &Type) -> Self {
        match ty {
            Type::Bool => Self::Bool,
            Type::U8 => Self::Int(0, u8::MAX.into()),
            Type::U16 => Self::Int(0, u16::MAX.into()),
            Type::U32 => Self::Int(0, u32::MAX.into()),
            Type::U64 => Self::Int(0, u64::MAX.into()),
            Type::S8 => Self::Int(i8::MIN.into(), i8::MAX.into()),
            Type::S16 => Self::Int(i16::MIN.into(), i16::MAX.into()),
            Type::S32 => Self::Int(i32::MIN.into(), i32::MAX.into()),
            Type::S64 => Self::Int(i64::MIN.into(), i64::MAX.into()),
            Type::F32 => Self::F32,
            Type::F64 => Self::F64,
            Type::Char => Self::Char,
            Type::String => Self::String,
            _ => Self::Async,
        }
    }

    /// How many cases the type has, or one inside it that is always there.
    pub(crate) fn cases(model: &'m Model, ty: &Type) -> usize {
        let widest = |types: &mut dyn Iterator<Item = Type>| {
            types.map(|ty| Self::cases(model, &ty)).max().unwrap_or(1)
        };
        match Self::of(model, ty) {
            Self::Variant(cases) => cases.len(),
            Self::Enum(labels) => labels.len(),
            Self::Record(fields) => widest(&mut fields.iter().map(|field| field.ty.clone())),
            Self::Tuple(items) => widest(&mut items.into_iter()),
            Self::Option(some) => Self::cases(model, &some),
            Self::Result(ok, err) => widest(&mut ok.into_iter().chain(err)),
            _ => 1,
        }
    }
}
