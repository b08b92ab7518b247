//! What a guest sees: error values of `wasi:http`, with no more in them than it may know.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, Request, Response};
use http_body_util::{BodyExt, Empty, Full};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use super::names::Names;
use super::server::{Answer, Server, Then};
use super::{egress, private, resolving};
use crate::egress::{Egress, EgressLimits, EgressPolicy};
use crate::observer::NOBODY;

fn guest_request(url: &str) -> Request<WasiBody> {
    let body = Empty::<Bytes>::new().map_err(Error::from).boxed_unsync();
    Request::get(url).body(body).unwrap()
}

async fn send(
    egress: &Egress,
    request: Request<WasiBody>,
    options: Option<RequestOptions>,
) -> Result<Response<WasiBody>, Error> {
    let answer =
        egress
            .hooks(NOBODY.clone())
            .send_request(request, options, Box::new(async { Ok(()) }));
    let (response, connection) = Pin::from(answer).await?;
    Pin::from(connection).await?;
    Ok(response)
}

#[tokio::test]
async fn a_guest_gets_the_response_of_an_allowed_origin() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let egress = egress(&[&server.origin()]);
    let response = send(&egress, guest_request(&server.origin()), None)
        .await
        .unwrap();
    assert_eq!(
        response.into_body().collect().await.unwrap().to_bytes(),
        "hello"
    );
}

#[tokio::test]
async fn f1_a_denial_is_an_error_value() {
    let names = Names::default().with("inside.example", &[&["10.0.0.1"]]);
    let policy = EgressPolicy::default().allow("http://inside.example".parse().unwrap());
    let egress = Egress::builder()
        .policy(policy)
        .resolver(names.resolver())
        .build()
        .unwrap();
    for (url, expected) in [
        ("http://other.example/", "HttpRequestDenied"),
        ("http://inside.example/", "DestinationIpProhibited"),
        ("http://a@inside.example/", "HttpRequestUriInvalid"),
        ("ftp://inside.example/", "HttpProtocolError"),
    ] {
        let error = send(&egress, guest_request(url), None).await.unwrap_err();
        assert_eq!(format!("{error:?}"), expected, "{url}");
    }
}

#[tokio::test]
async fn what_fails_on_the_way_has_its_own_code() {
    let silent = Server::start(|_| Answer(String::new(), Then::Silence)).await;
    let huge = Server::start(|_| Answer::ok(&"x".repeat(2000))).await;
    let names = Names::default();
    let limits = EgressLimits {
        first_byte_timeout: Duration::from_millis(100),
        max_response_body: 1000,
        ..EgressLimits::default()
    };
    let origins = [
        &silent.origin(),
        &huge.origin(),
        "http://unknown.example",
        "http://127.0.0.1:1",
    ];
    let egress = Egress::builder()
        .policy(private(&origins))
        .limits(limits)
        .resolver(names.resolver())
        .build()
        .unwrap();
    for (url, expected) in [
        (silent.origin(), "ConnectionReadTimeout"),
        (huge.origin(), "HttpResponseBodySize(Some(1000))"),
        (
            "http://unknown.example".to_owned(),
            "DnsError { rcode: None, info_code: None }",
        ),
        ("http://127.0.0.1:1".to_owned(), "ConnectionRefused"),
    ] {
        let error = send(&egress, guest_request(&url), None).await.unwrap_err();
        assert_eq!(format!("{error:?}"), expected, "{url}");
    }
}

#[tokio::test]
async fn f10_a_guest_may_shorten_its_time_but_not_lengthen_it() {
    let silent = Server::start(|_| Answer(String::new(), Then::Silence)).await;
    let limits = EgressLimits {
        first_byte_timeout: Duration::from_millis(200),
        ..EgressLimits::default()
    };
    let egress = super::builder(&[&silent.origin()])
        .limits(limits)
        .build()
        .unwrap();
    for wish in [
        Duration::from_millis(1),
        Duration::from_hours(1),
        Duration::ZERO,
    ] {
        let options = RequestOptions {
            first_byte_timeout: Some(wish),
            ..RequestOptions::default()
        };
        let sent = send(&egress, guest_request(&silent.origin()), Some(options));
        let outcome = tokio::time::timeout(Duration::from_secs(5), sent)
            .await
            .unwrap();
        assert!(
            matches!(outcome, Err(Error::ConnectionReadTimeout)),
            "{wish:?}"
        );
    }
}

#[tokio::test]
async fn f5_a_guest_follows_its_own_redirects() {
    let target = Server::start(|_| Answer::ok("target")).await;
    let to = target.origin();
    let server = Server::start(move |_| Answer::redirect(302, &to)).await;
    let egress = egress(&[&server.origin()]);
    let response = send(&egress, guest_request(&server.origin()), None)
        .await
        .unwrap();
    assert_eq!(response.status(), 302);
    let next = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(matches!(
        send(&egress, guest_request(&next), None).await,
        Err(Error::HttpRequestDenied)
    ));
    assert_eq!(target.connections(), 0);
}

#[test]
fn f7_a_guest_cannot_even_set_what_the_host_sets() {
    let mut hooks = egress(&[]).hooks(NOBODY.clone());
    let filter = hooks.forbidden_header_filter();
    for name in [
        "host",
        "transfer-encoding",
        "connection",
        "upgrade",
        "te",
        "trailer",
        "proxy-authorization",
    ] {
        let name: HeaderName = name.parse().unwrap();
        assert!(hooks.is_forbidden_header(&name) && filter(&name), "{name}");
    }
    assert!(!hooks.is_forbidden_header(&http::header::AUTHORIZATION));
    assert!(!hooks.set_host_header());
}

#[tokio::test]
async fn a_guest_body_reaches_the_server() {
    let server = Server::start(|_| Answer::ok("")).await;
    let names = Names::default().with("a.example", &[&["127.0.0.1"]]);
    let egress = resolving(&[&server.origin_as("a.example")], &names);
    let body = Full::new(Bytes::from_static(b"payload"))
        .map_err(Error::from)
        .boxed_unsync();
    let request = Request::put(format!("{}/x", server.origin_as("a.example")))
        .body(body)
        .unwrap();
    send(&egress, request, None).await.unwrap();
    assert!(server.last_request().ends_with("\r\n\r\npayload"));
}
