//! Real requests over HTTP.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{server::Server, token::Token};

const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The body, when it is JSON.
    pub(crate) json: Value,
    /// The body as text.
    pub(crate) text: String,
    /// From the first byte sent to the last one received.
    pub(crate) time: Duration,
}

/// Gets `path` with `token`. An error status is an answer, not an error.
///
/// # Errors
/// When the server cannot be reached or says nothing.
pub(crate) fn get(server: &Server, path: &str, token: Token) -> Result<Answer> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .build()
        .into();
    let mut request = agent.get(server.url(path));
    if let Some(token) = token.text() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let started = Instant::now();
    let mut response = request.call().with_context(|| format!("GET {path}"))?;
    let text = response
        .body_mut()
        .read_to_string()
        .with_context(|| format!("the answer to GET {path}"))?;
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(Answer {
        status: response.status().as_u16(),
        json,
        text,
        time: started.elapsed(),
    })
}
