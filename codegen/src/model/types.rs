//! The types of WIT as languages see them: a tree, with names only where the WIT has names.

use wit_parser::TypeId;

use super::{Docs, Function};

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `bool`
    Bool,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `s8`
    S8,
    /// `s16`
    S16,
    /// `s32`
    S32,
    /// `s64`
    S64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `char`: a Unicode scalar value.
    Char,
    /// `string`
    String,
    /// `error-context`
    ErrorContext,
    /// `list<T>`
    List(Box<Type>),
    /// `list<T, N>`
    FixedList(Box<Type>, u32),
    /// `map<K, V>`
    Map(Box<Type>, Box<Type>),
    /// `option<T>`
    Option(Box<Type>),
    /// `result`, `result<T>`, `result<_, E>`, `result<T, E>`
    Result {
        /// What success carries.
        ok: Option<Box<Type>>,
        /// What failure carries.
        err: Option<Box<Type>>,
    },
    /// `tuple<…>`
    Tuple(Vec<Type>),
    /// A resource that changes hands. The id is that of a [`TypeDef`]: the resource or an alias of it.
    Own(TypeId),
    /// A resource that is lent for the call.
    Borrow(TypeId),
    /// `future<T>`
    Future(Option<Box<Type>>),
    /// `stream<T>`
    Stream(Option<Box<Type>>),
    /// A type with a name: the id is that of a [`TypeDef`].
    Named(TypeId),
}

impl Type {
    /// The types that this one is directly made of.
    pub fn parts(&self) -> Vec<&Type> {
        match self {
            Self::List(item) | Self::FixedList(item, _) | Self::Option(item) => vec![item],
            Self::Map(key, value) => vec![key, value],
            Self::Result { ok, err } => ok.iter().chain(err).map(AsRef::as_ref).collect(),
            Self::Tuple(items) => items.iter().collect(),
            Self::Future(item) | Self::Stream(item) => item.iter().map(AsRef::as_ref).collect(),
            _ => Vec::new(),
        }
    }

    /// The same type with `change` applied to its parts.
    pub(crate) fn map_parts(&self, mut change: impl FnMut(&Type) -> Type) -> Type {
        let mut boxed = |part: &Type| Box::new(change(part));
        match self {
            Self::List(item) => Self::List(boxed(item)),
            Self::FixedList(item, size) => Self::FixedList(boxed(item), *size),
            Self::Option(item) => Self::Option(boxed(item)),
            Self::Map(key, value) => Self::Map(boxed(key), boxed(value)),
            Self::Result { ok, err } => Self::Result {
                ok: ok.as_deref().map(&mut boxed),
                err: err.as_deref().map(&mut boxed),
            },
            Self::Tuple(items) => Self::Tuple(items.iter().map(change).collect()),
            Self::Future(item) => Self::Future(item.as_deref().map(boxed)),
            Self::Stream(item) => Self::Stream(item.as_deref().map(boxed)),
            other => other.clone(),
        }
    }
}

/// A type that the WIT gives a name.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// Its identity. The import and the export of one interface have types of their own.
    pub id: TypeId,
    /// Its name in WIT.
    pub name: String,
    /// What the WIT says about it.
    pub docs: Docs,
    /// What it is.
    pub kind: TypeKind,
    /// An equal type that was declared before, in another copy of the same interface: a language can use that one and
    /// declare an alias here. Never set for types that hold resources, futures or streams, which are different in each copy.
    pub same_as: Option<TypeId>,
    /// File, line and column, for diagnostics.
    pub place: String,
}

/// What a named type is.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// `record`
    Record(Vec<Field>),
    /// `variant`
    Variant(Vec<Case>),
    /// `enum`
    Enum(Vec<Label>),
    /// `flags`
    Flags(Vec<Label>),
    /// `resource`
    Resource(Resource),
    /// `type a = b`, `use i.{a}`, and named lists, options, tuples and so on.
    Alias(Type),
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name in WIT.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What the WIT says about it.
    pub docs: Docs,
}

/// A case of a variant.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name in WIT.
    pub name: String,
    /// What it carries.
    pub ty: Option<Type>,
    /// What the WIT says about it.
    pub docs: Docs,
}

/// A case of an enum, or a flag.
#[derive(Debug, Clone)]
pub struct Label {
    /// Its name in WIT.
    pub name: String,
    /// What the WIT says about it.
    pub docs: Docs,
}

/// A resource with all that can be done with it.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Constructor, methods, static functions and accessors, in the order of the WIT.
    pub functions: Vec<Function>,
    /// The names that its handles go by in a core module.
    pub core: ResourceCore,
}

/// Core functions around the handles of a resource.
#[derive(Debug, Clone)]
pub struct ResourceCore {
    /// Imported, module and field: gives up an owned handle. One `i32`.
    pub drop: (String, String),
    /// Only for a resource that this component implements.
    pub exported: Option<ExportedCore>,
}

/// Core functions around a resource that the component itself implements.
#[derive(Debug, Clone)]
pub struct ExportedCore {
    /// Imported: a handle for a representation, `i32 -> i32`.
    pub new: (String, String),
    /// Imported: the representation behind a handle, `i32 -> i32`.
    pub rep: (String, String),
    /// Exported: called with the representation when its last handle is gone.
    pub dtor: String,
}
