//! The published examples: a plugin that disagrees with them disagrees with everyone.

use crate::tokens::*;
use plugwright_auth_jwt::Jwt;
use plugwright_plugin_sdk::testing::Host;
use rsa::{
    BigUint, RsaPublicKey,
    pkcs1::EncodeRsaPublicKey,
    pkcs8::{EncodePublicKey, LineEnding},
};

fn host(key: &str, value: impl Into<String>) -> Host {
    at(BEFORE_EXPIRY)
        .config(key, value)
        .config("user_claim", "iss")
}

fn accepts(host: Host, token: &str) {
    let host = host.install();
    let plugin: Jwt = host.plugin().unwrap();
    let result = judge(&plugin, token).unwrap();
    assert!(result.authenticated, "{result:?}");
    assert_eq!(result.user_id, "joe");
    assert_eq!(result.claim("http://example.com/is_root"), Some("true"));
    assert_eq!(result.claim("exp"), Some("1300819380"));
    refuses_every_flipped_bit(&plugin, token);
}

/// Each of 97 bits spread over the token, so that no part of it is left unprotected.
fn refuses_every_flipped_bit(plugin: &Jwt, token: &str) {
    for bit in (0..token.len() * 8).step_by(token.len() * 8 / 97) {
        let mut forged = token.as_bytes().to_vec();
        forged[bit / 8] ^= 1 << (bit % 8);
        let creds = plugwright_plugin_sdk::auth::AuthCredentials::new("bearer", forged);
        let ctx = plugwright_plugin_sdk::PluginContext::default();
        let result = plugwright_plugin_sdk::AuthPlugin::authenticate(plugin, &ctx, &creds).unwrap();
        assert!(!result.authenticated, "bit {bit} does not matter");
    }
}

#[test]
fn rfc7515_a1_hs256() {
    accepts(host("jwks", set(&[A1_KEY])), A1_TOKEN);
    accepts(host("secret", A1_SECRET), A1_TOKEN);
}

#[test]
fn rfc7515_a2_rs256() {
    accepts(host("jwks", set(&[&a2_key()])), A2_TOKEN);
}

#[test]
fn rfc7515_a2_rs256_with_the_key_in_pem() {
    let key = rsa_a2();
    accepts(
        host(
            "public_key",
            key.to_public_key_pem(LineEnding::default()).unwrap(),
        ),
        A2_TOKEN,
    );
    accepts(
        host(
            "public_key",
            key.to_pkcs1_pem(LineEnding::default()).unwrap(),
        ),
        A2_TOKEN,
    );
}

fn rsa_a2() -> RsaPublicKey {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let n = BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(A2_N).unwrap());
    RsaPublicKey::new(n, BigUint::from(65_537_u32)).unwrap()
}

#[test]
fn rfc7515_a3_es256() {
    accepts(host("jwks", set(&[A3_KEY])), A3_TOKEN);
}

#[test]
fn all_keys_in_one_set_do_not_get_in_each_others_way() {
    let keys = set(&[A1_KEY, &a2_key(), A3_KEY, ED_KEY]);
    for token in [A1_TOKEN, A2_TOKEN, A3_TOKEN] {
        accepts(host("jwks", keys.clone()), token);
    }
}

/// The signature of RFC 8037 A.4 is good; its payload is no JSON, so it is no token.
#[test]
fn rfc8037_a4_ed25519_is_verified_before_its_payload_is_read() {
    let host = host("jwks", set(&[ED_KEY])).install();
    let plugin: Jwt = host.plugin().unwrap();
    assert_eq!(refusal(&plugin, ED_JWS).unwrap(), "token-malformed");
    let forged = ED_JWS.replace("hgyY0il", "hgyY0im");
    assert_eq!(refusal(&plugin, &forged).unwrap(), "signature-wrong");
}

/// RFC 7515 A.5 and RFC 7519 6.1: the unsecured token.
#[test]
fn rfc7519_6_1_unsecured_is_refused() {
    let token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
    let host = host("jwks", set(&[A1_KEY])).install();
    assert_eq!(
        refusal(&host.plugin().unwrap(), token).unwrap(),
        "algorithm-not-allowed"
    );
}

/// RFC 7519 A.1: an encrypted token has five parts; we decrypt nothing.
#[test]
fn rfc7519_a1_encrypted_is_refused() {
    let token = "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJflSdv1iNqhWXaKH4MqAkQtMoNfABIPJaZm0HaA415sv3aeuBWnD8J-Ui7Ah6cWafs3ZwwFKDFUUsWHSK-IPKxLGTkND09XyjORj_CHAgOPJ-Sd8ONQRnJvWn_hXV1BNMHzUjPyYwEsRhDhzjAD26imasOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7ZYMmpUDkR-Cx9obNGwJQ3nM52YCitxoQVPzjbl7WBuB7AohdBoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a1rZgN5TiysnmzTROF869lQ.AxY8DCtDaGlsbGljb3RoZQ.MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wKaMHDjUEOKIwrtkHthpqEanSBNYHZgmNOV7sln1Eu9g3J8.fiK51VwhsxJ-siBMR-YFiA";
    let host = host("jwks", set(&[&a2_key()])).install();
    assert_eq!(
        refusal(&host.plugin().unwrap(), token).unwrap(),
        "token-malformed"
    );
}
