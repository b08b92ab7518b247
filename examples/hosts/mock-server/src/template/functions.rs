//! The functions of plugins as objects of the template engine.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::value::{Kwargs, Object, Serde, from_args};
use minijinja::{Error, ErrorKind, State, Value};
use serde_json::Value as Json;
use tokio::runtime::Handle;

use crate::extension::{
    Condition, DataSource, Extensions, FailurePolicy, Guarded, Order, PluginFault, Query,
    TemplateFunctions,
};
use crate::request::Request;

/// Names that the server itself puts into every template.
const RESERVED: [&str; 4] = ["request", "auth", "rows", "row"];

/// What plugins add to templates.
pub(super) struct Functions {
    by_name: BTreeMap<String, Callable>,
    sources: IndexMap<String, Guarded<Arc<dyn DataSource>>>,
}

/// A function with the plugin that it belongs to.
struct Callable {
    plugin: Guarded<Arc<dyn TemplateFunctions>>,
    parameters: Vec<String>,
}

impl Functions {
    /// Collects the functions of all plugins; an error names the plugin and says which name is taken.
    pub(super) fn new(extensions: &Extensions) -> Result<Self, (String, String)> {
        let mut by_name = BTreeMap::new();
        for (name, plugin) in &extensions.functions {
            for function in plugin.extension.functions() {
                let root = function.name.split('.').next().unwrap_or_default();
                if RESERVED.contains(&root) || by_name.contains_key(&function.name) {
                    let reason =
                        format!("the template function `{}` already exists", function.name);
                    return Err((name.clone(), reason));
                }
                let (plugin, parameters) = (plugin.clone(), function.parameters.clone());
                by_name.insert(function.name.clone(), Callable { plugin, parameters });
            }
        }
        Ok(Self {
            by_name,
            sources: extensions.sources.clone(),
        })
    }

    /// The names that stand for themselves in a template, each an object to call or to look into.
    pub(super) fn globals(call: &Arc<Call>) -> impl Iterator<Item = (String, Value)> {
        let root = |name: &String| name.split('.').next().unwrap_or_default().to_owned();
        let roots: BTreeSet<String> = call.functions.by_name.keys().map(root).collect();
        roots.into_iter().map(|path| {
            (
                path.clone(),
                Value::from_object(Named {
                    path,
                    call: Arc::clone(call),
                }),
            )
        })
    }
}

/// What a function needs of the request that a template is rendered for.
pub(super) struct Call {
    pub(super) functions: Arc<Functions>,
    pub(super) request: Arc<Request>,
    pub(super) handle: Handle,
}

impl Call {
    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Error> {
        let Some(function) = self.functions.by_name.get(name) else {
            return Err(Error::new(
                ErrorKind::UnknownFunction,
                format!("there is no function `{name}`"),
            ));
        };
        let arguments = in_order(arguments, &function.parameters)?;
        let Guarded { extension, policy } = &function.plugin;
        let result = self
            .handle
            .block_on(extension.call(&self.request, name, arguments));
        or_null(result, *policy).map(|value| Value::from(Serde(value)))
    }

    fn rows(
        &self,
        source: &str,
        query: &Query,
    ) -> Result<Vec<serde_json::Map<String, Json>>, Error> {
        let Some(found) = self.functions.sources.get(source) else {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("there is no data source `{source}`"),
            ));
        };
        match (
            self.handle
                .block_on(found.extension.run(&self.request, query)),
            found.policy,
        ) {
            (Ok(rows), _) => Ok(rows.rows),
            (Err(_), FailurePolicy::Open) => Ok(Vec::new()),
            (Err(fault), FailurePolicy::Closed) => Err(failed(fault)),
        }
    }
}

