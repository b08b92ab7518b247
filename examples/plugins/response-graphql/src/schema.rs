//! The type system of an endpoint.

mod definition;

use std::collections::BTreeMap;

use serde_json::Value;

/// The types of a schema, those of introspection and the built-in scalars among them.
#[derive(Debug)]
pub(crate) struct Schema {
    types: BTreeMap<String, Type>,
    pub query: String,
    pub mutation: Option<String>,
    pub directives: Vec<Directive>,
}

/// A type that has a name.
#[derive(Debug, Clone)]
pub(crate) struct Type {
    pub name: String,
    pub description: Option<String>,
    pub kind: Kind,
}

/// What a type is made of.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Scalar,
    Object {
        fields: Vec<Field>,
        interfaces: Vec<String>,
    },
    Interface {
        fields: Vec<Field>,
        interfaces: Vec<String>,
    },
    Union {
        members: Vec<String>,
    },
    Enum {
        values: Vec<EnumValue>,
    },
    Input {
        fields: Vec<Input>,
    },
}

/// A field of an object or interface.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub name: String,
    pub description: Option<String>,
    pub arguments: Vec<Input>,
    pub value: TypeRef,
    pub deprecation: Option<String>,
}

/// An argument, or a field of an input object.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub name: String,
    pub description: Option<String>,
    pub value: TypeRef,
    pub default: Option<Value>,
    /// The default as the schema writes it.
    pub default_text: Option<String>,
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub(crate) struct EnumValue {
    pub name: String,
    pub description: Option<String>,
    pub deprecation: Option<String>,
}

/// A directive that documents may carry.
#[derive(Debug, Clone)]
pub(crate) struct Directive {
    pub name: String,
    pub description: Option<String>,
    pub arguments: Vec<Input>,
    pub locations: Vec<String>,
    pub repeatable: bool,
}

/// A use of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeRef {
    Named(String),
    List(Box<TypeRef>),
    NonNull(Box<TypeRef>),
}

impl TypeRef {
    /// The name at its core.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::NonNull(inner) => inner.name(),
        }
    }
}

impl std::fmt::Display for TypeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::NonNull(inner) => write!(f, "{inner}!"),
        }
    }
}

impl Type {
    /// Whether values of the type have fields to select.
    pub(crate) fn is_composite(&self) -> bool {
        matches!(
            self.kind,
            Kind::Object { .. } | Kind::Interface { .. } | Kind::Union { .. }
        )
    }

    pub(crate) fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Object { fields, .. } | Kind::Interface { fields, .. } => fields,
            _ => &[],
        }
    }

    pub(crate) fn interfaces(&self) -> &[String] {
        match &self.kind {
            Kind::Object { interfaces, .. } | Kind::Interface { interfaces, .. } => interfaces,
            _ => &[],
        }
    }
}

impl Schema {
    /// Reads a schema definition; the error says what is wrong and where.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        definition::read(text)
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> {
        self.types.values()
    }

    /// A field that can be selected on a type, the ones among them that every type or query has.
    pub(crate) fn field<'a>(&'a self, parent: &'a Type, name: &str) -> Option<&'a Field> {
        match name {
            "__typename" if parent.is_composite() => self.meta_field("typename"),
            "__schema" | "__type" if parent.name == self.query => {
                self.meta_field(name.trim_start_matches('_'))
            }
            _ => parent.fields().iter().find(|field| field.name == name),
        }
    }

    fn meta_field(&self, name: &str) -> Option<&Field> {
        self.find("__Meta")?
            .fields()
            .iter()
            .find(|field| field.name == name)
    }

    /// The object types that a value of the type can have.
    pub(crate) fn possible_types<'a>(&'a self, of: &'a Type) -> Vec<&'a Type> {
        match &of.kind {
            Kind::Object { .. } => vec![of],
            Kind::Union { members } => members.iter().filter_map(|name| self.find(name)).collect(),
            Kind::Interface { .. } => {
                let implements = |ty: &&Type| {
                    matches!(ty.kind, Kind::Object { .. }) && ty.interfaces().contains(&of.name)
                };
                self.types().filter(implements).collect()
            }
            Kind::Scalar | Kind::Enum { .. } | Kind::Input { .. } => Vec::new(),
        }
    }

    /// Whether a fragment on `condition` can hold for a value of the object type.
    pub(crate) fn is_a(&self, object: &Type, condition: &str) -> bool {
        object.name == condition
            || self.find(condition).is_some_and(|ty| {
                self.possible_types(ty)
                    .iter()
                    .any(|ty| ty.name == object.name)
            })
    }
}
