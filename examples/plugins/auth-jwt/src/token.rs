//! The compact serialization of RFC 7515: three parts in base64url.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{keys::Algorithm, refusal::Refusal, unique_object::UniqueObject};

/// The longest token that we read, in bytes. It is more than any header field that servers take.
const MAX_LEN: usize = 16 << 10;

/// A token whose signature is not verified yet. Only the header may be looked at, and only to choose a key.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) header: Header,
    /// What was signed: header and payload as they were sent.
    pub(crate) signed: &'a [u8],
    pub(crate) signature: Vec<u8>,
    payload: Vec<u8>,
}

/// What we take from the header. Keys and URLs of keys (`jwk`, `jku`, `x5c`, `x5u`) are never looked at.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<String>,
    pub(crate) token_type: Option<String>,
}

impl<'a> Token<'a> {
    pub(crate) fn parse(data: &'a [u8]) -> Result<Self, Refusal> {
        if data.len() > MAX_LEN {
            return Err(Refusal::TooLong);
        }
        let mut dots = data
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'.')
            .map(|(at, _)| at);
        let (Some(first), Some(second), None) = (dots.next(), dots.next(), dots.next()) else {
            return Err(Refusal::Malformed);
        };
        let (signed, signature) = (&data[..second], &data[second + 1..]);
        Ok(Self {
            header: Header::parse(&decode(&data[..first])?)?,
            signed,
            signature: decode(signature)?,
            payload: decode(&data[first + 1..second])?,
        })
    }

    /// The claims; ask only when the signature is verified.
    pub(crate) fn claims(&self) -> Result<Map<String, Value>, Refusal> {
        object(&self.payload)
    }
}

impl Header {
    fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let header = object(json)?;
        if header.contains_key("crit") {
            return Err(Refusal::Critical);
        }
        let text = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Refusal::Malformed),
        };
        let algorithm = text("alg")?.ok_or(Refusal::Malformed)?;
        Ok(Self {
            algorithm: Algorithm::parse(&algorithm).ok_or(Refusal::Algorithm)?,
            key_id: text("kid")?,
            token_type: text("typ")?,
        })
    }
}

/// Strict: no padding, no white space, no stray bits at the end, so that a token has one spelling.
fn decode(part: &[u8]) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)
}

fn object(json: &[u8]) -> Result<Map<String, Value>, Refusal> {
    serde_json::from_slice(json)
        .map(|UniqueObject(object)| object)
        .map_err(|_| Refusal::Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(header: &str) -> Option<Refusal> {
        let token = format!("{}.e30.", URL_SAFE_NO_PAD.encode(header));
        Token::parse(token.as_bytes()).err()
    }

    #[test]
    fn a_header_is_read_strictly() {
        assert_eq!(refusal(r#"{"alg":"HS256","kid":"a","typ":"JWT"}"#), None);
        assert_eq!(
            refusal(r#"{"alg":"HS256","alg":"none"}"#),
            Some(Refusal::Malformed)
        );
        assert_eq!(
            refusal(r#"{"alg":"HS256","kid":7}"#),
            Some(Refusal::Malformed)
        );
        assert_eq!(refusal(r#"{"typ":"JWT"}"#), Some(Refusal::Malformed));
        assert_eq!(
            refusal(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#),
            Some(Refusal::Critical)
        );
        for algorithm in [
            "none", "None", "NONE", "", "hs256", "HS512", "ES512", "RSA1_5",
        ] {
            assert_eq!(
                refusal(&format!(r#"{{"alg":"{algorithm}"}}"#)),
                Some(Refusal::Algorithm),
                "{algorithm}"
            );
        }
    }

    #[test]
    fn base64url_has_one_spelling() {
        for signature in ["AA==", "AB", "A", "A+", "A A"] {
            let token = format!("eyJhbGciOiJIUzI1NiJ9.e30.{signature}");
            assert_eq!(
                Token::parse(token.as_bytes()).err(),
                Some(Refusal::Malformed),
                "{signature}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_parser_panic(data in prop::collection::vec(any::<u8>(), 0..200), text in "[A-Za-z0-9_.=-]{0,200}") {
            let _ = Token::parse(&data);
            let _ = Token::parse(text.as_bytes());
        }
    }
}
