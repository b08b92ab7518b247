//! TLS with a private authority: who is trusted, and who is not.

use std::time::Duration;

use super::names::Names;
use super::server::{Answer, Server, authority};
use super::{builder, code, get_text};
use crate::egress::{Egress, EgressLimits, TrustedRoots};

fn names() -> Names {
    Names::default()
        .with("secure.example", &[&["127.0.0.1"]])
        .with("other.example", &[&["127.0.0.1"]])
}

fn egress(port: u16, roots: TrustedRoots) -> Egress {
    let origins = ["secure.example", "other.example", "127.0.0.1"]
        .map(|host| format!("https://{host}:{port}"));
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    let limits = EgressLimits {
        connect_timeout: Duration::from_secs(1),
        ..EgressLimits::default()
    };
    builder(&origins)
        .limits(limits)
        .resolver(names().resolver())
        .roots(roots)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_certificate_counts_for_its_names_and_its_authority_only() {
    let server = Server::start_tls(|_| Answer::ok("secure")).await;
    let port = server.port();
    let trusting = egress(port, TrustedRoots::web().with(authority()).unwrap());
    for host in ["secure.example", "SECURE.example.", "127.0.0.1"] {
        assert_eq!(
            get_text(&trusting, &format!("https://{host}:{port}/"))
                .await
                .unwrap(),
            "secure",
            "{host}"
        );
    }
    assert_eq!(
        code(&trusting, &format!("https://other.example:{port}/")).await,
        "PW-EGRESS-TLS"
    );
    let plain = egress(port, TrustedRoots::web());
    assert_eq!(
        code(&plain, &format!("https://secure.example:{port}/")).await,
        "PW-EGRESS-TLS"
    );
    assert!(
        server
            .requests()
            .iter()
            .all(|request| !request.contains("other.example"))
    );
}

#[tokio::test]
async fn a_server_without_tls_gets_no_request_in_the_clear() {
    let server = Server::start(|_| Answer::ok("plain")).await;
    let egress = egress(server.port(), TrustedRoots::web());
    // The server takes the handshake for the beginning of a request, so it ends with the time for connecting.
    let code = code(
        &egress,
        &format!("https://secure.example:{}/", server.port()),
    )
    .await;
    assert!(
        matches!(code, "PW-EGRESS-TLS" | "PW-EGRESS-TIMEOUT"),
        "{code}"
    );
    assert!(server.requests().is_empty());
}

#[test]
fn what_is_no_certificate_is_no_authority() {
    let error = TrustedRoots::web()
        .with(b"nonsense".to_vec().into())
        .unwrap_err();
    assert_eq!(error.code(), "PW-EGRESS-ROOT");
}