/// `rows(source, table, where={…}, order="-name", limit=5, offset=0)`, and `row(…)` for the first of them.
pub(super) fn data_functions(call: &Arc<Call>) -> [(String, Value); 2] {
    let all = Arc::clone(call);
    let rows = move |source: String, table: String, options: Kwargs| -> Result<Value, Error> {
        let query = query(table, &options)?;
        all.rows(&source, &query)
            .map(|rows| Value::from(Serde(rows)))
    };
    let one = Arc::clone(call);
    let row = move |source: String, table: String, options: Kwargs| -> Result<Value, Error> {
        let query = Query {
            limit: Some(1),
            ..query(table, &options)?
        };
        Ok(one
            .rows(&source, &query)?
            .into_iter()
            .next()
            .map_or(Value::from(()), |row| Value::from(Serde(row))))
    };
    [
        ("rows".to_owned(), Value::from_function(rows)),
        ("row".to_owned(), Value::from_function(row)),
    ]
}

fn query(table: String, options: &Kwargs) -> Result<Query, Error> {
    let conditions = options
        .get::<Option<Value>>("where")?
        .map(|value| json(&value))
        .transpose()?;
    let conditions = conditions
        .as_ref()
        .and_then(Json::as_object)
        .into_iter()
        .flatten();
    let condition = |(column, value): (&String, &Json)| Condition {
        column: column.clone(),
        comparison: crate::extension::Comparison::Equal,
        value: value.clone(),
    };
    let query = Query {
        table,
        conditions: conditions.map(condition).collect(),
        order: options
            .get::<Option<&str>>("order")?
            .map(Order::parse)
            .into_iter()
            .collect(),
        limit: options.get("limit")?,
        offset: options.get::<Option<u32>>("offset")?.unwrap_or(0),
    };
    options.assert_all_used()?;
    Ok(query)
}

/// A function, or a namespace of functions, by its full name.
struct Named {
    path: String,
    call: Arc<Call>,
}

impl Named {
    fn inner(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<function {}>", self.path)
    }
}

impl Object for Named {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let path = self.inner(key.as_str()?);
        let within = format!("{path}.");
        let known = self
            .call
            .functions
            .by_name
            .keys()
            .any(|name| *name == path || name.starts_with(&within));
        known.then(|| {
            Value::from_object(Self {
                path,
                call: Arc::clone(&self.call),
            })
        })
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, arguments: &[Value]) -> Result<Value, Error> {
        self.call.function(&self.path, arguments)
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Value, Error> {
        self.call.function(&self.inner(name), arguments)
    }
}

fn or_null(result: Result<Json, PluginFault>, policy: FailurePolicy) -> Result<Json, Error> {
    match (result, policy) {
        (Ok(value), _) => Ok(value),
        (Err(fault), FailurePolicy::Open) => {
            tracing::warn!(
                plugin = fault.plugin,
                code = fault.code,
                "a template goes on without a function's value"
            );
            Ok(Json::Null)
        }
        (Err(fault), FailurePolicy::Closed) => Err(failed(fault)),
    }
}

fn failed(fault: PluginFault) -> Error {
    Error::new(ErrorKind::InvalidOperation, "a plugin failed").with_source(fault)
}

/// Arguments that were given by name go to the places of their parameters.
fn in_order(arguments: &[Value], parameters: &[String]) -> Result<Vec<Json>, Error> {
    let (positional, named): (&[Value], Kwargs) = from_args(arguments)?;
    let mut ordered = positional.iter().map(json).collect::<Result<Vec<_>, _>>()?;
    for name in named.args() {
        let Some(place) = parameters.iter().position(|parameter| parameter == name) else {
            let known = parameters.join(", ");
            let detail = format!("there is no parameter `{name}`; there are: {known}");
            return Err(Error::new(ErrorKind::TooManyArguments, detail));
        };
        if ordered.len() <= place {
            ordered.resize(place + 1, Json::Null);
        }
        if let Some(argument) = ordered.get_mut(place) {
            *argument = json(&named.get::<Value>(name)?)?;
        }
    }
    Ok(ordered)
}

fn json(value: &Value) -> Result<Json, Error> {
    serde_json::to_value(value)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}
