//! F5: a redirect is a request of its own.

use bytes::Bytes;
use http::Request;

use super::names::Names;
use super::server::{Answer, Server};
use super::{builder, egress, get, text};
use crate::egress::{Egress, EgressError, GrantedSecret, SecretValue};

fn follow(url: &str) -> Request<Bytes> {
    Request::get(url)
        .header("authorization", "Bearer x")
        .body(Bytes::new())
        .unwrap()
}

async fn followed(egress: &Egress, request: Request<Bytes>) -> Result<String, EgressError> {
    text(egress.send_following(request, 3).await?).await
}

#[tokio::test]
async fn f5_a_plain_request_follows_nothing() {
    let target = Server::start(|_| Answer::ok("target")).await;
    let to = target.origin();
    let server = Server::start(move |_| Answer::redirect(302, &to)).await;
    let response = get(
        &egress(&[&server.origin(), &target.origin()]),
        &server.origin(),
    )
    .await
    .unwrap();
    assert_eq!(response.status(), 302);
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn f5_each_hop_is_judged() {
    let inside = Server::start(|_| Answer::ok("inside")).await;
    let to = inside.origin();
    let server = Server::start(move |_| Answer::redirect(307, &to)).await;
    let egress = egress(&[&server.origin()]);
    let error = followed(&egress, follow(&server.origin()))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PW-EGRESS-DENIED");
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn f5_a_hop_to_a_forbidden_address_or_scheme_is_refused() {
    for (location, code) in [
        ("http://metadata.example/latest", "PW-EGRESS-ADDRESS"),
        ("http://169.254.169.254/latest", "PW-EGRESS-ADDRESS"),
        ("ftp://127.0.0.1/", "PW-EGRESS-TARGET"),
        ("file:///etc/passwd", "PW-EGRESS-REDIRECT"),
        ("http://a@127.0.0.1/", "PW-EGRESS-TARGET"),
    ] {
        let server = Server::start(move |_| Answer::redirect(302, location)).await;
        let names = Names::default().with("metadata.example", &[&["169.254.169.254"]]);
        let origins = [
            &*server.origin(),
            "http://metadata.example",
            "http://169.254.169.254",
        ];
        let egress = builder(&origins)
            .resolver(names.resolver())
            .build()
            .unwrap();
        let error = followed(&egress, follow(&server.origin()))
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{location}");
    }
}

#[tokio::test]
async fn f5_credentials_and_secrets_do_not_cross_origins() {
    let other = Server::start(|_| Answer::ok("other")).await;
    let to = other.origin();
    let first = Server::start(move |request| {
        if request.starts_with("GET /start") {
            Answer::redirect(302, "/next")
        } else {
            Answer::redirect(302, &to)
        }
    })
    .await;
    let secret = GrantedSecret::new(
        "key",
        SecretValue::new("hunter2"),
        [first.origin().parse().unwrap()],
    );
    let egress = builder(&[&first.origin(), &other.origin()])
        .secrets([secret])
        .build()
        .unwrap();
    let mut request = follow(&format!("{}/start", first.origin()));
    let placeholder = egress.vault().placeholder("key").unwrap();
    request
        .headers_mut()
        .insert("x-key", placeholder.as_str().parse().unwrap());

    assert_eq!(followed(&egress, request).await.unwrap(), "other");
    for request in first.requests() {
        assert!(
            request.contains("x-key: hunter2") && request.contains("authorization: Bearer x"),
            "{request}"
        );
    }
    let request = other.last_request();
    assert!(
        !request.contains("hunter2") && !request.contains("authorization"),
        "{request}"
    );
    assert!(!request.contains(placeholder.as_str()), "{request}");
}

#[tokio::test]
async fn f5_a_redirect_loop_ends() {
    let server = Server::start(|_| Answer::redirect(302, "/again")).await;
    let egress = egress(&[&server.origin()]);
    let error = followed(&egress, follow(&server.origin()))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PW-EGRESS-REDIRECT");
    assert_eq!(server.requests().len(), 4);
}
