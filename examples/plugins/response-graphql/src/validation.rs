//! Whether a document can be executed (specification, section 5): fields and arguments exist, leaves are leaves,
//! fragments end and fit, directives are known, variables are declared and have values.

use std::collections::BTreeSet;

use graphql_parser::Pos;
use graphql_parser::query::{
    Directive, Field, FragmentSpread, Selection, SelectionSet, Type as AstType, Value as Literal,
};
use serde_json::{Map, Value};

use crate::error::GraphqlError;
use crate::input;
use crate::operation::{Operation, OperationKind, condition};
use crate::schema::{Schema, Type, TypeRef};

/// Errors beyond this number help nobody.
const MOST_ERRORS: usize = 20;
/// How many selections fragments may unfold to. A few lines of fragments can stand for millions of fields.
const MOST_SELECTIONS: usize = 20_000;

/// Validates an operation and returns the variables with their defaults.
pub(crate) fn validate(
    schema: &Schema,
    operation: &Operation<'_>,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, Vec<GraphqlError>> {
    let variables = variables(schema, operation, given)?;
    let root = match operation.kind {
        OperationKind::Query => Some(&schema.query),
        OperationKind::Mutation => schema.mutation.as_ref(),
    };
    let Some(root) = root.and_then(|name| schema.find(name)) else {
        return Err(vec![GraphqlError::at(
            operation.position,
            "the schema has no mutations",
        )]);
    };
    let declared = operation
        .variables
        .iter()
        .map(|variable| variable.name)
        .collect();
    let mut validation = Validation {
        schema,
        operation,
        variables: &variables,
        declared,
        open_fragments: Vec::new(),
        selections: 0,
        errors: Vec::new(),
    };
    validation.selection_set(operation.selection, root);
    if validation.errors.is_empty() {
        Ok(variables)
    } else {
        Err(validation.errors)
    }
}

/// The values of all variables (section 6.1.2).
fn variables(
    schema: &Schema,
    operation: &Operation<'_>,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, Vec<GraphqlError>> {
    let mut values = Map::new();
    let mut errors = Vec::new();
    for variable in operation.variables {
        let ty = type_ref(&variable.var_type);
        let default = variable.default_value.as_ref().map(input::constant);
        let value = match given.get(variable.name).cloned().or(default) {
            None if matches!(ty, TypeRef::NonNull(_)) => {
                Err(format!("a value of type {ty} is missing"))
            }
            None => continue,
            Some(value) => input::coerce(schema, &ty, value),
        };
        match value {
            Ok(value) => drop(values.insert(variable.name.to_owned(), value)),
            Err(reason) => {
                errors.push(GraphqlError::at(
                    variable.position,
                    format!("variable `${}`: {reason}", variable.name),
                ));
            }
        }
    }
    if errors.is_empty() {
        Ok(values)
    } else {
        Err(errors)
    }
}

fn type_ref<'a>(ty: &AstType<'a, &'a str>) -> TypeRef {
    match ty {
        AstType::NamedType(name) => TypeRef::Named((*name).to_owned()),
        AstType::ListType(inner) => TypeRef::List(Box::new(type_ref(inner))),
        AstType::NonNullType(inner) => TypeRef::NonNull(Box::new(type_ref(inner))),
    }
}

struct Validation<'v, 'd> {
    schema: &'v Schema,
    operation: &'v Operation<'d>,
    variables: &'v Map<String, Value>,
    declared: BTreeSet<&'d str>,
    /// The fragments that are being looked at, so that one that spreads itself is found.
    open_fragments: Vec<&'d str>,
    selections: usize,
    errors: Vec<GraphqlError>,
}

