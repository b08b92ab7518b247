//! Follows redirects for callers on the host's side. A guest always follows its own: each hop is a request of its own,
//! with a decision of its own.

use bytes::Bytes;
use http::header::{self, HeaderMap};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::Full;
use url::Url;

use super::Egress;
use super::error::EgressError;
use super::policy::origin::Origin;
use super::secret_fill::holds_placeholder;
use super::secret_vault::SecretVault;
use super::wire::body::EgressBody;

impl Egress {
    /// Sends a request and follows up to `hops` redirects. Each hop is judged like a first request. Towards another
    /// origin the request loses its credentials: `Authorization`, `Cookie`, and whatever holds a secret's placeholder.
    ///
    /// # Errors
    /// As [`Egress::send`] for each hop, or if there are more redirects than `hops`.
    pub async fn send_following(
        &self,
        request: Request<Bytes>,
        hops: usize,
    ) -> Result<Response<EgressBody>, EgressError> {
        let mut next = request;
        for _ in 0..=hops {
            let (parts, body) = next.into_parts();
            let mut follow = Request::from_parts(parts.clone(), body.clone());
            let response = self
                .send(Request::from_parts(parts, Full::new(body)))
                .await?;
            if !redirect(&mut follow, &response, self.vault())? {
                return Ok(response);
            }
            next = follow;
        }
        Err(no_place(next.uri()))
    }
}

/// Turns `request` into the one that follows `response`; false if the response is no redirect.
fn redirect<B>(
    request: &mut Request<Bytes>,
    response: &Response<B>,
    vault: &SecretVault,
) -> Result<bool, EgressError> {
    if !is_redirect(response.status()) {
        return Ok(false);
    }
    let Some(location) = response.headers().get(header::LOCATION) else {
        return Ok(false);
    };
    let location = location.to_str().map_err(|_| no_place(request.uri()))?;
    let target = resolve(request.uri(), location).ok_or_else(|| no_place(request.uri()))?;
    if Origin::of(&target)? != Origin::of(request.uri())? {
        drop_credentials(request.headers_mut(), vault);
    }
    if becomes_get(response.status(), request.method()) {
        *request.method_mut() = Method::GET;
        *request.body_mut() = Bytes::new();
        drop_content_headers(request.headers_mut());
    }
    request.headers_mut().remove(header::HOST);
    *request.uri_mut() = target;
    Ok(true)
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// As clients do it (RFC 9110, sections 15.4.2 to 15.4.4).
fn becomes_get(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        303 => *method != Method::HEAD,
        301 | 302 => *method == Method::POST,
        _ => false,
    }
}

/// The target of `Location`, which may be relative. A fragment is not sent.
fn resolve(base: &Uri, location: &str) -> Option<Uri> {
    let mut target = Url::parse(&base.to_string()).ok()?.join(location).ok()?;
    target.set_fragment(None);
    target.as_str().parse().ok()
}

fn drop_credentials(headers: &mut HeaderMap, vault: &SecretVault) {
    let is_credential = |name: &header::HeaderName| {
        *name == header::AUTHORIZATION
            || *name == header::COOKIE
            || headers
                .get_all(name)
                .iter()
                .any(|value| holds_placeholder(value, vault))
    };
    let names: Vec<_> = headers
        .keys()
        .filter(|name| is_credential(name))
        .cloned()
        .collect();
    for name in names {
        headers.remove(name);
    }
}

fn drop_content_headers(headers: &mut HeaderMap) {
    for name in [
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        header::CONTENT_LANGUAGE,
        header::CONTENT_LOCATION,
    ] {
        headers.remove(name);
    }
}

fn no_place(uri: &Uri) -> EgressError {
    let origin = Origin::of(uri)
        .map(|origin| origin.to_string())
        .unwrap_or_default();
    EgressError::Redirect { origin }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::secret_vault::{GrantedSecret, SecretValue};

    fn followed(method: &str, status: u16, location: &str) -> Request<Bytes> {
        let secret = GrantedSecret::new(
            "key",
            SecretValue::new("hunter2"),
            ["https://a.example".parse().unwrap()],
        );
        let vault = SecretVault::new([secret]).unwrap();
        let mut request = Request::builder()
            .method(method)
            .uri("https://a.example/one/two?q")
            .header("authorization", "Bearer x")
            .header("cookie", "a=b")
            .header("x-key", vault.placeholder("key").unwrap().as_str())
            .header("x-plain", "kept")
            .header("content-type", "text/plain")
            .body(Bytes::from_static(b"body"))
            .unwrap();
        let response = Response::builder()
            .status(status)
            .header("location", location)
            .body(())
            .unwrap();
        assert!(redirect(&mut request, &response, &vault).unwrap());
        request
    }

    #[test]
    fn f5_credentials_stay_with_their_origin() {
        for (location, kept) in [
            ("/three", true),
            ("https://A.example.:443/three", true),
            ("https://b.example/", false),
            ("http://a.example/", false),
            ("https://a.example:8443/", false),
            ("//b.example/", false),
        ] {
            let request = followed("GET", 307, location);
            for name in ["authorization", "cookie", "x-key"] {
                assert_eq!(
                    request.headers().contains_key(name),
                    kept,
                    "{name} {location}"
                );
            }
            assert_eq!(request.headers()["x-plain"], "kept");
        }
    }

    #[test]
    fn f5_a_relative_location_is_resolved_against_the_last_target() {
        for (location, target) in [
            ("three", "https://a.example/one/three"),
            ("/three#frag", "https://a.example/three"),
            ("?z", "https://a.example/one/two?z"),
            ("//b.example/x", "https://b.example/x"),
        ] {
            assert_eq!(followed("GET", 302, location).uri(), target);
        }
    }

    #[test]
    fn a_redirected_post_becomes_what_clients_make_of_it() {
        for (method, status, expected) in [
            ("POST", 301, "GET"),
            ("POST", 302, "GET"),
            ("PUT", 302, "PUT"),
            ("PUT", 303, "GET"),
            ("HEAD", 303, "HEAD"),
            ("POST", 307, "POST"),
            ("POST", 308, "POST"),
        ] {
            let request = followed(method, status, "/x");
            assert_eq!(request.method(), expected, "{method} {status}");
            assert_eq!(
                request.body().is_empty(),
                expected == "GET",
                "{method} {status}"
            );
        }
    }
}
