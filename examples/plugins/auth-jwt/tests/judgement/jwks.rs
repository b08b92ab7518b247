//! Keys from an origin: fetched when needed, kept, renewed, and never asked for too often.

use std::{cell::RefCell, rc::Rc, time::Duration};

use crate::tokens::*;
use plugwright_auth_jwt::Jwt;
use plugwright_plugin_sdk::{FaultClass, HostError, http::Response, testing::Host};
use serde_json::json;

const URL: &str = "https://keys.example/jwks.json";

type Answer = Rc<RefCell<Result<Response, HostError>>>;

/// A key server whose answer the test can change.
fn server(answer: Result<Response, HostError>) -> (Host, Answer) {
    let answer = Rc::new(RefCell::new(answer));
    let current = Rc::clone(&answer);
    let host = at(NOW)
        .config("jwks_url", URL)
        .http(move |_| current.borrow().clone());
    (host, answer)
}

fn keys(kid: &str) -> Response {
    Response::new(200, set(&[&ed_jwk(kid)]))
}

fn timeout() -> Result<Response, HostError> {
    Err(HostError::HttpTimeout {
        origin: "https://keys.example".into(),
    })
}

fn token(kid: &str) -> String {
    ed_token(
        &json!({"alg": "EdDSA", "kid": kid}),
        &json!({"sub": "ada", "exp": NOW + 1_000_000}),
    )
}

#[test]
fn keys_are_fetched_once_and_kept() {
    let (host, _) = server(Ok(keys("a")));
    let host = host.install();
    let plugin: Jwt = host.plugin().unwrap();
    assert!(host.requests().is_empty(), "no token, no request");
    for _ in 0..10 {
        assert_eq!(refusal(&plugin, &token("a")), None);
    }
    assert_eq!(host.requests().len(), 1);
    assert_eq!(host.requests()[0].url(), URL);
}

#[test]
fn a_new_key_is_found_at_once_but_forged_ids_cannot_flood_the_server() {
    let (host, answer) = server(Ok(keys("a")));
    let host = host.install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(refusal(&plugin, &token("a")), None);
    *answer.borrow_mut() = Ok(keys("b"));
    host.advance(Duration::from_secs(31));
    assert_eq!(refusal(&plugin, &token("b")), None);
    assert_eq!(host.requests().len(), 2);
    for forged in 0..100 {
        assert_eq!(
            refusal(&plugin, &token(&forged.to_string())).unwrap(),
            "key-unknown"
        );
    }
    assert_eq!(host.requests().len(), 2);
}

#[test]
fn old_keys_are_fetched_again_and_a_withdrawn_key_stops_working() {
    let (host, answer) = server(Ok(keys("a")));
    let host = host.install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(refusal(&plugin, &token("a")), None);
    *answer.borrow_mut() = Ok(keys("b"));
    host.advance(Duration::from_mins(10));
    assert_eq!(refusal(&plugin, &token("a")).unwrap(), "key-unknown");
}

#[test]
fn a_key_server_that_is_down_does_not_log_everybody_out_at_once() {
    let (host, answer) = server(Ok(keys("a")));
    let host = host.install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(refusal(&plugin, &token("a")), None);
    *answer.borrow_mut() = timeout();
    host.advance(Duration::from_hours(1));
    assert_eq!(refusal(&plugin, &token("a")), None);
    assert!(
        host.logs()
            .iter()
            .any(|record| record.message.contains("old keys are kept"))
    );
    host.advance(Duration::from_hours(23));
    let error = judge(&plugin, &token("a")).unwrap_err();
    assert_eq!(
        (error.fault, error.code.as_str()),
        (FaultClass::Dependency, "http-timeout")
    );
}

#[test]
fn without_keys_the_error_is_the_dependencys_and_the_server_is_left_in_peace() {
    let (host, answer) = server(timeout());
    let host = host.install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(
        judge(&plugin, &token("a")).unwrap_err().code,
        "http-timeout"
    );
    assert_eq!(
        judge(&plugin, &token("a")).unwrap_err().code,
        "keys-unavailable"
    );
    assert_eq!(host.requests().len(), 1);
    *answer.borrow_mut() = Ok(keys("a"));
    host.advance(Duration::from_secs(30));
    assert_eq!(refusal(&plugin, &token("a")), None);
}

#[test]
fn what_is_no_key_set_is_never_taken_for_one() {
    let answers = [
        (Response::new(404, set(&[&ed_jwk("a")])), "http-status"),
        (
            Response::new(302, "").with_header("location", "https://evil.example"),
            "http-status",
        ),
        (Response::new(200, "<html>"), "keys-malformed"),
        (Response::new(200, set(&[])), "keys-empty"),
        (Response::new(200, vec![b' '; 300 << 10]), "http-too-large"),
        (Response::new(200, set(&[A1_KEY; 65])), "keys-malformed"),
    ];
    for (answer, code) in answers {
        let host = server(Ok(answer)).0.install();
        let plugin: Jwt = host.plugin().unwrap();
        assert_eq!(judge(&plugin, &token("a")).unwrap_err().code, code);
    }
}

/// Whoever reads a public key set could sign with a secret in it.
#[test]
fn a_secret_that_anyone_can_fetch_signs_nothing() {
    let host = server(Ok(Response::new(200, set(&[A1_KEY, ED_KEY]))))
        .0
        .install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(refusal(&plugin, A1_TOKEN).unwrap(), "algorithm-not-allowed");
}
