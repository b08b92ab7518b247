//! Finds the credentials of a request.

use crate::document::{CredentialSource, SecurityScheme};
use crate::extension::Credentials;
use crate::request::Request;

/// What the client shows for a scheme; none if it shows nothing.
pub(super) fn shown(scheme: &SecurityScheme, request: &Request) -> Option<Credentials> {
    let text = match &scheme.source {
        CredentialSource::Authorization(wanted) => authorization(request, wanted)?,
        CredentialSource::Header(name) => request.header(name)?,
        CredentialSource::Query(name) => request.query_value(name)?,
        CredentialSource::Cookie(name) => request.cookie(name)?,
        CredentialSource::Connection => return None,
    };
    let shown = !text.is_empty();
    shown.then(|| Credentials {
        kind: scheme.credential_type.clone(),
        data: text.as_bytes().to_vec(),
    })
}

fn authorization<'r>(request: &'r Request, wanted: &str) -> Option<&'r str> {
    request.header_values("authorization").find_map(|value| {
        let (scheme, rest) = value.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case(wanted).then(|| rest.trim())
    })
}
