//! The type of a value, prepared once so that a call need not ask wasmtime for it again.
//!
//! wasmtime's own `component::Type` clones reference counts at each step and has no names for records and variants. This tree
//! is built when a component is loaded and only read afterwards. Types of the component model form a graph that may share its
//! nodes; as a tree it could grow exponentially, so its size is limited.

use wasmtime::component::ResourceType;
use wasmtime::component::types;

use super::number::Number;
use super::type_names::TypeNames;

/// The most nodes that the types of one function may have. Real interfaces have dozens.
const MAX_NODES: usize = 20_000;

/// A type, with the name that its interface gives it.
#[derive(Debug)]
pub(crate) struct ValueType {
    pub(crate) name: Option<Box<str>>,
    pub(crate) kind: Kind,
}

/// What a type is made of.
#[derive(Debug)]
pub(crate) enum Kind {
    Bool,
    Number(Number),
    Char,
    String,
    List(Box<ValueType>),
    FixedLengthList(Box<ValueType>, u32),
    Map(Box<ValueType>, Box<ValueType>),
    Record(Box<[Field]>),
    Tuple(Box<[ValueType]>),
    Variant(Box<[Case]>),
    Enum(Box<[Box<str>]>),
    Option(Box<ValueType>),
    Result(Option<Box<ValueType>>, Option<Box<ValueType>>),
    Flags(Box<[Box<str>]>),
    Own(ResourceType),
    Borrow(ResourceType),
    /// A type whose values cannot leave the component-model's own async machinery.
    Unsupported(&'static str),
}

/// A field of a record.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Box<str>,
    pub(crate) ty: ValueType,
}

/// A case of a variant.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: Box<str>,
    pub(crate) payload: Option<ValueType>,
}

/// A function's types have more than [`MAX_NODES`] nodes.
#[derive(Debug, thiserror::Error)]
#[error("the function's types are too large to be called dynamically: more than {MAX_NODES} nodes")]
pub(crate) struct TypeTooLarge;

impl ValueType {
    /// The list of bytes, which has a form of its own in JSON.
    pub(crate) fn is_byte(&self) -> bool {
        matches!(self.kind, Kind::Number(Number::U8))
    }
}

impl ValueType {
    /// Whether two types mean the same values in the same order, whatever their interfaces call them. Resources and what cannot be
    /// passed are never the same as another.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let both = |one: &Option<Box<Self>>, other: &Option<Box<Self>>| match (one, other) {
            (Some(one), Some(other)) => one.is_same(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        match (&self.kind, &other.kind) {
            (Kind::Bool, Kind::Bool) | (Kind::Char, Kind::Char) | (Kind::String, Kind::String) => {
                true
            }
            (Kind::Number(one), Kind::Number(other)) => one == other,
            (Kind::List(one), Kind::List(other)) | (Kind::Option(one), Kind::Option(other)) => {
                one.is_same(other)
            }
            (Kind::FixedLengthList(one, length), Kind::FixedLengthList(other, other_length)) => {
                length == other_length && one.is_same(other)
            }
            (Kind::Map(key, value), Kind::Map(other_key, other_value)) => {
                key.is_same(other_key) && value.is_same(other_value)
            }
            (Kind::Record(one), Kind::Record(other)) => {
                let same = |(one, other): (&Field, &Field)| {
                    one.name == other.name && one.ty.is_same(&other.ty)
                };
                one.len() == other.len() && one.iter().zip(other).all(same)
            }
            (Kind::Tuple(one), Kind::Tuple(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.is_same(other))
            }
            (Kind::Variant(one), Kind::Variant(other)) => {
                let same = |(one, other): (&Case, &Case)| {
                    let payloads = match (&one.payload, &other.payload) {
                        (Some(one), Some(other)) => one.is_same(other),
                        (one, other) => one.is_none() && other.is_none(),
                    };
                    one.name == other.name && payloads
                };
                one.len() == other.len() && one.iter().zip(other).all(same)
            }
            (Kind::Enum(one), Kind::Enum(other)) | (Kind::Flags(one), Kind::Flags(other)) => {
                one == other
            }
            (Kind::Result(ok, err), Kind::Result(other_ok, other_err)) => {
                both(ok, other_ok) && both(err, other_err)
            }
            _ => false,
        }
    }
}

/// Builds types, counting their nodes.
pub(crate) struct Builder<'n> {
    names: &'n TypeNames,
    nodes_left: usize,
}

