//! `plugwright:response`: plugins that answer requests in place of the server.

use std::sync::Arc;

use async_trait::async_trait;
use plugwright::Plugin;
use plugwright::loader::{Error as LoaderError, Serving};

use super::Served;
use super::conversion::conversions;
use crate::extension::{PluginFault, Responder, Response, Route};
use crate::request::Request;
use response_plugin::response::Route as Matched;

plugwright::bind!({ path: ["../../../wit/plugin", "../../../wit/response"], world: "plugwright:response/response-plugin" });
conversions!(response_plugin);

struct Sandboxed {
    name: Arc<str>,
    plugin: Serving<ResponsePlugin>,
}

/// Whether a version of a plugin is a responder.
pub(super) fn is_responder(plugin: &Plugin) -> bool {
    ResponsePlugin::new(plugin).is_ok()
}

/// A plugin that is one.
pub(super) fn responder(served: &Served) -> Result<Arc<dyn Responder>, LoaderError> {
    Ok(Arc::new(Sandboxed {
        name: Arc::clone(&served.name),
        plugin: served.serving.typed(ResponsePlugin::new)?,
    }))
}

#[async_trait]
impl Responder for Sandboxed {
    async fn can_handle(&self, request: &Request, route: &Route) -> Result<bool, PluginFault> {
        let (context, route) = (context(request), matched(request, route));
        let wanted = self
            .plugin
            .call(async |plugin| plugin.response().can_handle(&context, &route).await)
            .await;
        answer(&self.name, wanted)
    }

    async fn generate(&self, request: &Request, route: &Route) -> Result<Response, PluginFault> {
        let (context, route) = (context(request), matched(request, route));
        let generated = self
            .plugin
            .call(async |plugin| plugin.response().generate(&context, &route).await)
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
