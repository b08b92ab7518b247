//! Executes a validated operation (specification, section 6).

use graphql_parser::query::{
    Directive, Field as Selected, Selection, SelectionSet, Value as Literal,
};
use serde_json::{Map, Value};

use crate::error::GraphqlError;
use crate::input;
use crate::introspection::{self, Answer, Node};
use crate::mock::{Entity, Mock};
use crate::operation::{Operation, OperationKind, condition};
use crate::schema::{Field, Kind, Schema, Type, TypeRef};
use crate::validation;

/// How many values one answer may hold. Lists inside of lists grow fast.
const MOST_VALUES: usize = 100_000;

/// The fields that make up one entry of an answer: equal names are merged.
type Collected<'d> = Vec<(&'d str, Vec<&'d Selected<'d, &'d str>>)>;

/// The execution of one operation.
pub(crate) struct Execution<'e, 'd> {
    schema: &'e Schema,
    operation: &'e Operation<'d>,
    variables: &'e Map<String, Value>,
    mock: Mock,
    list_size: usize,
    values: usize,
}

impl<'e, 'd> Execution<'e, 'd> {
    pub(crate) fn new(
        schema: &'e Schema,
        operation: &'e Operation<'d>,
        variables: &'e Map<String, Value>,
        mock: Mock,
        list_size: usize,
    ) -> Self {
        Self {
            schema,
            operation,
            variables,
            mock,
            list_size,
            values: 0,
        }
    }

    /// The data.
    pub(crate) fn run(mut self) -> Result<Value, GraphqlError> {
        let root = match self.operation.kind {
            OperationKind::Query => Some(&self.schema.query),
            OperationKind::Mutation => self.schema.mutation.as_ref(),
        };
        let ty = root
            .and_then(|name| self.schema.find(name))
            .ok_or_else(|| GraphqlError::new("there is no root type"))?;
        self.entity(&Entity::root(ty), &[self.operation.selection])
    }

