//! What a schema answers about itself (specification, section 4).

use serde_json::{Map, Value};

use crate::schema::{Directive, EnumValue, Field, Input, Kind, Schema, Type, TypeRef};

/// An object of the introspection types.
#[derive(Debug, Clone)]
pub(crate) enum Node<'s> {
    Schema,
    Type(TypeRef),
    Field(&'s Field),
    Input(&'s Input),
    EnumValue(&'s EnumValue),
    Directive(&'s Directive),
}

/// What a field of such an object holds.
#[derive(Debug, Clone)]
pub(crate) enum Answer<'s> {
    Value(Value),
    Node(Node<'s>),
    List(Vec<Answer<'s>>),
}

const NOTHING: Answer<'static> = Answer::Value(Value::Null);

/// The answer of `__schema` and `__type`; none for other fields.
pub(crate) fn root<'s>(
    schema: &'s Schema,
    parent: &Type,
    field: &str,
    arguments: &Map<String, Value>,
) -> Option<Answer<'s>> {
    match field {
        "__typename" => Some(text(&parent.name)),
        "__schema" => Some(Answer::Node(Node::Schema)),
        "__type" => {
            let name = arguments
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            Some(schema.find(name).map_or(NOTHING, |ty| named(&ty.name)))
        }
        _ => None,
    }
}

impl<'s> Node<'s> {
    /// The name of its own type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Schema => "__Schema",
            Self::Type(_) => "__Type",
            Self::Field(_) => "__Field",
            Self::Input(_) => "__InputValue",
            Self::EnumValue(_) => "__EnumValue",
            Self::Directive(_) => "__Directive",
        }
    }

    /// What one of its fields holds.
    pub(crate) fn field(
        &self,
        schema: &'s Schema,
        name: &str,
        arguments: &Map<String, Value>,
    ) -> Answer<'s> {
        if name == "__typename" {
            return text(self.type_name());
        }
        let deprecated_too = arguments.get("includeDeprecated") == Some(&Value::Bool(true));
        match self {
            Self::Schema => schema_field(schema, name),
            Self::Type(TypeRef::Named(of)) => schema
                .find(of)
                .map_or(NOTHING, |ty| type_field(schema, ty, name, deprecated_too)),
            Self::Type(TypeRef::List(inner)) => wrapper_field("LIST", inner, name),
            Self::Type(TypeRef::NonNull(inner)) => wrapper_field("NON_NULL", inner, name),
            Self::Field(field) => field_field(field, name),
            Self::Input(input) => input_field(input, name),
            Self::EnumValue(value) => match name {
                "name" => text(&value.name),
                "description" => optional(value.description.as_deref()),
                _ => deprecation(value.deprecation.as_deref(), name),
            },
            Self::Directive(directive) => directive_field(directive, name),
        }
    }
}

fn schema_field<'s>(schema: &'s Schema, name: &str) -> Answer<'s> {
    match name {
        "types" => {
            // The type that gathers the fields of every query is none that a client may know of.
            let visible = schema.types().filter(|ty| ty.name != "__Meta");
            Answer::List(visible.map(|ty| named(&ty.name)).collect())
        }
        "queryType" => named(&schema.query),
        "mutationType" => schema.mutation.as_deref().map_or(NOTHING, named),
        "directives" => list(&schema.directives, Node::Directive),
        _ => NOTHING,
    }
}

fn type_field<'s>(
    schema: &'s Schema,
    ty: &'s Type,
    name: &str,
    deprecated_too: bool,
) -> Answer<'s> {
    match (name, &ty.kind) {
        ("kind", kind) => text(kind_name(kind)),
        ("name", _) => text(&ty.name),
        ("description", _) => optional(ty.description.as_deref()),
        ("fields", Kind::Object { fields, .. } | Kind::Interface { fields, .. }) => {
            let shown = fields
                .iter()
                .filter(|field| deprecated_too || field.deprecation.is_none());
            Answer::List(
                shown
                    .map(|field| Answer::Node(Node::Field(field)))
                    .collect(),
            )
        }
        ("interfaces", Kind::Object { interfaces, .. } | Kind::Interface { interfaces, .. }) => {
            Answer::List(interfaces.iter().map(|name| named(name)).collect())
        }
        ("possibleTypes", Kind::Interface { .. } | Kind::Union { .. }) => Answer::List(
            schema
                .possible_types(ty)
                .into_iter()
                .map(|ty| named(&ty.name))
                .collect(),
        ),
        ("enumValues", Kind::Enum { values }) => {
            let shown = values
                .iter()
                .filter(|value| deprecated_too || value.deprecation.is_none());
            Answer::List(
                shown
                    .map(|value| Answer::Node(Node::EnumValue(value)))
                    .collect(),
            )
        }
        ("inputFields", Kind::Input { fields }) => list(fields, Node::Input),
        _ => NOTHING,
    }
}

fn wrapper_field<'s>(kind: &str, inner: &TypeRef, name: &str) -> Answer<'s> {
    match name {
        "kind" => text(kind),
        "ofType" => Answer::Node(Node::Type(inner.clone())),
        _ => NOTHING,
    }
}

fn field_field<'s>(field: &'s Field, name: &str) -> Answer<'s> {
    match name {
        "name" => text(&field.name),
        "description" => optional(field.description.as_deref()),
        "args" => list(&field.arguments, Node::Input),
        "type" => Answer::Node(Node::Type(field.value.clone())),
        _ => deprecation(field.deprecation.as_deref(), name),
    }
}

fn input_field<'s>(input: &'s Input, name: &str) -> Answer<'s> {
    match name {
        "name" => text(&input.name),
        "description" => optional(input.description.as_deref()),
        "type" => Answer::Node(Node::Type(input.value.clone())),
        "defaultValue" => optional(input.default_text.as_deref()),
        _ => deprecation(None, name),
    }
}

fn directive_field<'s>(directive: &'s Directive, name: &str) -> Answer<'s> {
    match name {
        "name" => text(&directive.name),
        "description" => optional(directive.description.as_deref()),
        "locations" => Answer::List(
            directive
                .locations
                .iter()
                .map(|location| text(location))
                .collect(),
        ),
        "args" => list(&directive.arguments, Node::Input),
        "isRepeatable" => Answer::Value(directive.repeatable.into()),
        _ => NOTHING,
    }
}

fn deprecation<'s>(reason: Option<&str>, name: &str) -> Answer<'s> {
    match name {
        "isDeprecated" => Answer::Value(reason.is_some().into()),
        "deprecationReason" => optional(reason),
        _ => NOTHING,
    }
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Scalar => "SCALAR",
        Kind::Object { .. } => "OBJECT",
        Kind::Interface { .. } => "INTERFACE",
        Kind::Union { .. } => "UNION",
        Kind::Enum { .. } => "ENUM",
        Kind::Input { .. } => "INPUT_OBJECT",
    }
}

fn text<'s>(text: &str) -> Answer<'s> {
    Answer::Value(text.into())
}

fn optional<'s>(text: Option<&str>) -> Answer<'s> {
    Answer::Value(text.map_or(Value::Null, Value::from))
}

fn named<'s>(name: &str) -> Answer<'s> {
    Answer::Node(Node::Type(TypeRef::Named(name.to_owned())))
}

fn list<'s, T>(items: &'s [T], node: fn(&'s T) -> Node<'s>) -> Answer<'s> {
    Answer::List(items.iter().map(|item| Answer::Node(node(item))).collect())
}
