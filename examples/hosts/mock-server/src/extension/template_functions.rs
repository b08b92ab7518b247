//! Plugins that add functions to templates.

use async_trait::async_trait;
use serde_json::Value;

use super::PluginFault;
use crate::request::Request;

/// One function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFunction {
    /// Its name; a `.` makes a namespace, as in `fake.name`.
    pub name: String,
    /// The names of its parameters, in order.
    pub parameters: Vec<String>,
}

/// Functions that templates can call.
#[async_trait]
pub trait TemplateFunctions: Send + Sync {
    /// The functions.
    fn functions(&self) -> &[TemplateFunction];

    /// Calls a function with its arguments in order; null stands for one that was left out.
    ///
    /// # Errors
    /// [`PluginFault`] if it gives no value.
    async fn call(
        &self,
        request: &Request,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, PluginFault>;
}