impl<'n> Builder<'n> {
    pub(crate) fn new(names: &'n TypeNames) -> Self {
        Self {
            names,
            nodes_left: MAX_NODES,
        }
    }

    /// The prepared form of a type.
    pub(crate) fn build(&mut self, ty: &types::Type) -> Result<ValueType, TypeTooLarge> {
        self.count(1)?;
        Ok(ValueType {
            name: self.names.of(ty).map(Box::from),
            kind: self.kind(ty)?,
        })
    }

    fn kind(&mut self, ty: &types::Type) -> Result<Kind, TypeTooLarge> {
        use types::Type;
        Ok(match ty {
            Type::Bool => Kind::Bool,
            Type::S8 => Kind::Number(Number::S8),
            Type::U8 => Kind::Number(Number::U8),
            Type::S16 => Kind::Number(Number::S16),
            Type::U16 => Kind::Number(Number::U16),
            Type::S32 => Kind::Number(Number::S32),
            Type::U32 => Kind::Number(Number::U32),
            Type::S64 => Kind::Number(Number::S64),
            Type::U64 => Kind::Number(Number::U64),
            Type::Float32 => Kind::Number(Number::F32),
            Type::Float64 => Kind::Number(Number::F64),
            Type::Char => Kind::Char,
            Type::String => Kind::String,
            Type::Own(resource) => Kind::Own(*resource),
            Type::Borrow(resource) => Kind::Borrow(*resource),
            Type::Future(_) => Kind::Unsupported("future"),
            Type::Stream(_) => Kind::Unsupported("stream"),
            Type::ErrorContext => Kind::Unsupported("error-context"),
            Type::Enum(ty) => self.labels(ty.names()).map(Kind::Enum)?,
            Type::Flags(ty) => self.labels(ty.names()).map(Kind::Flags)?,
            composite => self.composite(composite)?,
        })
    }

    fn composite(&mut self, ty: &types::Type) -> Result<Kind, TypeTooLarge> {
        use types::Type;
        Ok(match ty {
            Type::List(ty) => Kind::List(self.boxed(&ty.ty())?),
            Type::FixedLengthList(ty) => Kind::FixedLengthList(self.boxed(&ty.ty())?, ty.len()),
            Type::Map(ty) => Kind::Map(self.boxed(&ty.key())?, self.boxed(&ty.value())?),
            Type::Record(ty) => Kind::Record(self.fields(ty)?),
            Type::Tuple(ty) => Kind::Tuple(
                ty.types()
                    .map(|ty| self.build(&ty))
                    .collect::<Result<_, _>>()?,
            ),
            Type::Variant(ty) => Kind::Variant(self.cases(ty)?),
            Type::Option(ty) => Kind::Option(self.boxed(&ty.ty())?),
            Type::Result(ty) => Kind::Result(self.payload(ty.ok())?, self.payload(ty.err())?),
            _ => Kind::Unsupported("unknown type"),
        })
    }

    fn boxed(&mut self, ty: &types::Type) -> Result<Box<ValueType>, TypeTooLarge> {
        self.build(ty).map(Box::new)
    }

    fn payload(&mut self, ty: Option<types::Type>) -> Result<Option<Box<ValueType>>, TypeTooLarge> {
        ty.map(|ty| self.boxed(&ty)).transpose()
    }

    fn fields(&mut self, ty: &types::Record) -> Result<Box<[Field]>, TypeTooLarge> {
        ty.fields()
            .map(|field| {
                Ok(Field {
                    name: field.name.into(),
                    ty: self.build(&field.ty)?,
                })
            })
            .collect()
    }

    fn cases(&mut self, ty: &types::Variant) -> Result<Box<[Case]>, TypeTooLarge> {
        self.count(ty.cases().len())?;
        ty.cases()
            .map(|case| {
                Ok(Case {
                    name: case.name.into(),
                    payload: case.ty.map(|ty| self.build(&ty)).transpose()?,
                })
            })
            .collect()
    }

    fn labels<'a>(
        &mut self,
        labels: impl ExactSizeIterator<Item = &'a str>,
    ) -> Result<Box<[Box<str>]>, TypeTooLarge> {
        self.count(labels.len())?;
        Ok(labels.map(Box::from).collect())
    }

    fn count(&mut self, nodes: usize) -> Result<(), TypeTooLarge> {
        self.nodes_left = self.nodes_left.checked_sub(nodes).ok_or(TypeTooLarge)?;
        Ok(())
    }
}
