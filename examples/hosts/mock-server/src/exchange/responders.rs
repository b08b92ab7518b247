//! Response plugins: asked in order, the first that wants to answers.

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::{Response, StatusCode};

use crate::answer::Promise;
use crate::extension::{self, FailurePolicy, Guarded, PluginFault, Responder, Route};
use crate::mock::{Matched, Mock};
use crate::problem::Problem;
use crate::request::Request;

/// The answer of a plugin; none if no plugin wants to answer.
pub(super) async fn ask(
    mock: &Mock,
    matched: &Matched<'_>,
    request: &Request,
    promise: &Promise<'_>,
) -> Result<Option<Response<Bytes>>, Problem> {
    let Some(rule) = matched.rule.filter(|rule| !rule.responders.is_empty()) else {
        return Ok(None);
    };
    let route = Route {
        operation_id: matched.operation.id.clone(),
        path_template: matched.operation.path.as_str().to_owned(),
        path_parameters: matched.parameters.clone(),
        response_schema: promise
            .schema
            .as_ref()
            .and_then(|(at, _)| mock.complete_schema(at)),
        options: rule.options.clone(),
    };
    for Guarded { extension, policy } in &rule.responders {
        match (ask_one(extension.as_ref(), request, &route).await, policy) {
            (Ok(None), _) => {}
            (Ok(Some(response)), _) => return checked(response).map(Some),
            (Err(fault), FailurePolicy::Open) => {
                tracing::warn!(
                    plugin = fault.plugin,
                    code = fault.code,
                    "a response plugin is passed over"
                );
            }
            (Err(fault), FailurePolicy::Closed) => return Err(fault.into()),
        }
    }
    Ok(None)
}

async fn ask_one(
    responder: &dyn Responder,
    request: &Request,
    route: &Route,
) -> Result<Option<extension::Response>, PluginFault> {
    if !responder.can_handle(request, route).await? {
        return Ok(None);
    }
    responder.generate(request, route).await.map(Some)
}

/// What a plugin answers is no more trusted than what a client sends.
fn checked(response: extension::Response) -> Result<Response<Bytes>, Problem> {
    let invalid = || Problem::new(StatusCode::BAD_GATEWAY, "PW-MOCK-PLUGIN-ANSWER-INVALID");
    let status = StatusCode::from_u16(response.status)
        .ok()
        .filter(|status| !status.is_informational());
    let mut checked = Response::new(response.body);
    *checked.status_mut() = status.ok_or_else(invalid)?;
    for (name, value) in response.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        let value = HeaderValue::from_str(&value).map_err(|_| invalid())?;
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) {
            checked.headers_mut().append(name, value);
        }
    }
    Ok(checked)
}
