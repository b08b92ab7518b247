//! The values that a template sees.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Map, Value as Json, json};
use tokio::runtime::Handle;

use super::functions::{Call, Functions, data_functions};
use crate::extension::Identity;
use crate::request::Request;

/// The request that an answer is rendered for.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The request.
    pub(crate) request: Arc<Request>,
    /// The values of the path's parameters.
    pub(crate) parameters: Vec<(String, String)>,
    /// Who sent it; none if nobody asked.
    pub(crate) identity: Option<Identity>,
}

impl Scope {
    /// `request`, `auth`, `rows`, `row`, and the functions of plugins.
    pub(super) fn context(&self, functions: &Arc<Functions>, handle: Handle) -> Value {
        let request = Arc::clone(&self.request);
        let call = Arc::new(Call {
            functions: Arc::clone(functions),
            request,
            handle,
        });
        let own = [
            ("request".to_owned(), self.request_value()),
            ("auth".to_owned(), self.identity_value()),
        ];
        Value::from_pairs(
            own.into_iter()
                .chain(data_functions(&call))
                .chain(Functions::globals(&call)),
        )
    }

    fn request_value(&self) -> Value {
        let request = &self.request;
        let headers = request.headers.iter();
        let headers = headers
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.into())));
        Value::from(Serde(json!({
            "method": request.method.as_str(),
            "path": request.path,
            "params": texts(&self.parameters),
            "query": texts(&request.query),
            "headers": headers.collect::<Map<String, Json>>(),
            "body": body(&request.body),
        })))
    }

    fn identity_value(&self) -> Value {
        let identity = self.identity.as_ref();
        Value::from(Serde(json!({
            "user_id": identity.map(|identity| identity.user_id.as_str()),
            "claims": identity.map(|identity| &identity.claims),
        })))
    }
}

fn texts(pairs: &[(String, String)]) -> Map<String, Json> {
    pairs
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().into()))
        .collect()
}

/// The value if the body is JSON, the text if it is text.
fn body(bytes: &[u8]) -> Json {
    if bytes.is_empty() {
        return Json::Null;
    }
    serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into())
}
