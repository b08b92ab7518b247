//! An answer.

use crate::HostError;

/// The answer to a [`Request`](super::Request).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub(crate) origin: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// An answer, for tests.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            origin: String::new(),
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// The same answer with one more header field, for tests.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// All header fields, in order.
    pub fn headers(&self) -> &[(String, Vec<u8>)] {
        &self.headers
    }

    /// The first value of a header field that is text; the case of `name` does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// This answer if its status is 2xx.
    ///
    /// # Errors
    ///
    /// [`HostError::HttpStatus`] otherwise.
    pub fn success(self) -> Result<Self, HostError> {
        match self.status {
            200..=299 => Ok(self),
            status => Err(HostError::HttpStatus {
                origin: self.origin,
                status,
            }),
        }
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, without a copy.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// [`HostError::HttpBody`] when it is no UTF-8.
    pub fn text(self) -> Result<String, HostError> {
        let origin = self.origin;
        String::from_utf8(self.body).map_err(|_| HostError::HttpBody {
            origin,
            expected: "UTF-8 text",
        })
    }

    /// The body as JSON that fits `T`.
    ///
    /// # Errors
    ///
    /// [`HostError::HttpBody`] when it does not.
    #[cfg(feature = "json")]
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, HostError> {
        let misfit = |_| HostError::HttpBody {
            origin: self.origin.clone(),
            expected: "the JSON that was expected",
        };
        serde_json::from_slice(&self.body).map_err(misfit)
    }
}

/// The first value of a header field.
pub(crate) fn find<'a>(headers: &'a [(String, Vec<u8>)], name: &str) -> Option<&'a [u8]> {
    headers
        .iter()
        .find(|(field, _)| field.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_slice())
}
