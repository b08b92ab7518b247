//! A mock GraphQL endpoint: executes queries against a schema and invents what the fields hold.
//!
//! A value belongs to an object and a field, not to a place in a query: whoever asks for `user(id: 5) { name }` in two
//! different queries gets one name, as from a real server. Documents are validated before anything is executed, so that
//! what a client got wrong is told with its line and column in the format of the specification (October 2021).
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod error;
mod execution;
mod input;
mod introspection;
mod mock;
mod operation;
mod request;
mod schema;
mod settings;
mod validation;

use std::cell::RefCell;
use std::rc::Rc;

use plugwright_plugin_sdk::prelude::*;

use error::GraphqlError;
use execution::Execution;
use mock::Mock;
use operation::{Operation, OperationKind};
use request::GraphqlRequest;
use schema::Schema;
use serde_json::{Value, json};
use settings::{RouteOptions, Settings};

/// The plugin.
#[derive(Debug)]
pub struct GraphqlMock {
    settings: Settings,
    /// The schema that was used last, with its text: routes rarely differ in it, and reading it costs more than a query.
    read: RefCell<Option<(String, Rc<Schema>)>>,
}

impl Plugin for GraphqlMock {
    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            settings: Settings::from_config(config)?,
            read: RefCell::default(),
        })
    }
}

impl ResponsePlugin for GraphqlMock {
    fn can_handle(&self, _: &PluginContext, route: &Route) -> Result<bool, Error> {
        let options: RouteOptions = route.options()?;
        Ok(options.schema.is_some() || self.settings.schema.is_some())
    }

    fn generate(&self, ctx: &PluginContext, route: &Route) -> Result<HttpResponse, Error> {
        let settings = self.settings.for_route(route.options()?)?;
        let schema = self.schema(&settings)?;
        let answer = match GraphqlRequest::read(ctx, route) {
            Ok(request) => answer(&schema, &request, &settings),
            Err(refusal) => return refusal.response(),
        };
        respond(ctx, answer)
    }
}

impl GraphqlMock {
    fn schema(&self, settings: &Settings) -> Result<Rc<Schema>, Error> {
        let missing = || {
            let message = "there is no schema: configure `schema` for this plugin, or write it into the route's options";
            Error::config("no-schema", message)
        };
        let text = settings.schema.as_deref().ok_or_else(missing)?;
        if let Some((known, schema)) = &*self.read.borrow()
            && known == text
        {
            return Ok(Rc::clone(schema));
        }
        let schema =
            Rc::new(Schema::parse(text).map_err(|reason| Error::config("invalid-schema", reason))?);
        *self.read.borrow_mut() = Some((text.to_owned(), Rc::clone(&schema)));
        Ok(schema)
    }
}

/// The data, or the errors for which nothing was executed.
fn answer(
    schema: &Schema,
    request: &GraphqlRequest,
    settings: &Settings,
) -> Result<Value, Vec<GraphqlError>> {
    let document = graphql_parser::parse_query::<&str>(&request.query)
        .map_err(|error| vec![GraphqlError::syntax(&error)])?;
    let operation = Operation::select(&document, request.operation_name.as_deref())
        .map_err(|error| vec![error])?;
    if operation.kind == OperationKind::Mutation && !request.may_change {
        return Err(vec![GraphqlError::at(
            operation.position,
            "mutations must be sent with POST",
        )]);
    }
    let variables = validation::validate(schema, &operation, &request.variables)?;
    let mock = Mock::new(settings);
    Execution::new(schema, &operation, &variables, mock, settings.list_size)
        .run()
        .map_err(|error| vec![error])
}

/// GraphQL over HTTP: clients that accept the newer media type learn from the status that nothing was executed.
fn respond(
    ctx: &PluginContext,
    answer: Result<Value, Vec<GraphqlError>>,
) -> Result<HttpResponse, Error> {
    const NEWER: &str = "application/graphql-response+json";
    let newer = ctx
        .header("accept")
        .is_some_and(|accepted| accepted.contains(NEWER));
    let (status, body) = match answer {
        Ok(data) => (200, json!({ "data": data })),
        Err(errors) => (if newer { 400 } else { 200 }, json!({ "errors": errors })),
    };
    let mut response = HttpResponse::json(status, &body)?;
    if newer {
        response.headers = vec![("content-type".into(), NEWER.into())];
    }
    Ok(response)
}

plugwright_plugin_sdk::plugin!(GraphqlMock: response);

#[cfg(test)]
mod tests;
