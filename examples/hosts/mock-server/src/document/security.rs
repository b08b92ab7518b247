//! The security schemes of a document, reduced to what a server has to know: where the credentials are, and how to ask
//! for them.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{Document, Pointer};
use crate::error::Error;

/// Where a client shows its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialSource {
    /// The `Authorization` header, under this authentication scheme in lower case.
    Authorization(String),
    /// A header of its own.
    Header(String),
    /// A parameter of the query.
    Query(String),
    /// A cookie.
    Cookie(String),
    /// The connection itself (mutual TLS): nothing in the request.
    Connection,
}

/// A way for clients to show who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Where the credentials are.
    pub source: CredentialSource,
    /// The kind of credentials, as plugins are told: `bearer`, `basic`, `api-key`, …
    pub credential_type: String,
}

/// One way to be let in: all of these schemes, each with its scopes. Empty means that nothing is asked for.
pub type Requirement = IndexMap<String, Vec<String>>;

pub(super) fn schemes(document: &Document) -> Result<IndexMap<String, SecurityScheme>, Error> {
    let at = Pointer::new("/components/securitySchemes");
    if document.at(&at).is_none() {
        return Ok(IndexMap::new());
    }
    let (at, schemes) = document.object_at(&at)?;
    schemes
        .keys()
        .map(|name| Ok((name.clone(), scheme(document, &at.child(name))?)))
        .collect()
}

fn scheme(document: &Document, at: &Pointer) -> Result<SecurityScheme, Error> {
    let (at, object) = document.object_at(at)?;
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    match text("type") {
        Some("http") => {
            let scheme =
                text("scheme").ok_or_else(|| document.error(&at, "`scheme` is missing"))?;
            Ok(authorization(&scheme.to_ascii_lowercase()))
        }
        Some("oauth2" | "openIdConnect") => Ok(authorization("bearer")),
        Some("apiKey") => api_key(document, &at, object),
        Some("mutualTLS") => Ok(SecurityScheme {
            source: CredentialSource::Connection,
            credential_type: "mutual-tls".to_owned(),
        }),
        Some(other) => Err(document.error(
            &at.child("type"),
            format!("`{other}` is no type of a security scheme"),
        )),
        None => Err(document.error(&at, "`type` is missing")),
    }
}

fn authorization(scheme: &str) -> SecurityScheme {
    let source = CredentialSource::Authorization(scheme.to_owned());
    SecurityScheme {
        source,
        credential_type: scheme.to_owned(),
    }
}

fn api_key(
    document: &Document,
    at: &Pointer,
    object: &Map<String, Value>,
) -> Result<SecurityScheme, Error> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let name = text("name")
        .ok_or_else(|| document.error(at, "`name` is missing"))?
        .to_owned();
    let source = match text("in") {
        Some("header") => CredentialSource::Header(name),
        Some("query") => CredentialSource::Query(name),
        Some("cookie") => CredentialSource::Cookie(name),
        _ => {
            return Err(document.error(
                &at.child("in"),
                "`in` must be `header`, `query` or `cookie`",
            ));
        }
    };
    Ok(SecurityScheme {
        source,
        credential_type: "api-key".to_owned(),
    })
}

/// The security requirements of an operation, or of the whole document.
pub(super) fn requirements(value: Option<&Value>) -> Option<Vec<Requirement>> {
    let requirement = |value: &Value| {
        let object = value.as_object()?;
        Some(
            object
                .iter()
                .map(|(name, scopes)| (name.clone(), texts(scopes)))
                .collect(),
        )
    };
    Some(value?.as_array()?.iter().filter_map(requirement).collect())
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
