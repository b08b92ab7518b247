//! Plugins that answer requests in place of the server.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::Value;

use super::PluginFault;
use crate::request::Request;

/// Answers requests.
#[async_trait]
pub trait Responder: Send + Sync {
    /// Whether it wants to answer this request.
    ///
    /// # Errors
    /// [`PluginFault`] if it cannot say.
    async fn can_handle(&self, request: &Request, route: &Route) -> Result<bool, PluginFault>;

    /// Answers the request.
    ///
    /// # Errors
    /// [`PluginFault`] if there is no answer.
    async fn generate(&self, request: &Request, route: &Route) -> Result<Response, PluginFault>;
}

/// The route that matched a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Route {
    /// `operationId`; empty if there is none.
    pub operation_id: String,
    /// The path with its parameters unfilled.
    pub path_template: String,
    /// The values of the path's parameters, in order.
    pub path_parameters: Vec<(String, String)>,
    /// The JSON Schema of the answer as JSON text, complete in itself; none if the description promises none.
    pub response_schema: Option<Arc<str>>,
    /// What the operator wrote for the route.
    pub options: Value,
}

/// An answer, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}
