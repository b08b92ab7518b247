//! `plugwright:template`: plugins that add functions to templates.

use std::sync::Arc;

use async_trait::async_trait;
use plugwright::Plugin;
use plugwright::loader::{Error as LoaderError, Serving};
use serde_json::Value;

use super::Served;
use super::conversion::{self, conversions};
use crate::error::Error;
use crate::extension::{PluginFault, TemplateFunction, TemplateFunctions};
use crate::request::Request;
use template_plugin::template::Value as Passed;

plugwright::bind!({ path: ["../../../wit/plugin", "../../../wit/template"], world: "plugwright:template/template-plugin" });
conversions!(template_plugin);

struct Sandboxed {
    name: Arc<str>,
    plugin: Serving<TemplatePlugin>,
    functions: Vec<TemplateFunction>,
}

/// The functions that a version of a plugin has, if it is one that has some.
pub(super) async fn functions(
    name: &str,
    plugin: &Plugin,
) -> Result<Option<Vec<TemplateFunction>>, Error> {
    let Ok(plugin) = TemplatePlugin::new(plugin) else {
        return Ok(None);
    };
    let functions = plugin
        .template()
        .functions()
        .await
        .map_err(|error| conversion::fault_of_host(name, &error))?;
    Ok(Some(functions.into_iter().map(described).collect()))
}

/// A plugin that has functions.
pub(super) fn template_functions(
    served: &Served,
    functions: Vec<TemplateFunction>,
) -> Result<Arc<dyn TemplateFunctions>, LoaderError> {
    Ok(Arc::new(Sandboxed {
        name: Arc::clone(&served.name),
        plugin: served.serving.typed(TemplatePlugin::new)?,
        functions,
    }))
}

#[async_trait]
impl TemplateFunctions for Sandboxed {
    fn functions(&self) -> &[TemplateFunction] {
        &self.functions
    }

    async fn call(
        &self,
        request: &Request,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, PluginFault> {
        let arguments: Vec<Passed> = arguments.into_iter().map(passed).collect();
        let context = context(request);
        let value = self
            .plugin
            .call(async |plugin| plugin.template().call(&context, name, &arguments).await)
            .await;
        given(&self.name, answer(&self.name, value)?)
    }
}

fn described(function: template_plugin::template::Function) -> TemplateFunction {
    let parameters = function
        .parameters
        .into_iter()
        .map(|parameter| parameter.name)
        .collect();
    TemplateFunction {
        name: function.name,
        parameters,
    }
}

fn passed(value: Value) -> Passed {
    match value {
        Value::Null => Passed::Null,
        Value::Bool(value) => Passed::Boolean(value),
        Value::String(text) => Passed::Text(text),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Passed::Integer(integer),
            (None, Some(number)) => Passed::Number(number),
            (None, None) => Passed::Null,
        },
        other => Passed::Json(other.to_string()),
    }
}

fn given(plugin: &str, value: Passed) -> Result<Value, PluginFault> {
    Ok(match value {
        Passed::Null => Value::Null,
        Passed::Boolean(value) => value.into(),
        Passed::Integer(integer) => integer.into(),
        Passed::Number(number) => number.into(),
        Passed::Text(text) => text.into(),
        Passed::Json(text) => serde_json::from_str(&text)
            .map_err(|error| conversion::told(plugin, false, "invalid-json", error.to_string()))?,
    })
}
