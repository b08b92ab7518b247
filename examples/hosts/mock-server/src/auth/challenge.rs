//! What `WWW-Authenticate` says (RFC 9110, section 11.6.1; RFC 6750 for bearer tokens; RFC 7617 for passwords).

use super::Outcome;
use crate::document::{CredentialSource, SecurityScheme};

const REALM: &str = "mock";

pub(super) fn challenge(scheme: &SecurityScheme, outcome: &Outcome) -> String {
    match &scheme.source {
        CredentialSource::Authorization(name) if name == "bearer" => bearer(outcome),
        CredentialSource::Authorization(name) if name == "basic" => {
            format!("Basic realm=\"{REALM}\", charset=\"UTF-8\"")
        }
        CredentialSource::Authorization(name) => format!("{name} realm=\"{REALM}\""),
        // No scheme is registered for API keys; this one is in use, and tells a person what to do.
        CredentialSource::Header(name) => api_key("header", name),
        CredentialSource::Query(name) => api_key("query", name),
        CredentialSource::Cookie(name) => api_key("cookie", name),
        CredentialSource::Connection => format!("Mutual realm=\"{REALM}\""),
    }
}

fn bearer(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Refused => format!("Bearer realm=\"{REALM}\", error=\"invalid_token\""),
        Outcome::OutOfScope(scopes) => {
            format!(
                "Bearer realm=\"{REALM}\", error=\"insufficient_scope\", scope=\"{}\"",
                scopes.join(" ")
            )
        }
        _ => format!("Bearer realm=\"{REALM}\""),
    }
}

fn api_key(place: &str, name: &str) -> String {
    format!("ApiKey realm=\"{REALM}\", in=\"{place}\", name=\"{name}\"")
}
