//! F7: what stands on the wire.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;

use super::egress;
use super::server::{Answer, Server};
use crate::egress::{Egress, EgressError};

async fn refusal(egress: &Egress, request: Request<Full<Bytes>>) -> &'static str {
    match egress.send(request).await {
        Ok(_) => "answered",
        Err(EgressError::Header(_)) => "header",
        Err(error) => error.code(),
    }
}

#[tokio::test]
async fn f7_the_platform_writes_host_and_framing() {
    let server = Server::start(|_| Answer::ok("")).await;
    let egress = egress(&[&server.origin()]);
    let request = Request::post(format!("{}?a=b", server.origin()))
        .header("x-mine", "kept")
        .body(Full::from("body"))
        .unwrap();
    egress.send(request).await.unwrap();
    let wire = server.last_request();
    let mut lines: Vec<&str> = wire.lines().collect();
    assert_eq!(lines.remove(0), "POST /?a=b HTTP/1.1");
    lines.sort_unstable();
    let host = format!("host: 127.0.0.1:{}", server.port());
    assert_eq!(
        lines,
        ["", "body", "content-length: 4", &host, "x-mine: kept"]
    );
}

#[tokio::test]
async fn f7_smuggling_headers_never_reach_the_wire() {
    let server = Server::start(|_| Answer::ok("")).await;
    let egress = egress(&[&server.origin()]);
    for (name, value) in [
        ("host", "evil.example"),
        ("transfer-encoding", "chunked"),
        ("content-length", "3"),
        ("content-length", "400"),
        ("connection", "keep-alive, x-mine"),
        ("upgrade", "h2c"),
        ("proxy-authorization", "Basic eDp5"),
    ] {
        let request = Request::post(server.origin())
            .header(name, value)
            .body(Full::from("body"))
            .unwrap();
        assert_eq!(refusal(&egress, request).await, "header", "{name}: {value}");
    }
    for method in ["CONNECT", "TRACE"] {
        let request = Request::builder()
            .method(method)
            .uri(server.origin())
            .body(Full::default())
            .unwrap();
        assert_eq!(
            refusal(&egress, request).await,
            "PW-EGRESS-METHOD",
            "{method}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn f7_a_response_that_is_framed_twice_is_no_response() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nx : y\r\ncontent-length: 5\r\n\r\nhello",
        "not HTTP at all\r\n\r\n",
    ] {
        let server =
            Server::start(move |_| Answer(answer.to_owned(), super::server::Then::Close)).await;
        let egress = egress(&[&server.origin()]);
        assert_eq!(
            super::code(&egress, &server.origin()).await,
            "PW-EGRESS-PROTOCOL",
            "{answer}"
        );
    }
}