impl<'d> Validation<'_, 'd> {
    fn selection_set(&mut self, set: &'d SelectionSet<'d, &'d str>, parent: &Type) {
        for selection in &set.items {
            self.selections += 1;
            if self.selections > MOST_SELECTIONS {
                self.error(set.span.0, "the document selects too much");
            }
            if self.errors.len() >= MOST_ERRORS || self.selections > MOST_SELECTIONS {
                return;
            }
            match selection {
                Selection::Field(field) => self.field(field, parent),
                Selection::FragmentSpread(spread) => self.spread(spread, parent),
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    let own = fragment.type_condition.as_ref().map(condition);
                    let on: &str = match own {
                        Some(on) => on,
                        None => &parent.name,
                    };
                    self.fragment(fragment.position, on, &fragment.selection_set, parent);
                }
            }
        }
    }

    fn field(&mut self, field: &'d Field<'d, &'d str>, parent: &Type) {
        self.directives(&field.directives);
        let schema = self.schema;
        let Some(declared) = schema.field(parent, field.name) else {
            return self.error(
                field.position,
                format!("the type {} has no field `{}`", parent.name, field.name),
            );
        };
        self.declared_variables(
            field.position,
            field.arguments.iter().map(|(_, value)| value),
        );
        if let Err(reason) = arguments(
            schema,
            &declared.arguments,
            &field.arguments,
            self.variables,
        ) {
            self.error(
                field.position,
                format!("argument of `{}`: {reason}", field.name),
            );
        }
        let Some(value) = schema.find(declared.value.name()) else {
            return;
        };
        match (value.is_composite(), field.selection_set.items.is_empty()) {
            (true, false) => self.selection_set(&field.selection_set, value),
            (false, true) => {}
            (true, true) => {
                self.error(
                    field.position,
                    format!(
                        "`{}` of type {} needs a selection of fields",
                        field.name, declared.value
                    ),
                );
            }
            (false, false) => {
                self.error(
                    field.position,
                    format!(
                        "`{}` of type {} has no fields to select",
                        field.name, declared.value
                    ),
                );
            }
        }
    }

    fn spread(&mut self, spread: &'d FragmentSpread<'d, &'d str>, parent: &Type) {
        self.directives(&spread.directives);
        let name = spread.fragment_name;
        let Some(fragment) = self.operation.fragments.get(name).copied() else {
            return self.error(spread.position, format!("there is no fragment `{name}`"));
        };
        if self.open_fragments.contains(&name) {
            return self.error(
                spread.position,
                format!("the fragment `{name}` contains itself"),
            );
        }
        self.open_fragments.push(name);
        self.fragment(
            fragment.position,
            condition(&fragment.type_condition),
            &fragment.selection_set,
            parent,
        );
        self.open_fragments.pop();
    }

    fn fragment(
        &mut self,
        position: Pos,
        on: &str,
        set: &'d SelectionSet<'d, &'d str>,
        parent: &Type,
    ) {
        let schema = self.schema;
        let Some(ty) = schema.find(on).filter(|ty| ty.is_composite()) else {
            return self.error(position, format!("there is no type `{on}` with fields"));
        };
        let possible = schema.possible_types(parent);
        if !schema
            .possible_types(ty)
            .iter()
            .any(|one| possible.iter().any(|other| other.name == one.name))
        {
            return self.error(position, format!("no {} is ever a {on}", parent.name));
        }
        self.selection_set(set, ty);
    }

    fn directives(&mut self, directives: &'d [Directive<'d, &'d str>]) {
        let schema = self.schema;
        for directive in directives {
            let Some(known) = schema
                .directives
                .iter()
                .find(|known| known.name == directive.name)
            else {
                self.error(
                    directive.position,
                    format!("there is no directive `@{}`", directive.name),
                );
                continue;
            };
            self.declared_variables(
                directive.position,
                directive.arguments.iter().map(|(_, value)| value),
            );
            if let Err(reason) = arguments(
                schema,
                &known.arguments,
                &directive.arguments,
                self.variables,
            ) {
                self.error(
                    directive.position,
                    format!("argument of `@{}`: {reason}", directive.name),
                );
            }
        }
    }

    fn declared_variables(
        &mut self,
        position: Pos,
        values: impl Iterator<Item = &'d Literal<'d, &'d str>>,
    ) {
        for value in values {
            for name in variables_in(value) {
                if !self.declared.contains(name) {
                    self.error(position, format!("the variable `${name}` is not declared"));
                }
            }
        }
    }

    fn error(&mut self, position: Pos, message: impl Into<String>) {
        self.errors.push(GraphqlError::at(position, message));
    }
}

fn variables_in<'d>(value: &Literal<'d, &'d str>) -> Vec<&'d str> {
    match value {
        Literal::Variable(name) => vec![name],
        Literal::List(items) => items.iter().flat_map(variables_in).collect(),
        Literal::Object(fields) => fields.values().flat_map(variables_in).collect(),
        _ => Vec::new(),
    }
}

/// The arguments of a field or directive with their defaults.
pub(crate) fn arguments<'a>(
    schema: &Schema,
    declared: &[crate::schema::Input],
    written: &[(&'a str, Literal<'a, &'a str>)],
    variables: &Map<String, Value>,
) -> Result<Value, String> {
    let value = |(name, literal): &(&'a str, Literal<'a, &'a str>)| {
        Some(((*name).to_owned(), input::resolve(literal, variables)?))
    };
    input::inputs(schema, declared, written.iter().filter_map(value).collect())
}
