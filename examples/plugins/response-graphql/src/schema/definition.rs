//! From the text of a schema definition to the type system, checked for what execution relies on.

use std::collections::BTreeMap;

use graphql_parser::query::Value as Literal;
use graphql_parser::schema::{self as ast, Definition, TypeDefinition, TypeExtension};

use super::{Directive, EnumValue, Field, Input, Kind, Schema, Type, TypeRef};
use crate::input;

const BUILT_IN: &str = include_str!("introspection.graphql");

/// Reads a schema definition and adds the types that every schema has.
pub(super) fn read(text: &str) -> Result<Schema, String> {
    let mut builder = Builder::default();
    builder.add(BUILT_IN)?;
    builder.add(text)?;
    builder.finish()
}

#[derive(Default)]
struct Builder {
    types: BTreeMap<String, Type>,
    query: Option<String>,
    mutation: Option<String>,
    directives: Vec<Directive>,
}

impl Builder {
    fn add(&mut self, text: &str) -> Result<(), String> {
        let document = graphql_parser::parse_schema::<String>(text)
            .map_err(|error| one_line(&error.to_string()))?;
        let (extensions, definitions): (Vec<_>, Vec<_>) = document
            .definitions
            .into_iter()
            .partition(|definition| matches!(definition, Definition::TypeExtension(_)));
        for definition in definitions.into_iter().chain(extensions) {
            self.definition(definition)?;
        }
        Ok(())
    }

    fn definition(&mut self, definition: Definition<'_, String>) -> Result<(), String> {
        match definition {
            Definition::SchemaDefinition(schema) => {
                self.query = schema.query;
                self.mutation = schema.mutation;
                Ok(())
            }
            Definition::TypeDefinition(definition) => self.define(type_of(definition)),
            Definition::TypeExtension(extension) => self.extend(extension),
            Definition::DirectiveDefinition(definition) => {
                self.directives.push(directive(definition));
                Ok(())
            }
        }
    }

    fn define(&mut self, ty: Type) -> Result<(), String> {
        // Many schemas declare the scalars that every schema has.
        let again = self
            .types
            .get(&ty.name)
            .is_some_and(|known| !matches!(known.kind, Kind::Scalar));
        if again {
            return Err(format!("the type `{}` is defined twice", ty.name));
        }
        self.types.insert(ty.name.clone(), ty);
        Ok(())
    }

    fn extend(&mut self, extension: TypeExtension<'_, String>) -> Result<(), String> {
        let (name, added) = extension_of(extension);
        let known = self
            .types
            .get_mut(&name)
            .ok_or_else(|| format!("the type `{name}` is extended but not defined"))?;
        if join(&mut known.kind, added) {
            Ok(())
        } else {
            Err(format!("the type `{name}` is extended as another kind"))
        }
    }

