//! Plugins that decide who sent a request.

use async_trait::async_trait;
use serde_json::{Map, Value};

use super::PluginFault;
use crate::request::Request;

/// Judges credentials.
#[async_trait]
pub trait Authenticator: Send + Sync {
    /// Judges the credentials of one request.
    ///
    /// # Errors
    /// [`PluginFault`] if there is no verdict; the request is then refused.
    async fn authenticate(
        &self,
        request: &Request,
        credentials: &Credentials,
    ) -> Result<Verdict, PluginFault>;
}

/// What a client showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The kind: `bearer`, `basic`, `api-key`, or another authentication scheme in lower case.
    pub kind: String,
    /// The token, the text behind the scheme, or the key.
    pub data: Vec<u8>,
}

/// What an authenticator found.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The credentials hold.
    Accepted(Identity),
    /// They do not.
    Refused,
}

/// Who sent a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identity {
    /// The user.
    pub user_id: String,
    /// What else is known of the user.
    pub claims: Map<String, Value>,
}

impl Identity {
    /// The scopes that the user has: the claims `scope` (RFC 8693, separated by spaces), `scp` and `scopes`.
    pub fn scopes(&self) -> Vec<&str> {
        ["scope", "scp", "scopes"]
            .into_iter()
            .filter_map(|claim| self.claims.get(claim))
            .flat_map(texts)
            .collect()
    }
}

fn texts(claim: &Value) -> Vec<&str> {
    match claim {
        Value::String(text) => text.split_ascii_whitespace().collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
