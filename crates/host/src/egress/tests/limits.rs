//! F10: answers that never end, never begin, or are too large.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use http_body::Frame;
use http_body_util::StreamBody;

use super::server::{Answer, Server, Then};
use super::{builder, code, get, get_text};
use crate::egress::{Egress, EgressError, EgressLimits, Phase, Resolver};

fn short() -> EgressLimits {
    EgressLimits {
        connect_timeout: Duration::from_millis(300),
        first_byte_timeout: Duration::from_millis(300),
        between_bytes_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_millis(900),
        max_response_body: 10_000,
        max_request_body: 10_000,
        ..EgressLimits::default()
    }
}

async fn against(answer: Answer) -> (Server, Egress) {
    let server = Server::start(move |_| answer.clone()).await;
    let egress = builder(&[&server.origin()])
        .limits(short())
        .build()
        .unwrap();
    (server, egress)
}

fn phase(error: &EgressError) -> Option<Phase> {
    match error {
        EgressError::Timeout { phase, .. } => Some(*phase),
        _ => None,
    }
}

const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

#[tokio::test]
async fn f10_a_server_that_never_answers_is_given_up() {
    let (server, egress) = against(Answer(String::new(), Then::Silence)).await;
    let error = get(&egress, &server.origin()).await.err().unwrap();
    assert_eq!(phase(&error), Some(Phase::FirstByte), "{error:?}");
}

#[tokio::test]
async fn f10_a_body_that_stops_is_given_up() {
    let (server, egress) = against(Answer(format!("{CHUNKED}1\r\nx\r\n"), Then::Silence)).await;
    let error = get_text(&egress, &server.origin()).await.unwrap_err();
    assert_eq!(phase(&error), Some(Phase::BetweenBytes), "{error:?}");
}

#[tokio::test]
async fn f10_a_body_that_trickles_ends_with_the_total_time() {
    let drip = Then::Repeat("1\r\nx\r\n".to_owned(), Duration::from_millis(50));
    let (server, egress) = against(Answer(CHUNKED.to_owned(), drip)).await;
    let error = get_text(&egress, &server.origin()).await.unwrap_err();
    assert_eq!(phase(&error), Some(Phase::Total), "{error:?}");
}

#[tokio::test]
async fn f10_headers_that_trickle_end_in_time_too() {
    let drip = Then::Repeat("x: y\r\n".to_owned(), Duration::from_millis(50));
    let (server, egress) = against(Answer("HTTP/1.1 200 OK\r\n".to_owned(), drip)).await;
    let error = get(&egress, &server.origin()).await.err().unwrap();
    assert_eq!(phase(&error), Some(Phase::FirstByte), "{error:?}");
}

#[tokio::test]
async fn f10_an_endless_body_is_cut_at_its_limit() {
    let flood = Then::Repeat(format!("400\r\n{}\r\n", "x".repeat(1024)), Duration::ZERO);
    let (server, egress) = against(Answer(CHUNKED.to_owned(), flood)).await;
    let error = get_text(&egress, &server.origin()).await.unwrap_err();
    assert_eq!(error.code(), "PW-EGRESS-RESPONSE-BODY-SIZE");
    assert!(egress.counts().bytes_received < 1 << 20);
}

#[tokio::test]
async fn f10_a_body_that_announces_too_much_is_not_even_read() {
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n";
    let (server, egress) = against(Answer(announced.to_owned(), Then::Silence)).await;
    assert_eq!(
        get(&egress, &server.origin()).await.err().unwrap().code(),
        "PW-EGRESS-RESPONSE-BODY-SIZE"
    );
}

