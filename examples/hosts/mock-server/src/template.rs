//! Templates in answers: Jinja syntax, with the request's values, the functions of template plugins, and the rows of
//! data sources.
//!
//! The engine is synchronous and plugins are not, so what holds templates is rendered on a blocking thread from which
//! plugin calls are waited for. Answers without templates never go there.

mod functions;
mod scope;

use std::error::Error as _;
use std::sync::Arc;

use minijinja::{Environment, UndefinedBehavior};
use serde_json::Value;

pub(crate) use scope::Scope;

use crate::error::Error;
use crate::extension::{Extensions, PluginFault};
use functions::Functions;

/// Instructions that one text may take; a page with a thousand items takes a tenth of it.
const FUEL: u64 = 1_000_000;
const DEEPEST: usize = 64;

/// The template engine with everything that plugins add.
pub(crate) struct Templates {
    environment: Environment<'static>,
    functions: Arc<Functions>,
}

/// Why a template gave no value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TemplateError {
    /// The template is wrong.
    #[error("{0}")]
    Template(String),
    /// A plugin failed.
    #[error(transparent)]
    Plugin(#[from] PluginFault),
}

/// What happens with a text that is no valid template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// It is an error: whoever wrote it meant a template.
    Strict,
    /// It stays as it is: a stranger's example may hold braces that mean something else.
    Lenient,
}

impl Templates {
    /// Sets the engine up.
    ///
    /// # Errors
    /// Two plugins add a function of the same name.
    pub(crate) fn new(extensions: &Extensions) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEEPEST);
        let functions = Functions::new(extensions).map_err(|(plugin, reason)| Error::Plugin {
            plugin,
            code: "PW-MOCK-FUNCTION-CONFLICT",
            reason,
        })?;
        Ok(Self {
            environment,
            functions: Arc::new(functions),
        })
    }

    /// Renders every text within a value. A text that is one expression (`{{ request.params.id }}`) becomes what the
    /// expression gives, be it a number or a list.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub(crate) async fn render(
        self: &Arc<Self>,
        value: Value,
        scope: &Arc<Scope>,
        strictness: Strictness,
    ) -> Result<Value, TemplateError> {
        if !has_template(&value) {
            return Ok(value);
        }
        let (templates, scope) = (Arc::clone(self), Arc::clone(scope));
        let handle = tokio::runtime::Handle::current();
        let rendering = tokio::task::spawn_blocking(move || {
            let context = scope.context(&templates.functions, handle);
            templates.render_value(value, &context, strictness)
        });
        rendering
            .await
            .unwrap_or_else(|error| Err(TemplateError::Template(error.to_string())))
    }

    /// Renders one text to text.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub(crate) async fn render_text(
        self: &Arc<Self>,
        text: &str,
        scope: &Arc<Scope>,
    ) -> Result<String, TemplateError> {
        if !is_template(text) {
            return Ok(text.to_owned());
        }
        let (templates, scope, text) = (Arc::clone(self), Arc::clone(scope), text.to_owned());
        let handle = tokio::runtime::Handle::current();
        let rendering = tokio::task::spawn_blocking(move || {
            let context = scope.context(&templates.functions, handle);
            templates
                .environment
                .render_str(&text, context)
                .map_err(|error| cause(&error))
        });
        rendering
            .await
            .unwrap_or_else(|error| Err(TemplateError::Template(error.to_string())))
    }

    fn render_value(
        &self,
        value: Value,
        context: &minijinja::Value,
        strictness: Strictness,
    ) -> Result<Value, TemplateError> {
        match value {
            Value::String(text) if is_template(&text) => match self.evaluate(&text, context) {
                Err(TemplateError::Template(reason)) if strictness == Strictness::Lenient => {
                    tracing::debug!(
                        text,
                        reason,
                        "an example is no valid template and stays as it is"
                    );
                    Ok(Value::String(text))
                }
                result => result,
            },
            Value::Array(items) => items
                .into_iter()
                .map(|item| self.render_value(item, context, strictness))
                .collect(),
            Value::Object(fields) => {
                let render =
                    |(name, field)| Ok((name, self.render_value(field, context, strictness)?));
                fields.into_iter().map(render).collect()
            }
            other => Ok(other),
        }
    }

    fn evaluate(&self, text: &str, context: &minijinja::Value) -> Result<Value, TemplateError> {
        let Some(expression) = single_expression(text) else {
            return self
                .environment
                .render_str(text, context)
                .map(Value::String)
                .map_err(|error| cause(&error));
        };
        let value = self
            .environment
            .compile_expression(expression)
            .and_then(|parsed| parsed.eval(context));
        let value = value.map_err(|error| cause(&error))?;
        if value.is_undefined() {
            return Err(TemplateError::Template(format!(
                "`{expression}` is undefined"
            )));
        }
        serde_json::to_value(&value).map_err(|error| TemplateError::Template(error.to_string()))
    }
}

fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

fn has_template(value: &Value) -> bool {
    match value {
        Value::String(text) => is_template(text),
        Value::Array(items) => items.iter().any(has_template),
        Value::Object(fields) => fields.values().any(has_template),
        _ => false,
    }
}

/// What stands in the braces of a text that is nothing but one expression.
fn single_expression(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    (!inside.contains("{{") && !inside.contains("}}") && !inside.contains("{%"))
        .then(|| inside.trim_matches(['-', ' ']))
}

/// The plugin's fault if one lies behind an error of the engine, which wraps it any number of times.
fn cause(error: &minijinja::Error) -> TemplateError {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(fault) = inner.downcast_ref::<PluginFault>() {
            return TemplateError::Plugin(fault.clone());
        }
        source = inner.source();
    }
    TemplateError::Template(error.to_string())
}
