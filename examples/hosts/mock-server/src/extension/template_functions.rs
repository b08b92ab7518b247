//! Plugins that add functions to templates.

use async_trait::async_trait;
use serde_json::Value;

use super::PluginFault;
use crate::request::Request;

/// Functions that templates can call.
#[async_trait]
pub trait TemplateFunctions: Send + Sync {
    /// The names of the functions; a `.` makes a namespace, as in `fake.name`.
    fn names(&self) -> Vec<String>;

    /// Calls a function.
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
