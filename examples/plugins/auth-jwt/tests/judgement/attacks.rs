//! What attackers try on token verification (RFC 8725 section 2), each through the trait that the host calls.

use crate::tokens::*;
use plugwright_auth_jwt::Jwt;
use plugwright_plugin_sdk::{Error, FaultClass, auth::AuthCredentials, prelude::*};
use rsa::{
    BigUint, RsaPublicKey,
    pkcs8::{EncodePublicKey, LineEnding},
};
use serde_json::json;

fn claims() -> serde_json::Value {
    json!({"sub": "eve", "exp": NOW + 60})
}

fn rsa_pem() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let n = BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(A2_N).unwrap());
    let key = RsaPublicKey::new(n, BigUint::from(65_537_u32)).unwrap();
    key.to_public_key_pem(LineEnding::default()).unwrap()
}

#[test]
fn a_public_key_is_never_taken_for_an_hmac_secret() {
    let pem = rsa_pem();
    let host = at(NOW).config("public_key", pem.clone()).install();
    let plugin: Jwt = host.plugin().unwrap();
    for secret in [pem.as_bytes(), pem.trim_end().as_bytes(), A2_N.as_bytes()] {
        let token = hs_token(secret, &json!({"alg": "HS256"}), &claims());
        assert_eq!(refusal(&plugin, &token).unwrap(), "algorithm-not-allowed");
    }
}

#[test]
fn a_token_cannot_bring_its_own_key() {
    let host = at(NOW).config("jwks", set(&[A3_KEY, A1_KEY])).install();
    let plugin: Jwt = host.plugin().unwrap();
    let own_key: serde_json::Value = serde_json::from_str(ED_KEY).unwrap();
    let header = json!({"alg": "EdDSA", "jwk": own_key, "jku": "https://evil.example/keys", "x5u": "https://evil.example"});
    assert_eq!(
        refusal(&plugin, &ed_token(&header, &claims())).unwrap(),
        "algorithm-not-allowed"
    );
    assert!(host.requests().is_empty());
}

#[test]
fn the_algorithm_of_the_header_must_be_the_keys() {
    let host = at(NOW).config("jwks", set(&[ED_KEY])).install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(
        refusal(&plugin, &ed_token(&json!({"alg": "EdDSA"}), &claims())),
        None
    );
    assert_eq!(
        refusal(&plugin, &ed_token(&json!({"alg": "Ed25519"}), &claims())),
        None
    );
    for algorithm in ["HS256", "RS256", "ES256", "none", "nOnE", "ES384"] {
        let token = ed_token(&json!({"alg": algorithm}), &claims());
        assert_eq!(
            refusal(&plugin, &token).unwrap(),
            "algorithm-not-allowed",
            "{algorithm}"
        );
    }
}

#[test]
fn an_algorithm_that_is_not_listed_is_refused_although_its_key_is_there() {
    let host = at(NOW)
        .config("jwks", set(&[ED_KEY, A3_KEY]))
        .config("algorithms", "ES256")
        .install();
    let token = ed_token(&json!({"alg": "EdDSA"}), &claims());
    assert_eq!(
        refusal(&host.plugin().unwrap(), &token).unwrap(),
        "algorithm-not-allowed"
    );
}

#[test]
fn a_stripped_or_swapped_signature_is_refused() {
    let host = at(NOW).config("jwks", set(&[ED_KEY])).install();
    let plugin: Jwt = host.plugin().unwrap();
    let token = ed_token(&json!({"alg": "EdDSA"}), &claims());
    let other = ed_token(
        &json!({"alg": "EdDSA"}),
        &json!({"sub": "root", "exp": NOW + 60}),
    );
    let (body, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    assert_eq!(
        refusal(&plugin, &format!("{body}.")).unwrap(),
        "signature-wrong"
    );
    assert_eq!(
        refusal(&plugin, &format!("{body}.{signature}")).unwrap(),
        "signature-wrong"
    );
    assert_eq!(refusal(&plugin, body).unwrap(), "token-malformed");
    assert_eq!(
        refusal(&plugin, &format!(" {token}")).unwrap(),
        "token-malformed"
    );
    assert_eq!(
        refusal(&plugin, &"a".repeat(20_000)).unwrap(),
        "token-too-long"
    );
}

/// ECDSA accepts (0, 0) in broken verifiers (CVE-2022-21449).
#[test]
fn a_signature_of_zeroes_is_refused() {
    let host = at(NOW).config("jwks", set(&[A3_KEY])).install();
    let (body, _) = A3_TOKEN.rsplit_once('.').unwrap();
    let token = format!("{body}.{}", "A".repeat(86));
    assert_eq!(
        refusal(&host.plugin().unwrap(), &token).unwrap(),
        "signature-wrong"
    );
}

#[test]
fn an_extension_called_critical_is_refused() {
    let host = at(NOW).config("jwks", set(&[ED_KEY])).install();
    let token = ed_token(
        &json!({"alg": "EdDSA", "crit": ["exp"], "exp": 1}),
        &claims(),
    );
    assert_eq!(
        refusal(&host.plugin().unwrap(), &token).unwrap(),
        "critical-extension"
    );
}

#[test]
fn a_key_id_selects_and_does_not_fall_back() {
    let host = at(NOW).config("jwks", set(&[&ed_jwk("a")])).install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(
        refusal(
            &plugin,
            &ed_token(&json!({"alg": "EdDSA", "kid": "a"}), &claims())
        ),
        None
    );
    assert_eq!(
        refusal(&plugin, &ed_token(&json!({"alg": "EdDSA"}), &claims())),
        None
    );
    let token = ed_token(&json!({"alg": "EdDSA", "kid": "../../b"}), &claims());
    assert_eq!(refusal(&plugin, &token).unwrap(), "key-unknown");
}

#[test]
fn credentials_of_another_type_are_the_callers_error() {
    let host = at(NOW).config("jwks", set(&[ED_KEY])).install();
    let plugin: Jwt = host.plugin().unwrap();
    let judged = plugin.authenticate(
        &PluginContext::default(),
        &AuthCredentials::new("basic", "x"),
    );
    assert_eq!(judged.unwrap_err().fault, FaultClass::Caller);
}

fn error(host: plugwright_plugin_sdk::testing::Host) -> Error {
    host.install().plugin::<Jwt>().unwrap_err()
}

#[test]
fn a_configuration_that_cannot_be_safe_is_refused() {
    assert_eq!(error(at(NOW)).code, "key-source");
    assert_eq!(
        error(at(NOW).config("secret", A1_SECRET).config("jwks", "{}")).code,
        "key-source"
    );
    assert_eq!(
        error(at(NOW).config("secret", A1_SECRET).config("isuer", "a")).code,
        "config-unknown-key"
    );
    let invalid = [
        ("secret", "c2hvcnQ=".to_owned()),
        ("secret", "not base64!".to_owned()),
        (
            "public_key",
            "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----".to_owned(),
        ),
        ("public_key", "ssh-ed25519 AAAA".to_owned()),
        ("jwks", set(&[r#"{"kty":"oct","k":"c2hvcnQ"}"#])),
        ("jwks", set(&[])),
        ("jwks_url", "http://keys.example/jwks".to_owned()),
        ("jwks_url", "http://localhost.evil.example/jwks".to_owned()),
    ];
    for (key, value) in invalid {
        let error = error(at(NOW).config(key, value.clone()));
        assert_eq!(error.code, "config-invalid", "{key}: {value}");
        assert!(
            !error.message.contains(&value),
            "the value is quoted: {}",
            error.message
        );
    }
}
