//! The operation that a request executes, and what it can refer to.

use std::collections::BTreeMap;

use graphql_parser::Pos;
use graphql_parser::query::{
    Definition, Document, FragmentDefinition, OperationDefinition, SelectionSet, TypeCondition,
    VariableDefinition,
};

use crate::error::GraphqlError;

/// The fragments of a document by name.
pub(crate) type Fragments<'d> = BTreeMap<&'d str, &'d FragmentDefinition<'d, &'d str>>;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperationKind {
    Query,
    Mutation,
}

/// An operation with the fragments of its document.
#[derive(Debug)]
pub(crate) struct Operation<'d> {
    pub kind: OperationKind,
    pub position: Pos,
    pub variables: &'d [VariableDefinition<'d, &'d str>],
    pub selection: &'d SelectionSet<'d, &'d str>,
    pub fragments: Fragments<'d>,
}

impl<'d> Operation<'d> {
    /// The operation of the name, or the only one (specification, section 6.1).
    pub(crate) fn select(
        document: &'d Document<'d, &'d str>,
        name: Option<&str>,
    ) -> Result<Self, GraphqlError> {
        let fragments = fragments(document)?;
        let operations = document
            .definitions
            .iter()
            .filter_map(|definition| match definition {
                Definition::Operation(operation) => Some(operation),
                Definition::Fragment(_) => None,
            });
        let mut candidates =
            operations.filter(|operation| name.is_none() || name_of(operation) == name);
        let missing = || match name {
            Some(name) => {
                GraphqlError::new(format!("there is no operation `{name}` in the document"))
            }
            None => GraphqlError::new("the document has no operation"),
        };
        let operation = candidates.next().ok_or_else(missing)?;
        if candidates.next().is_some() {
            return Err(GraphqlError::new(
                "the document has several operations: say which one in `operationName`",
            ));
        }
        Self::of(operation, fragments)
    }

    fn of(
        operation: &'d OperationDefinition<'d, &'d str>,
        fragments: Fragments<'d>,
    ) -> Result<Self, GraphqlError> {
        let (kind, position, variables, selection) = match operation {
            OperationDefinition::SelectionSet(set) => {
                (OperationKind::Query, set.span.0, &[][..], set)
            }
            OperationDefinition::Query(query) => {
                let variables = query.variable_definitions.as_slice();
                (
                    OperationKind::Query,
                    query.position,
                    variables,
                    &query.selection_set,
                )
            }
            OperationDefinition::Mutation(mutation) => {
                let variables = mutation.variable_definitions.as_slice();
                (
                    OperationKind::Mutation,
                    mutation.position,
                    variables,
                    &mutation.selection_set,
                )
            }
            OperationDefinition::Subscription(subscription) => {
                return Err(GraphqlError::at(
                    subscription.position,
                    "subscriptions are not supported",
                ));
            }
        };
        Ok(Self {
            kind,
            position,
            variables,
            selection,
            fragments,
        })
    }
}

fn name_of<'d>(operation: &OperationDefinition<'d, &'d str>) -> Option<&'d str> {
    match operation {
        OperationDefinition::SelectionSet(_) => None,
        OperationDefinition::Query(query) => query.name,
        OperationDefinition::Mutation(mutation) => mutation.name,
        OperationDefinition::Subscription(subscription) => subscription.name,
    }
}

fn fragments<'d>(document: &'d Document<'d, &'d str>) -> Result<Fragments<'d>, GraphqlError> {
    let mut fragments = Fragments::new();
    for definition in &document.definitions {
        let Definition::Fragment(fragment) = definition else {
            continue;
        };
        if fragments.insert(fragment.name, fragment).is_some() {
            let message = format!("there are two fragments `{}`", fragment.name);
            return Err(GraphqlError::at(fragment.position, message));
        }
    }
    Ok(fragments)
}

/// The type that a condition names.
pub(crate) fn condition<'d>(condition: &TypeCondition<'d, &'d str>) -> &'d str {
    let TypeCondition::On(name) = condition;
    name
}
