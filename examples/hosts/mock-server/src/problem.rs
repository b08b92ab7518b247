//! What a client is told when something goes wrong: problem details (RFC 9457) with a stable code. Only what the client
//! sent and what the description says may appear here, never a path or a message of the machine behind it.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::json;

use crate::extension::{FaultKind, PluginFault};

/// An answer that says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status code.
    pub status: StatusCode,
    /// A stable code.
    pub code: String,
    /// One sentence; none if the code says it all.
    pub detail: Option<String>,
    /// Header fields beside the content type.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem with a code.
    pub fn new(status: StatusCode, code: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            detail: None,
            headers: Vec::new(),
        }
    }

    /// Adds a sentence.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a header field. A value that no header can hold is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers
            .extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// The answer to the client.
    pub fn into_response(self) -> Response<Bytes> {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "code": self.code,
        });
        if let (Some(detail), Some(object)) = (self.detail, body.as_object_mut()) {
            object.insert("detail".to_owned(), detail.into());
        }
        let mut response = Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = self.status;
        response.headers_mut().insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

impl From<PluginFault> for Problem {
    /// The fault's message may hold what the plugin knows, so it goes to the log alone.
    fn from(fault: PluginFault) -> Self {
        tracing::warn!(
            plugin = fault.plugin,
            code = fault.code,
            message = fault.message,
            "a plugin failed a request"
        );
        let status = match fault.kind {
            FaultKind::Caller => StatusCode::BAD_REQUEST,
            FaultKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
            FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            FaultKind::Failed => StatusCode::BAD_GATEWAY,
        };
        Self::new(status, fault.code)
    }
}
