//! A request, read to its end: what plugins, templates and the choice of an answer look at.

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

const FORM: &str = "application/x-www-form-urlencoded";

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query as the client sent them.
    pub target: String,
    /// The path alone, still encoded.
    pub path: String,
    /// The query's parameters, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
}

impl Request {
    /// Puts a request together.
    pub fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes) -> Self {
        let query = uri.query().unwrap_or_default();
        Self {
            method,
            target: uri
                .path_and_query()
                .map_or_else(|| uri.path().to_owned(), ToString::to_string),
            path: uri.path().to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers,
            body,
        }
    }

    /// The first value of a header field, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All values of a header field that are text.
    pub fn header_values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers
            .get_all(name)
            .into_iter()
            .filter_map(|value| value.to_str().ok())
    }

    /// The first value of a parameter of the query.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it has a parameter of that name, and of that value if there is one: in the query, a header, or a form.
    pub fn has_parameter(&self, name: &str, value: Option<&str>) -> bool {
        let fits = |found: &str| value.is_none_or(|value| value == found);
        let form = || {
            url::form_urlencoded::parse(&self.body).any(|(key, found)| key == name && fits(&found))
        };
        self.query
            .iter()
            .any(|(key, found)| key == name && fits(found))
            || self.header_values(name).any(fits)
            || self
                .header("content-type")
                .is_some_and(|kind| kind.starts_with(FORM))
                && form()
    }

    /// The value of a cookie (RFC 6265).
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let pairs = self
            .header_values("cookie")
            .flat_map(|value| value.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}
