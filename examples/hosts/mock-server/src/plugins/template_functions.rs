//! `plugwright:template`: plugins that add functions to templates.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::Named;
use super::conversion::{self, conversions};
use crate::error::Error;
use crate::extension::{PluginFault, TemplateFunction, TemplateFunctions};
use crate::request::Request;
use template_plugin::template::Value as Passed;

plugwright::bind!({ path: ["../../../wit/plugin", "../../../wit/template"], world: "plugwright:template/template-plugin" });
conversions!(template_plugin);

struct Sandboxed {
    name: Arc<str>,
    plugin: TemplatePlugin,
    functions: Vec<TemplateFunction>,
}

/// The plugin as functions of templates, if it has some.
pub(super) async fn template_functions(
    named: &Named,
) -> Result<Option<Arc<dyn TemplateFunctions>>, Error> {
    let Ok(plugin) = TemplatePlugin::new(&named.plugin) else {
        return Ok(None);
    };
    let functions = plugin
        .template()
        .functions()
        .await
        .map_err(|error| conversion::fault(&named.name, &error))?;
    let functions = functions.into_iter().map(described).collect();
    Ok(Some(Arc::new(Sandboxed {
        name: Arc::clone(&named.name),
        plugin,
        functions,
    })))
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
        let value = self
            .plugin
            .template()
            .call(&context(request), name, &arguments)
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
