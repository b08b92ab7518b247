//! JSON Web Tokens (RFC 7519) as a client would send them, good and bad.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// What the plugin `auth-jwt` is told, and the tokens are signed with. It protects nothing.
pub(crate) const SECRET: &[u8; 32] = b"a demonstration needs no secret!";

/// What a client shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// Nothing.
    Missing,
    /// A token that is good for ten minutes.
    Good,
    /// One that was good an hour ago.
    Expired,
    /// One that somebody else signed.
    Forged,
    /// One that says that it needs no signature.
    Unsigned,
}

impl Token {
    /// The token as text.
    pub(crate) fn text(self) -> Option<String> {
        const TEN_MINUTES: i64 = 600;
        const HOUR: i64 = 3600;
        match self {
            Self::Missing => None,
            Self::Good => Some(signed(TEN_MINUTES, SECRET)),
            Self::Expired => Some(signed(-HOUR, SECRET)),
            Self::Forged => Some(signed(TEN_MINUTES, b"somebody else's secret, not ours")),
            Self::Unsigned => Some(format!("{}.", unsigned("none", TEN_MINUTES))),
        }
    }
}

fn signed(expires_in: i64, secret: &[u8]) -> String {
    let text = unsigned("HS256", expires_in);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    format!(
        "{text}.{}",
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    )
}

fn unsigned(algorithm: &str, expires_in: i64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let claims =
        json!({ "sub": "octocat", "iat": now.min(now + expires_in), "exp": now + expires_in });
    format!(
        "{}.{}",
        part(&json!({ "alg": algorithm, "typ": "JWT" })),
        part(&claims)
    )
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