    fn entity(
        &mut self,
        entity: &Entity<'e>,
        sets: &[&'d SelectionSet<'d, &'d str>],
    ) -> Result<Value, GraphqlError> {
        let mut object = Map::new();
        for (key, fields) in self.collect(entity.ty, sets) {
            let Some(value) = self.field(entity, &fields)? else {
                continue;
            };
            object.insert(key.to_owned(), value);
        }
        Ok(Value::Object(object))
    }

    fn field(
        &mut self,
        entity: &Entity<'e>,
        fields: &[&'d Selected<'d, &'d str>],
    ) -> Result<Option<Value>, GraphqlError> {
        let Some(first) = fields.first() else {
            return Ok(None);
        };
        let schema = self.schema;
        let Some(declared) = schema.field(entity.ty, first.name) else {
            return Ok(None);
        };
        let arguments = self.arguments(declared, first);
        if let Some(answer) = introspection::root(schema, entity.ty, first.name, &arguments) {
            return self.answer(answer, fields).map(Some);
        }
        let value = entity.field(declared, arguments);
        self.complete(&declared.value, &value, fields).map(Some)
    }

    fn arguments(&self, declared: &Field, written: &Selected<'d, &'d str>) -> Map<String, Value> {
        match validation::arguments(
            self.schema,
            &declared.arguments,
            &written.arguments,
            self.variables,
        ) {
            Ok(Value::Object(arguments)) => arguments,
            // Validation refused what does not fit.
            _ => Map::new(),
        }
    }

    /// A value of the type (section 6.4.3).
    fn complete(
        &mut self,
        ty: &'e TypeRef,
        value: &Entity<'e>,
        fields: &[&'d Selected<'d, &'d str>],
    ) -> Result<Value, GraphqlError> {
        self.count()?;
        match ty {
            TypeRef::NonNull(inner) => self.complete(inner, value, fields),
            TypeRef::List(inner) => {
                let length = self.mock.list_length(value, self.list_size);
                (0..length)
                    .map(|at| self.complete(inner, &value.element(at), fields))
                    .collect()
            }
            TypeRef::Named(name) => self.named(name, value, fields),
        }
    }

    fn named(
        &mut self,
        name: &str,
        value: &Entity<'e>,
        fields: &[&'d Selected<'d, &'d str>],
    ) -> Result<Value, GraphqlError> {
        let schema = self.schema;
        let Some(ty) = schema.find(name) else {
            return Ok(Value::Null);
        };
        match &ty.kind {
            Kind::Scalar => Ok(self.mock.scalar(name, value)),
            Kind::Enum { values } => Ok(self.mock.enum_value(values, value)),
            _ => match self.mock.choose(&schema.possible_types(ty), value) {
                Some(ty) => self.entity(&value.typed(ty), &sets_of(fields)),
                None => Ok(Value::Null),
            },
        }
    }

    /// A value that the schema has about itself.
    fn answer(
        &mut self,
        answer: Answer<'e>,
        fields: &[&'d Selected<'d, &'d str>],
    ) -> Result<Value, GraphqlError> {
        self.count()?;
        match answer {
            Answer::Value(value) => Ok(value),
            Answer::Node(node) => self.node(&node, &sets_of(fields)),
            Answer::List(answers) => answers
                .into_iter()
                .map(|answer| self.answer(answer, fields))
                .collect(),
        }
    }

    fn node(
        &mut self,
        node: &Node<'e>,
        sets: &[&'d SelectionSet<'d, &'d str>],
    ) -> Result<Value, GraphqlError> {
        let schema = self.schema;
        let Some(ty) = schema.find(node.type_name()) else {
            return Ok(Value::Null);
        };
        let mut object = Map::new();
        for (key, fields) in self.collect(ty, sets) {
            let Some(first) = fields.first() else {
                continue;
            };
            let Some(declared) = schema.field(ty, first.name) else {
                continue;
            };
            let arguments = self.arguments(declared, first);
            let answer = node.field(schema, first.name, &arguments);
            object.insert(key.to_owned(), self.answer(answer, &fields)?);
        }
        Ok(Value::Object(object))
    }

    fn count(&mut self) -> Result<(), GraphqlError> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(GraphqlError::new(format!(
                "the answer would have more than {MOST_VALUES} values"
            )));
        }
        Ok(())
    }

    /// The fields that are selected on an object type (section 6.3.2), fragments unfolded.
    fn collect(&self, ty: &Type, sets: &[&'d SelectionSet<'d, &'d str>]) -> Collected<'d> {
        let mut collected = Vec::new();
        for set in sets {
            self.collect_into(&mut collected, ty, set);
        }
        collected
    }

    fn collect_into(
        &self,
        collected: &mut Collected<'d>,
        ty: &Type,
        set: &'d SelectionSet<'d, &'d str>,
    ) {
        for selection in &set.items {
            match selection {
                Selection::Field(field) if self.is_wanted(&field.directives) => {
                    add(collected, field);
                }
                Selection::FragmentSpread(spread) if self.is_wanted(&spread.directives) => {
                    let Some(fragment) = self.operation.fragments.get(spread.fragment_name) else {
                        continue;
                    };
                    if self.schema.is_a(ty, condition(&fragment.type_condition)) {
                        self.collect_into(collected, ty, &fragment.selection_set);
                    }
                }
                Selection::InlineFragment(fragment) if self.is_wanted(&fragment.directives) => {
                    let on = fragment.type_condition.as_ref().map(condition);
                    if on.is_none_or(|on| self.schema.is_a(ty, on)) {
                        self.collect_into(collected, ty, &fragment.selection_set);
                    }
                }
                _ => {}
            }
        }
    }

    /// What `@skip` and `@include` say.
    fn is_wanted(&self, directives: &[Directive<'d, &'d str>]) -> bool {
        directives.iter().all(|directive| match directive.name {
            "skip" => !self.condition(directive),
            "include" => self.condition(directive),
            _ => true,
        })
    }

    fn condition(&self, directive: &Directive<'d, &'d str>) -> bool {
        let value = directive
            .arguments
            .iter()
            .find(|(name, _)| *name == "if")
            .map(|(_, value): &(_, Literal<'_, _>)| value);
        value.and_then(|value| input::resolve(value, self.variables)) == Some(Value::Bool(true))
    }
}

fn add<'d>(collected: &mut Collected<'d>, field: &'d Selected<'d, &'d str>) {
    let key = field.alias.unwrap_or(field.name);
    match collected.iter_mut().find(|(known, _)| *known == key) {
        Some((_, fields)) => fields.push(field),
        None => collected.push((key, vec![field])),
    }
}

fn sets_of<'d>(fields: &[&'d Selected<'d, &'d str>]) -> Vec<&'d SelectionSet<'d, &'d str>> {
    fields.iter().map(|field| &field.selection_set).collect()
}
