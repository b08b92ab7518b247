//! F13: a secret reaches its origin, and nobody else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::Request;
use http_body_util::Empty;

use super::builder;
use super::server::{Answer, Server};
use crate::egress::{Egress, EgressError, GrantedSecret, SecretValue};

const VALUE: &str = "correct-horse-battery";

fn holding_secret(granted: &Server, also_allowed: &Server) -> Egress {
    let secret = GrantedSecret::new(
        "key",
        SecretValue::new(VALUE),
        [granted.origin().parse().unwrap()],
    );
    builder(&[&granted.origin(), &also_allowed.origin()])
        .secrets([secret])
        .build()
        .unwrap()
}

fn carrying(url: &str, value: &str) -> Request<Empty<Bytes>> {
    Request::get(url)
        .header("authorization", value)
        .body(Empty::new())
        .unwrap()
}

fn bearer(egress: &Egress) -> String {
    format!(
        "Bearer {}",
        egress.vault().placeholder("key").unwrap().as_str()
    )
}

#[tokio::test]
async fn f13_the_value_is_filled_in_for_its_origin_only() {
    let granted = Server::start(|_| Answer::ok("")).await;
    let other = Server::start(|_| Answer::ok("")).await;
    let egress = holding_secret(&granted, &other);
    egress
        .send(carrying(&granted.origin(), &bearer(&egress)))
        .await
        .unwrap();
    assert!(
        granted
            .last_request()
            .contains(&format!("authorization: Bearer {VALUE}\r\n"))
    );

    let error = egress
        .send(carrying(&other.origin(), &bearer(&egress)))
        .await
        .err()
        .unwrap();
    assert!(matches!(error, EgressError::Secret { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains(VALUE));
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn f13_a_basic_credential_may_hold_the_placeholder() {
    let server = Server::start(|_| Answer::ok("")).await;
    let egress = holding_secret(&server, &server);
    let placeholder = egress.vault().placeholder("key").unwrap();
    let basic = format!(
        "Basic {}",
        BASE64.encode(format!("me:{}", placeholder.as_str()))
    );
    egress
        .send(carrying(&server.origin(), &basic))
        .await
        .unwrap();
    let expected = format!(
        "authorization: Basic {}\r\n",
        BASE64.encode(format!("me:{VALUE}"))
    );
    assert!(server.last_request().contains(&expected));
}

#[tokio::test]
async fn f13_an_echo_does_not_bring_the_value_back() {
    let server = Server::start(|request| {
        let seen = request
            .lines()
            .find(|line| line.starts_with("authorization"))
            .unwrap();
        let mut answer =
            Answer::with_headers(&format!("x-echo: {seen}\r\nlocation: /?{seen}\r\n"), "");
        answer.0 = answer
            .0
            .replace("content-length: 0", "transfer-encoding: chunked");
        // A chunk a byte: no single read ever holds the value.
        let chunks = format!("you sent {seen}!")
            .chars()
            .map(|byte| format!("1\r\n{byte}\r\n"))
            .collect::<Vec<_>>();
        answer.0 = format!(
            "{}{}0\r\nx-trailer: {seen}\r\n\r\n",
            answer.0,
            chunks.concat()
        );
        answer
    })
    .await;
    let egress = holding_secret(&server, &server);
    for _ in 0..2 {
        let response = egress
            .send(carrying(&server.origin(), &bearer(&egress)))
            .await
            .unwrap();
        let masked = format!("authorization: Bearer {}", "*".repeat(VALUE.len()));
        assert_eq!(response.headers()["x-echo"], masked);
        assert_eq!(response.headers()["location"], format!("/?{masked}"));
        let all = http_body_util::BodyExt::collect(response.into_body())
            .await
            .unwrap();
        let trailers = all.trailers().cloned().unwrap();
        assert_eq!(all.to_bytes(), format!("you sent {masked}!"));
        assert_eq!(trailers["x-trailer"], masked);
    }
    assert_eq!(server.connections(), 1, "masking costs no connection");
}

#[tokio::test]
async fn f13_a_request_with_a_secret_asks_for_no_compression() {
    let server = Server::start(|_| Answer::ok("")).await;
    let egress = holding_secret(&server, &server);
    let mut request = carrying(&server.origin(), &bearer(&egress));
    request
        .headers_mut()
        .insert("accept-encoding", "gzip".parse().unwrap());
    egress.send(request).await.unwrap();
    assert!(
        server
            .last_request()
            .contains("accept-encoding: identity\r\n")
    );
}

#[tokio::test]
async fn f13_placeholders_of_another_instance_or_plugin_are_refused() {
    let server = Server::start(|_| Answer::ok("")).await;
    let egress = holding_secret(&server, &server);
    let stranger = holding_secret(&server, &server);
    for other in [&egress.for_instance(), &stranger] {
        let error = egress
            .send(carrying(&server.origin(), &bearer(other)))
            .await
            .err()
            .unwrap();
        assert_eq!(error.code(), "PW-EGRESS-SECRET");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn f12_a_revoked_secret_is_not_filled_in_any_more() {
    let server = Server::start(|_| Answer::ok("")).await;
    let egress = holding_secret(&server, &server);
    let header = bearer(&egress);
    egress
        .send(carrying(&server.origin(), &header))
        .await
        .unwrap();
    egress.vault().replace([]);
    let error = egress
        .send(carrying(&server.origin(), &header))
        .await
        .err()
        .unwrap();
    assert_eq!(error.code(), "PW-EGRESS-SECRET");
    assert_eq!(server.requests().len(), 1);
}
