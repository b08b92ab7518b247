//! A request and its limits.

use std::time::Duration;

use super::{super::imports, Response, Url};
use crate::HostError;

/// An outbound request. It is followed by no redirect: an answer of 3xx is an answer.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
    pub(crate) timeout: Duration,
    pub(crate) max_body: usize,
}

impl Request {
    /// How long a request waits for its whole answer, unless it says otherwise.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
    /// The largest body that an answer may have, in bytes, unless the request says otherwise.
    pub const DEFAULT_MAX_BODY: usize = 1 << 20;

    /// A request without header fields and body.
    pub fn new(method: &str, url: &str) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout: Self::DEFAULT_TIMEOUT,
            max_body: Self::DEFAULT_MAX_BODY,
        }
    }

    /// Adds a header field.
    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets the body to JSON, and the content type with it.
    ///
    /// # Errors
    ///
    /// [`HostError::HttpInvalid`] when the value cannot be JSON.
    #[cfg(feature = "json")]
    pub fn json(self, value: &impl serde::Serialize) -> Result<Self, HostError> {
        let body = serde_json::to_vec(value).map_err(|error| HostError::HttpInvalid {
            reason: format!("the body cannot be JSON: {error}"),
        })?;
        Ok(self.header("content-type", "application/json").body(body))
    }

    /// Waits this long for the whole answer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Takes at most this many bytes of body.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// The method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The first value of a header field that is text; the case of `name` does not matter.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        super::response::find(&self.headers, name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// The body.
    pub fn body_bytes(&self) -> &[u8] {
        &self.body
    }

    /// Sends the request and waits for the answer, whatever its status.
    ///
    /// # Errors
    ///
    /// The variants of [`HostError`] that begin with `Http`, except [`HostError::HttpStatus`].
    pub fn send(&self) -> Result<Response, HostError> {
        let url = Url::parse(&self.url)?;
        let mut response = imports::send(self, &url)?;
        response.origin = url.origin();
        if response.body.len() > self.max_body {
            return Err(HostError::HttpTooLarge {
                origin: response.origin,
                limit: self.max_body,
            });
        }
        Ok(response)
    }
}
