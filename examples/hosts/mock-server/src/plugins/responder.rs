//! `plugwright:response`: plugins that answer requests in place of the server.

use std::sync::Arc;

use async_trait::async_trait;

use super::Named;
use super::conversion::conversions;
use crate::extension::{PluginFault, Responder, Response, Route};
use crate::request::Request;
use response_plugin::response::Route as Matched;

plugwright::bind!({ path: ["../../../wit/plugin", "../../../wit/response"], world: "plugwright:response/response-plugin" });
conversions!(response_plugin);

struct Sandboxed {
    name: Arc<str>,
    plugin: ResponsePlugin,
}

/// The plugin as a responder, if it is one.
pub(super) fn responder(named: &Named) -> Option<Arc<dyn Responder>> {
    let plugin = ResponsePlugin::new(&named.plugin).ok()?;
    Some(Arc::new(Sandboxed {
        name: Arc::clone(&named.name),
        plugin,
    }))
}

#[async_trait]
impl Responder for Sandboxed {
    async fn can_handle(&self, request: &Request, route: &Route) -> Result<bool, PluginFault> {
        let wanted = self
            .plugin
            .response()
            .can_handle(&context(request), &matched(request, route))
            .await;
        answer(&self.name, wanted)
    }

    async fn generate(&self, request: &Request, route: &Route) -> Result<Response, PluginFault> {
        let generated = self
            .plugin
            .response()
            .generate(&context(request), &matched(request, route))
            .await;
        let response = answer(&self.name, generated)?;
        Ok(Response {
            status: response.status,
            headers: response.headers,
            body: response.body.into(),
        })
    }
}

fn matched(request: &Request, route: &Route) -> Matched {
    Matched {
        operation_id: route.operation_id.clone(),
        path_template: route.path_template.clone(),
        path_params: route.path_parameters.clone(),
        query_params: request.query.clone(),
        response_schema: route.response_schema.as_deref().map(str::to_owned),
        options: route.options.to_string(),
    }
}
