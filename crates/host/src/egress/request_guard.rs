//! What a request may say besides where it goes.
//!
//! Two readers of one request that disagree about its end or its host are how requests are smuggled (RFC 9112, section
//! 11.2). So whatever frames the message or names its receiver is written by the host alone, and a header that would
//! contradict it is refused rather than corrected.

use http::header::{self, HeaderMap, HeaderName};
use http::request::Parts;
use http::{Method, Uri};
use http_body::SizeHint;

use super::error::EgressError;
use super::limits::EgressLimits;
use super::policy::origin::Origin;

/// Hop-by-hop and framing headers (RFC 9110, section 7.6.1), and `Host`.
const FORBIDDEN: [HeaderName; 13] = [
    header::CONNECTION,
    header::HOST,
    HeaderName::from_static("http2-settings"),
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("proxy-connection"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::EXPECT,
    HeaderName::from_static("proxy-authentication-info"),
];

/// Whether plugins may neither set nor see this header.
pub(crate) fn is_forbidden(name: &HeaderName) -> bool {
    FORBIDDEN.contains(name)
}

/// Refuses a request that says more than it may.
pub(crate) fn check(
    request: &Parts,
    origin: &Origin,
    body: &SizeHint,
    limits: &EgressLimits,
) -> Result<(), EgressError> {
    if matches!(request.method, Method::CONNECT | Method::TRACE) {
        return Err(EgressError::Method(request.method.clone()));
    }
    check_size(&request.uri, &request.headers, limits)?;
    for name in request.headers.keys().filter(|name| is_forbidden(name)) {
        if *name != header::HOST || !names_same_host(&request.headers, origin) {
            return Err(EgressError::Header(name.to_string()));
        }
    }
    check_length(&request.headers, body, limits.max_request_body)
}

/// Refuses targets and header sections above the limits.
pub(crate) fn check_size(
    uri: &Uri,
    headers: &HeaderMap,
    limits: &EgressLimits,
) -> Result<(), EgressError> {
    let target = uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if target > limits.max_header_bytes || exceeds(headers, limits) {
        return Err(EgressError::RequestHeaderSize);
    }
    Ok(())
}

/// Whether a header section is above the limits.
pub(crate) fn exceeds(headers: &HeaderMap, limits: &EgressLimits) -> bool {
    let length =
        |(name, value): (&HeaderName, &http::HeaderValue)| name.as_str().len() + value.len();
    headers.len() > limits.max_headers
        || headers.iter().map(length).sum::<usize>() > limits.max_header_bytes
}

/// A caller on the host's side may say `Host`, if it says nothing new.
fn names_same_host(headers: &HeaderMap, origin: &Origin) -> bool {
    let mut values = headers.get_all(header::HOST).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    value
        .to_str()
        .is_ok_and(|authority| origin.is_named(authority))
}

fn check_length(headers: &HeaderMap, body: &SizeHint, limit: u64) -> Result<(), EgressError> {
    let declared = declared_length(headers)?;
    if declared.unwrap_or(0).max(body.lower()) > limit {
        return Err(EgressError::RequestBodySize { limit });
    }
    match (declared, body.exact()) {
        (Some(declared), Some(exact)) if declared != exact => contradicted_length(),
        _ => Ok(()),
    }
}

/// The one value of `Content-Length`, digits only (RFC 9112, section 6.3).
fn declared_length(headers: &HeaderMap) -> Result<Option<u64>, EgressError> {
    let mut values = headers.get_all(header::CONTENT_LENGTH).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let digits = value
        .to_str()
        .ok()
        .filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    match (digits.and_then(|text| text.parse().ok()), values.next()) {
        (Some(length), None) => Ok(Some(length)),
        _ => contradicted_length(),
    }
}

fn contradicted_length<T>() -> Result<T, EgressError> {
    Err(EgressError::Header(header::CONTENT_LENGTH.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderValue, Request};

    fn checked(request: http::request::Builder, body: &SizeHint) -> Result<(), EgressError> {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let origin = Origin::of(&parts.uri)?;
        check(&parts, &origin, body, &EgressLimits::default())
    }

    fn with_headers(headers: &[(&str, &str)]) -> Result<(), EgressError> {
        let fill = |builder: http::request::Builder, (name, value): &(&str, &str)| {
            builder.header(*name, *value)
        };
        let request = headers
            .iter()
            .fold(Request::get("https://example.com/"), fill);
        checked(request, &SizeHint::with_exact(5))
    }

    #[test]
    fn f7_headers_that_frame_or_route_are_the_hosts() {
        for (name, value) in [
            ("transfer-encoding", "chunked"),
            ("Transfer-Encoding", "identity"),
            ("connection", "close"),
            ("connection", "authorization"),
            ("upgrade", "websocket"),
            ("proxy-authorization", "Basic x"),
            ("te", "trailers"),
            ("trailer", "x"),
            ("keep-alive", "1"),
            ("http2-settings", "x"),
            ("expect", "100-continue"),
            ("host", "evil.example"),
            ("host", "example.com@evil.example"),
            ("host", "example.com:80"),
            ("host", ""),
        ] {
            let refused = matches!(with_headers(&[(name, value)]), Err(EgressError::Header(_)));
            assert!(refused, "{name}: {value}");
        }
        assert!(matches!(
            with_headers(&[("host", "example.com"), ("host", "evil.example")]),
            Err(EgressError::Header(_))
        ));
        assert!(with_headers(&[("host", "EXAMPLE.com:443"), ("x-any", "thing")]).is_ok());
    }

    #[test]
    fn f7_a_length_that_contradicts_the_body_is_refused() {
        for lengths in [
            &["4"][..],
            &["6"],
            &["+5"],
            &["5,5"],
            &[" 5"],
            &["5", "5"],
            &["5", "6"],
            &[""],
            &["0x5"],
        ] {
            let headers: Vec<_> = lengths
                .iter()
                .map(|length| ("content-length", *length))
                .collect();
            assert!(
                matches!(with_headers(&headers), Err(EgressError::Header(_))),
                "{lengths:?}"
            );
        }
        assert!(with_headers(&[("content-length", "5")]).is_ok());
    }

    #[test]
    fn f7_a_line_break_in_a_value_cannot_even_be_written_down() {
        for value in ["a\r\nx: y", "a\nb", "a\rb", "a\0b"] {
            assert!(HeaderValue::from_str(value).is_err());
            assert!(HeaderValue::from_bytes(value.as_bytes()).is_err());
        }
        assert!("https://example.com/a\r\nb".parse::<Uri>().is_err());
        assert!("https://example.com/a b".parse::<Uri>().is_err());
    }

    #[test]
    fn tunnels_and_echoes_are_no_methods_for_plugins() {
        for method in [Method::CONNECT, Method::TRACE] {
            let request = Request::builder()
                .method(method)
                .uri("https://example.com/");
            assert!(matches!(
                checked(request, &SizeHint::with_exact(0)),
                Err(EgressError::Method(_))
            ));
        }
    }

    #[test]
    fn f10_oversized_requests_are_refused_before_they_are_sent() {
        let long = "x".repeat(40 << 10);
        assert!(matches!(
            with_headers(&[("x-long", &long)]),
            Err(EgressError::RequestHeaderSize)
        ));
        let target = Request::get(format!("https://example.com/{long}"));
        assert!(matches!(
            checked(target, &SizeHint::with_exact(0)),
            Err(EgressError::RequestHeaderSize)
        ));
        let many: Vec<_> = (0..101).map(|_| ("x", "y")).collect();
        assert!(matches!(
            with_headers(&many),
            Err(EgressError::RequestHeaderSize)
        ));
        let body = checked(
            Request::put("https://example.com/"),
            &SizeHint::with_exact(9 << 20),
        );
        assert!(matches!(body, Err(EgressError::RequestBodySize { .. })));
        let declared = Request::put("https://example.com/").header("content-length", "99999999");
        assert!(matches!(
            checked(declared, &SizeHint::new()),
            Err(EgressError::RequestBodySize { .. })
        ));
    }
}
