//! Keys and tokens: those of the RFCs, and those that the tests sign.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::Signer as _;
use hmac::{Hmac, Mac};
use plugwright_auth_jwt::Jwt;
use plugwright_plugin_sdk::{prelude::*, testing::Host};
use serde_json::Value;
use sha2::Sha256;

/// RFC 7515, A.1: the secret, and the token that it signed.
pub(crate) const A1_KEY: &str = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
pub(crate) const A1_SECRET: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
pub(crate) const A1_TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// RFC 7515, A.2: the RSA key, and the token that it signed.
pub(crate) const A2_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
pub(crate) const A2_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// RFC 7515, A.3: the key on P-256, and the token that it signed.
pub(crate) const A3_KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
pub(crate) const A3_TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

/// RFC 8037, A.1 and A.2: the private and the public key on Ed25519.
pub(crate) const ED_SECRET: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
pub(crate) const ED_KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
/// RFC 8037, A.4: what that key signed. Its payload is a text, not claims.
pub(crate) const ED_JWS: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

/// Before the tokens of RFC 7515 expire.
pub(crate) const BEFORE_EXPIRY: u64 = 1_300_819_000;
/// When the tests' own tokens are used.
pub(crate) const NOW: u64 = 1_700_000_000;

pub(crate) fn a2_key() -> String {
    format!(r#"{{"kty":"RSA","n":"{A2_N}","e":"AQAB"}}"#)
}

pub(crate) fn set(keys: &[&str]) -> String {
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

pub(crate) fn at(seconds: u64) -> Host {
    let since = std::time::Duration::from_secs(seconds);
    Host::new().now(std::time::SystemTime::UNIX_EPOCH + since)
}

/// The key and the JWK of it that the tests sign with.
pub(crate) fn ed_jwk(kid: &str) -> String {
    let Value::Object(mut jwk) = serde_json::from_str(ED_KEY).unwrap() else {
        unreachable!()
    };
    jwk.insert("kid".into(), kid.into());
    Value::Object(jwk).to_string()
}

pub(crate) fn ed_token(header: &Value, claims: &Value) -> String {
    let secret: [u8; 32] = URL_SAFE_NO_PAD
        .decode(ED_SECRET)
        .unwrap()
        .try_into()
        .unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&secret);
    signed(header, claims, |input| key.sign(input).to_vec())
}

pub(crate) fn hs_token(secret: &[u8], header: &Value, claims: &Value) -> String {
    signed(header, claims, |input| {
        let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
        mac.chain_update(input).finalize().into_bytes().to_vec()
    })
}

fn signed(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// Judges a token at the trait that the host calls.
pub(crate) fn judge(plugin: &Jwt, token: &str) -> Result<AuthResult, Error> {
    plugin.authenticate(
        &PluginContext::new("GET", "/"),
        &AuthCredentials::new("bearer", token),
    )
}

/// Why a token was refused; none if it was accepted.
pub(crate) fn refusal(plugin: &Jwt, token: &str) -> Option<String> {
    let result = judge(plugin, token).unwrap();
    assert!(
        result.authenticated != result.user_id.is_empty(),
        "{result:?}"
    );
    (!result.authenticated).then(|| result.claim("reason").unwrap().to_owned())
}
