//! JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;

use super::{Algorithm, KeySet, NamedKey, VerifyingKey, verify::Unusable};

/// The members of a key that matter to us.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    k: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// A key set of which some keys could not be used.
pub(crate) struct ReadSet {
    pub(crate) keys: KeySet,
    /// Why, for each key that was left out: its place in the set, and the reason.
    pub(crate) left_out: Vec<(usize, Unusable)>,
}

/// Reads a JWK Set. As RFC 7517 (5) says, keys that we cannot use are left out and do not spoil the rest.
///
/// # Errors
///
/// What is wrong with the set as a whole; completes "the key set …".
pub(crate) fn read_set(json: &[u8]) -> Result<ReadSet, &'static str> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }

    let set: Set =
        serde_json::from_slice(json).map_err(|_| "is no JSON object with an array `keys`")?;
    if set.keys.len() > KeySet::MAX_KEYS {
        return Err("has more than 64 keys");
    }
    let (mut keys, mut left_out) = (Vec::new(), Vec::new());
    for (place, key) in set.keys.into_iter().enumerate() {
        match read_key(key) {
            Ok(key) => keys.push(key),
            Err(reason) => left_out.push((place, reason)),
        }
    }
    Ok(ReadSet {
        keys: KeySet::new(keys),
        left_out,
    })
}

fn read_key(json: Value) -> Result<NamedKey, Unusable> {
    let jwk: Jwk = serde_json::from_value(json).map_err(|_| "is no JWK")?;
    if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
        return Err("is not for signatures (`use`)");
    }
    if jwk
        .key_ops
        .as_ref()
        .is_some_and(|ops| !ops.iter().any(|op| op == "verify"))
    {
        return Err("is not for verifying (`key_ops`)");
    }
    let key = jwk.key()?;
    if jwk
        .alg
        .as_deref()
        .is_some_and(|name| Algorithm::parse(name) != Some(key.algorithm()))
    {
        return Err("is for another algorithm (`alg`)");
    }
    Ok(NamedKey { id: jwk.kid, key })
}

impl Jwk {
    fn key(&self) -> Result<VerifyingKey, Unusable> {
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("oct", _) => VerifyingKey::hmac(bytes(self.k.as_ref())?),
            ("RSA", _) => {
                VerifyingKey::rsa_from_parts(&bytes(self.n.as_ref())?, &bytes(self.e.as_ref())?)
            }
            ("EC", Some("P-256")) => {
                VerifyingKey::p256_from_parts(&bytes(self.x.as_ref())?, &bytes(self.y.as_ref())?)
            }
            ("OKP", Some("Ed25519")) => VerifyingKey::ed25519_from_bytes(&bytes(self.x.as_ref())?),
            _ => Err("is of a type or curve that this plugin does not verify"),
        }
    }
}

fn bytes(member: Option<&String>) -> Result<Vec<u8>, Unusable> {
    let text = member.ok_or("lacks a member that its type needs")?;
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| "has a member that is no base64url")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OCT: &str = r#""kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow""#;

    fn left_out(key: &str) -> Option<Unusable> {
        let set = read_set(format!(r#"{{"keys":[{{{key}}}]}}"#).as_bytes()).unwrap();
        assert_eq!(set.keys.is_empty(), !set.left_out.is_empty());
        set.left_out.first().map(|(_, reason)| *reason)
    }

    #[test]
    fn a_key_that_is_meant_for_something_else_does_not_verify_tokens() {
        assert_eq!(left_out(OCT), None);
        assert_eq!(
            left_out(&format!(
                r#"{OCT},"use":"sig","key_ops":["verify"],"alg":"HS256""#
            )),
            None
        );
        assert_eq!(
            left_out(&format!(r#"{OCT},"use":"enc""#)),
            Some("is not for signatures (`use`)")
        );
        assert_eq!(
            left_out(&format!(r#"{OCT},"key_ops":["sign"]"#)),
            Some("is not for verifying (`key_ops`)")
        );
        assert_eq!(
            left_out(&format!(r#"{OCT},"alg":"RS256""#)),
            Some("is for another algorithm (`alg`)")
        );
    }

    #[test]
    fn weak_and_broken_keys_are_left_out() {
        let weak = [
            r#""kty":"oct","k":"c2hvcnQ""#,
            r#""kty":"oct""#,
            r#""kty":"RSA","n":"u1SU1LfVLPHCozMxH2Mo","e":"AQAB""#,
            r#""kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA""#,
            r#""kty":"EC","crv":"P-521","x":"AAAA","y":"AAAA""#,
            r#""kty":"OKP","crv":"X25519","x":"AAAA""#,
            r#""kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#,
            r#""kty":7"#,
        ];
        for key in weak {
            assert!(left_out(key).is_some(), "{key}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in r#"\{"keys":\[\{"kty":"(oct|RSA|EC|OKP)","crv":"(P-256|Ed25519)","[knexy]":"[A-Za-z0-9_-]{0,90}","[nexy]":"[A-Za-z0-9_-]{0,90}"\}\]\}"#) {
            let _ = read_set(text.as_bytes());
        }
    }
}