    fn finish(self) -> Result<Schema, String> {
        let exists = |name: &str| self.types.contains_key(name);
        let mutation = self
            .mutation
            .or_else(|| exists("Mutation").then(|| "Mutation".to_owned()));
        let query = self.query.unwrap_or_else(|| "Query".to_owned());
        for root in mutation.iter().chain([&query]) {
            let is_object = self
                .types
                .get(root)
                .is_some_and(|ty| matches!(ty.kind, Kind::Object { .. }));
            if !is_object {
                return Err(format!("the schema needs an object type `{root}`"));
            }
        }
        for ty in self.types.values() {
            if let Some(unknown) = names_used(ty)
                .into_iter()
                .find(|name| !self.types.contains_key(*name))
            {
                return Err(format!(
                    "the type `{}` uses `{unknown}`, which is not defined",
                    ty.name
                ));
            }
        }
        Ok(Schema {
            types: self.types,
            query,
            mutation,
            directives: self.directives,
        })
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names_used(ty: &Type) -> Vec<&str> {
    let fields = ty.fields().iter().flat_map(|field| {
        field
            .arguments
            .iter()
            .map(|argument| argument.value.name())
            .chain([field.value.name()])
    });
    let others: Vec<&str> = match &ty.kind {
        Kind::Union { members } => members.iter().map(String::as_str).collect(),
        Kind::Input { fields } => fields.iter().map(|field| field.value.name()).collect(),
        _ => ty.interfaces().iter().map(String::as_str).collect(),
    };
    fields.chain(others).collect()
}

fn type_of(definition: TypeDefinition<'_, String>) -> Type {
    let (name, description, kind) = match definition {
        TypeDefinition::Scalar(ty) => (ty.name, ty.description, Kind::Scalar),
        TypeDefinition::Object(ty) => {
            let kind = Kind::Object {
                fields: fields(ty.fields),
                interfaces: ty.implements_interfaces,
            };
            (ty.name, ty.description, kind)
        }
        TypeDefinition::Interface(ty) => {
            let kind = Kind::Interface {
                fields: fields(ty.fields),
                interfaces: ty.implements_interfaces,
            };
            (ty.name, ty.description, kind)
        }
        TypeDefinition::Union(ty) => (ty.name, ty.description, Kind::Union { members: ty.types }),
        TypeDefinition::Enum(ty) => (
            ty.name,
            ty.description,
            Kind::Enum {
                values: enum_values(ty.values),
            },
        ),
        TypeDefinition::InputObject(ty) => (
            ty.name,
            ty.description,
            Kind::Input {
                fields: inputs(ty.fields),
            },
        ),
    };
    Type {
        name,
        description,
        kind,
    }
}

fn extension_of(extension: TypeExtension<'_, String>) -> (String, Kind) {
    match extension {
        TypeExtension::Scalar(ty) => (ty.name, Kind::Scalar),
        TypeExtension::Object(ty) => (
            ty.name,
            Kind::Object {
                fields: fields(ty.fields),
                interfaces: ty.implements_interfaces,
            },
        ),
        TypeExtension::Interface(ty) => (
            ty.name,
            Kind::Interface {
                fields: fields(ty.fields),
                interfaces: ty.implements_interfaces,
            },
        ),
        TypeExtension::Union(ty) => (ty.name, Kind::Union { members: ty.types }),
        TypeExtension::Enum(ty) => (
            ty.name,
            Kind::Enum {
                values: enum_values(ty.values),
            },
        ),
        TypeExtension::InputObject(ty) => (
            ty.name,
            Kind::Input {
                fields: inputs(ty.fields),
            },
        ),
    }
}

/// Adds what an extension brings; false if it is of another kind.
fn join(known: &mut Kind, added: Kind) -> bool {
    match (known, added) {
        (Kind::Scalar, Kind::Scalar) => {}
        (
            Kind::Object { fields, interfaces },
            Kind::Object {
                fields: more,
                interfaces: others,
            },
        )
        | (
            Kind::Interface { fields, interfaces },
            Kind::Interface {
                fields: more,
                interfaces: others,
            },
        ) => {
            fields.extend(more);
            interfaces.extend(others);
        }
        (Kind::Union { members }, Kind::Union { members: more }) => members.extend(more),
        (Kind::Enum { values }, Kind::Enum { values: more }) => values.extend(more),
        (Kind::Input { fields }, Kind::Input { fields: more }) => fields.extend(more),
        _ => return false,
    }
    true
}

fn fields(fields: Vec<ast::Field<'_, String>>) -> Vec<Field> {
    let field = |field: ast::Field<'_, String>| Field {
        deprecation: deprecation(&field.directives),
        name: field.name,
        description: field.description,
        arguments: inputs(field.arguments),
        value: type_ref(field.field_type),
    };
    fields.into_iter().map(field).collect()
}

fn inputs(inputs: Vec<ast::InputValue<'_, String>>) -> Vec<Input> {
    let input = |input: ast::InputValue<'_, String>| Input {
        name: input.name,
        description: input.description,
        value: type_ref(input.value_type),
        default_text: input.default_value.as_ref().map(ToString::to_string),
        default: input.default_value.as_ref().map(input::constant),
    };
    inputs.into_iter().map(input).collect()
}

fn enum_values(values: Vec<ast::EnumValue<'_, String>>) -> Vec<EnumValue> {
    let value = |value: ast::EnumValue<'_, String>| EnumValue {
        deprecation: deprecation(&value.directives),
        name: value.name,
        description: value.description,
    };
    values.into_iter().map(value).collect()
}

fn directive(definition: ast::DirectiveDefinition<'_, String>) -> Directive {
    Directive {
        name: definition.name,
        description: definition.description,
        arguments: inputs(definition.arguments),
        locations: definition
            .locations
            .iter()
            .map(|location| location.as_str().to_owned())
            .collect(),
        repeatable: definition.repeatable,
    }
}

/// The reason of `@deprecated`.
fn deprecation(directives: &[ast::Directive<'_, String>]) -> Option<String> {
    let directive = directives
        .iter()
        .find(|directive| directive.name == "deprecated")?;
    let reason = directive
        .arguments
        .iter()
        .find_map(|(name, value)| match value {
            Literal::String(reason) if name == "reason" => Some(reason.clone()),
            _ => None,
        });
    Some(reason.unwrap_or_else(|| "No longer supported".to_owned()))
}

fn type_ref(ty: ast::Type<'_, String>) -> TypeRef {
    match ty {
        ast::Type::NamedType(name) => TypeRef::Named(name),
        ast::Type::ListType(inner) => TypeRef::List(Box::new(type_ref(*inner))),
        ast::Type::NonNullType(inner) => TypeRef::NonNull(Box::new(type_ref(*inner))),
    }
}