#[tokio::test]
async fn f10_oversized_and_countless_headers_are_refused() {
    let long = format!(
        "HTTP/1.1 200 OK\r\nx: {}\r\ncontent-length: 0\r\n\r\n",
        "y".repeat(100_000)
    );
    let medium = format!(
        "HTTP/1.1 200 OK\r\nx: {}\r\ncontent-length: 0\r\n\r\n",
        "y".repeat(32_760)
    );
    let many = format!(
        "HTTP/1.1 200 OK\r\n{}content-length: 0\r\n\r\n",
        "x: y\r\n".repeat(2000)
    );
    for answer in [long, medium, many] {
        let (server, egress) = against(Answer(answer, Then::Silence)).await;
        assert_eq!(
            code(&egress, &server.origin()).await,
            "PW-EGRESS-RESPONSE-HEADER-SIZE"
        );
    }
    let endless = Then::Repeat("y".repeat(10_000), Duration::ZERO);
    let (server, egress) = against(Answer("HTTP/1.1 200 OK\r\nx: ".to_owned(), endless)).await;
    assert_eq!(
        code(&egress, &server.origin()).await,
        "PW-EGRESS-RESPONSE-HEADER-SIZE"
    );
}

#[tokio::test]
async fn f10_a_compressed_body_is_passed_on_as_it_came() {
    let (server, egress) = against(Answer::with_headers(
        "content-encoding: gzip\r\n",
        "not really gzip",
    ))
    .await;
    assert_eq!(
        get_text(&egress, &server.origin()).await.unwrap(),
        "not really gzip"
    );
}

#[tokio::test]
async fn f10_an_endless_request_body_is_cut_at_its_limit() {
    let (server, egress) = against(Answer(String::new(), Then::Silence)).await;
    let chunk = || Ok::<_, io::Error>(Frame::data(Bytes::from_static(&[0; 4096])));
    let endless = StreamBody::new(futures_util::stream::repeat_with(chunk));
    let request = Request::post(server.origin()).body(endless).unwrap();
    let error = egress.send(request).await.err().unwrap();
    assert!(
        matches!(error, EgressError::RequestBodySize { limit: 10_000 }),
        "{error:?}"
    );
    assert!(egress.counts().bytes_sent < 20_000);
}

#[tokio::test]
async fn a_slow_upload_is_not_a_silent_server() {
    let server = Server::start(|_| Answer::ok("done")).await;
    let egress = builder(&[&server.origin()])
        .limits(short())
        .build()
        .unwrap();
    let slowly = futures_util::stream::unfold(0, |n| async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        (n < 5).then(|| {
            (
                Ok::<_, io::Error>(Frame::data(Bytes::from_static(b"x"))),
                n + 1,
            )
        })
    });
    let request = Request::post(server.origin())
        .header("content-length", "5")
        .body(StreamBody::new(slowly))
        .unwrap();
    let answer = super::text(egress.send(request).await.unwrap())
        .await
        .unwrap();
    assert_eq!(answer, "done");
    assert!(server.last_request().ends_with("\r\n\r\nxxxxx"));
}

struct Never;

#[async_trait]
impl Resolver for Never {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn f10_a_name_server_that_never_answers_is_given_up() {
    let egress = builder(&["http://a.example"])
        .limits(short())
        .resolver(Arc::new(Never))
        .build()
        .unwrap();
    let error = get(&egress, "http://a.example").await.err().unwrap();
    assert_eq!(phase(&error), Some(Phase::Dns), "{error:?}");
}

#[tokio::test]
async fn f10_a_tls_handshake_that_never_ends_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("https://{}", listener.local_addr().unwrap());
    let egress = builder(&[&origin]).limits(short()).build().unwrap();
    let error = get(&egress, &origin).await.err().unwrap();
    assert_eq!(phase(&error), Some(Phase::Connect), "{error:?}");
}

#[tokio::test]
async fn f10_requests_at_a_time_are_limited_until_their_bodies_are_done() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let limits = EgressLimits {
        max_concurrent: 1,
        ..short()
    };
    let egress = builder(&[&server.origin()]).limits(limits).build().unwrap();
    let held = get(&egress, &server.origin()).await.unwrap();
    assert_eq!(code(&egress, &server.origin()).await, "PW-EGRESS-BUSY");
    drop(held);
    assert_eq!(get_text(&egress, &server.origin()).await.unwrap(), "hello");
}
