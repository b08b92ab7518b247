//! One request, from its arrival to its answer.

mod content;
mod responders;

use std::sync::Arc;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};

use crate::answer::{Body, Generator, Preference, Promise};
use crate::mock::{Matched, Mock, Unmatched};
use crate::problem::Problem;
use crate::request::Request;
use crate::template::{Scope, TemplateError};

static PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Answers a request. Whatever goes wrong becomes an answer too.
pub async fn answer(mock: &Mock, request: Request) -> Response<Bytes> {
    let request = Arc::new(request);
    let matched = match mock.find(&request) {
        Ok(matched) => matched,
        Err(unmatched) => return no_operation(&request, unmatched),
    };
    match exchange(mock, &request, &matched).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn exchange(
    mock: &Mock,
    request: &Arc<Request>,
    matched: &Matched<'_>,
) -> Result<Response<Bytes>, Problem> {
    let identity = mock
        .authentication
        .check(mock.required(matched), request)
        .await?;
    if let Some(delay) = matched
        .rule
        .map(|rule| rule.delay)
        .filter(|delay| !delay.is_zero())
    {
        tokio::time::sleep(delay).await;
    }
    let (request, parameters) = (Arc::clone(request), matched.parameters.clone());
    let scope = Arc::new(Scope {
        request,
        parameters,
        identity,
    });
    let preference = preference(matched, &scope.request);
    let accept: Vec<&str> = scope.request.header_values("accept").collect();
    let promise = Promise::choose(&mock.document, matched.operation, &preference, &accept)?;
    if let Some(response) = responders::ask(mock, matched, &scope.request, &promise).await? {
        return Ok(response);
    }
    let mut generator = Generator::new(&mock.document, seed(mock, matched));
    let body = content::body(mock, matched, &scope, &promise, &preference, &mut generator).await?;
    let described = promise.headers(&mock.document, &mut generator);
    let status = matched
        .rule
        .and_then(|rule| rule.status)
        .unwrap_or(promise.status);
    let mut response = plain(status, body);
    response.headers_mut().extend(described);
    add_headers(mock, matched, &scope, &mut response).await?;
    if let Some(applied) = preference
        .applied()
        .and_then(|applied| HeaderValue::from_str(&applied).ok())
    {
        response.headers_mut().insert(&PREFERENCE_APPLIED, applied);
    }
    Ok(response)
}

/// What the operator configured counts unless the client asks for something else.
fn preference(matched: &Matched<'_>, request: &Request) -> Preference {
    let asked = Preference::parse(request.header_values("prefer"));
    let Some(rule) = matched.rule else {
        return asked;
    };
    let example = asked
        .example
        .or_else(|| rule.example.clone().filter(|_| !asked.dynamic));
    Preference { example, ..asked }
}

/// The same request to the same operation gets the same answer; another parameter another one.
fn seed(mock: &Mock, matched: &Matched<'_>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&mock.seed.to_le_bytes());
    hasher.update(matched.operation.method.as_str().as_bytes());
    hasher.update(matched.operation.path.as_str().as_bytes());
    for (_, value) in &matched.parameters {
        hasher.update(b"\0").update(value.as_bytes());
    }
    let mut seed = [0; 8];
    hasher.finalize_xof().fill(&mut seed);
    u64::from_le_bytes(seed)
}

fn plain(status: StatusCode, body: Option<Body>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    if let Some(body) = body {
        *response.body_mut() = body.bytes;
        let media_type = HeaderValue::from_str(&body.media_type);
        let media_type = media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
        response.headers_mut().insert(CONTENT_TYPE, media_type);
    }
    response
}

async fn add_headers(
    mock: &Mock,
    matched: &Matched<'_>,
    scope: &Arc<Scope>,
    response: &mut Response<Bytes>,
) -> Result<(), Problem> {
    for (name, template) in matched
        .rule
        .map(|rule| rule.headers.as_slice())
        .unwrap_or_default()
    {
        let text = mock.templates.render_text(template, scope).await?;
        let value = HeaderValue::from_str(&text).map_err(|_| {
            let detail = format!("the value of the header `{name}` is no valid one");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "PW-MOCK-HEADER-INVALID").detail(detail)
        })?;
        response.headers_mut().insert(name, value);
    }
    Ok(())
}

fn no_operation(request: &Request, unmatched: Unmatched) -> Response<Bytes> {
    let methods = match unmatched {
        Unmatched::Path => {
            let detail = format!("the description has no path for {}", request.path);
            return Problem::new(StatusCode::NOT_FOUND, "PW-MOCK-PATH-UNKNOWN")
                .detail(detail)
                .into_response();
        }
        Unmatched::Method(methods) => methods,
    };
    let allow = methods
        .iter()
        .map(Method::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if request.method == Method::OPTIONS {
        let mut response = plain(StatusCode::NO_CONTENT, None);
        response.headers_mut().extend(
            HeaderValue::from_str(&allow)
                .ok()
                .map(|allow| (ALLOW, allow)),
        );
        return response;
    }
    let detail = format!("this path has {allow}");
    let problem =
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "PW-MOCK-METHOD-UNKNOWN").detail(detail);
    problem.header(ALLOW, &allow).into_response()
}

impl From<TemplateError> for Problem {
    /// The operator wrote the template, so what is wrong with it goes to the log.
    fn from(error: TemplateError) -> Self {
        match error {
            TemplateError::Plugin(fault) => fault.into(),
            TemplateError::Template(reason) => {
                tracing::warn!(reason, "a template of the configuration is wrong");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "PW-MOCK-TEMPLATE-INVALID",
                )
            }
        }
    }
}
