//! Puts the values of secrets where a request's headers hold their placeholders.
//!
//! This is the last thing that happens to a request before it is written to a connection whose origin was decided, and
//! the only place where a value and a request meet.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::error::EgressError;
use super::policy::origin::Origin;
use super::secret_vault::{GrantedSecret, SecretVault};

const BASIC: &str = "Basic ";

/// The texts that were filled in, and that the response must not bring back to the plugin.
pub(crate) type Confidential = Vec<Bytes>;

/// Fills in all placeholders of `headers`. A placeholder also counts inside `Authorization: Basic`, whose content is
/// decoded for it and encoded again.
///
/// # Errors
/// If a placeholder is not one of this instance, or its secret is not granted for `origin`: sending the rest of the
/// request would only tell a stranger that there is a secret.
pub(crate) fn fill(
    headers: &mut HeaderMap,
    vault: &SecretVault,
    origin: &Origin,
) -> Result<Confidential, EgressError> {
    let mut confidential = Vec::new();
    for (name, value) in headers.iter_mut() {
        let filler = Filler {
            vault,
            origin,
            header: name,
        };
        if let Some(filled) = filler.header_value(value.as_bytes(), &mut confidential)? {
            *value = filled;
        }
    }
    Ok(confidential)
}

/// Whether some header holds a placeholder, valid or not.
pub(crate) fn holds_placeholder(value: &HeaderValue, vault: &SecretVault) -> bool {
    vault.find(value.as_bytes()).is_some()
        || decode_basic(value.as_bytes()).is_some_and(|inner| vault.find(&inner).is_some())
}

struct Filler<'a> {
    vault: &'a SecretVault,
    origin: &'a Origin,
    header: &'a HeaderName,
}

impl Filler<'_> {
    fn header_value(
        &self,
        value: &[u8],
        used: &mut Confidential,
    ) -> Result<Option<HeaderValue>, EgressError> {
        if let Some(filled) = self.text(value, used)? {
            return self.sensitive(&filled).map(Some);
        }
        if *self.header != header::AUTHORIZATION {
            return Ok(None);
        }
        let Some(inner) = decode_basic(value) else {
            return Ok(None);
        };
        let Some(filled) = self.text(&inner, used)? else {
            return Ok(None);
        };
        let encoded = BASE64.encode(filled);
        used.push(Bytes::copy_from_slice(encoded.as_bytes()));
        self.sensitive(format!("{BASIC}{encoded}").as_bytes())
            .map(Some)
    }

    /// `value` with values in place of placeholders; none if it holds no placeholder. What was filled in is not looked
    /// at again, so that a value that looks like a placeholder leads nowhere.
    fn text(&self, value: &[u8], used: &mut Confidential) -> Result<Option<Vec<u8>>, EgressError> {
        let mut filled = Vec::new();
        let mut rest = value;
        while let Some(found) = self.vault.find(rest) {
            let secret = self.usable(found.secret)?;
            filled.extend_from_slice(&rest[..found.start]);
            filled.extend_from_slice(&secret);
            used.push(secret);
            rest = &rest[found.end..];
        }
        if rest.len() == value.len() {
            return Ok(None);
        }
        filled.extend_from_slice(rest);
        Ok(Some(filled))
    }

    fn usable(&self, secret: Option<GrantedSecret>) -> Result<Bytes, EgressError> {
        let granted = secret.filter(|secret| secret.is_for(self.origin));
        let secret = granted.ok_or_else(|| self.refused())?;
        let value = secret.value().ok_or_else(|| self.refused())?.expose();
        if HeaderValue::from_bytes(value).is_err() {
            return Err(EgressError::SecretValue {
                name: secret.name().to_owned(),
            });
        }
        Ok(Bytes::copy_from_slice(value))
    }

    fn refused(&self) -> EgressError {
        EgressError::Secret {
            header: self.header.to_string(),
            origin: self.origin.to_string(),
        }
    }

    /// A value that neither `Debug` nor a header compressor's dictionary keeps.
    fn sensitive(&self, filled: &[u8]) -> Result<HeaderValue, EgressError> {
        let mut value = HeaderValue::from_bytes(filled)
            .map_err(|_| EgressError::Header(self.header.to_string()))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

fn decode_basic(value: &[u8]) -> Option<Vec<u8>> {
    let (scheme, content) = value.split_at_checked(BASIC.len())?;
    if !scheme.eq_ignore_ascii_case(BASIC.as_bytes()) {
        return None;
    }
    BASE64.decode(content.trim_ascii()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::secret_vault::SecretValue;

    fn origin(text: &str) -> Origin {
        Origin::of(&text.parse().unwrap()).unwrap()
    }

    fn secret(name: &str, value: &str) -> GrantedSecret {
        GrantedSecret::new(
            name,
            SecretValue::new(value),
            ["https://api.example.com".parse().unwrap()],
        )
    }

    fn filled(header: &str, template: &str, to: &str) -> Result<HeaderMap, EgressError> {
        let secrets = [
            secret("token", "hunter2"),
            secret("other", "s3cret"),
            secret("bad", "a\r\nx: y"),
        ];
        let vault = SecretVault::new(secrets).unwrap();
        let mut value = template.to_owned();
        for name in ["token", "other", "bad"] {
            value = value.replace(
                &format!("{{{name}}}"),
                vault.placeholder(name).unwrap().as_str(),
            );
        }
        if let Some(content) = value.strip_prefix("basic:") {
            value = format!("Basic {}", BASE64.encode(content));
        }
        let name: HeaderName = header.parse().unwrap();
        let mut headers = HeaderMap::from_iter([(name, value.parse().unwrap())]);
        fill(&mut headers, &vault, &origin(to)).map(|_| headers)
    }

    #[test]
    fn f13_the_value_appears_only_towards_its_origin() {
        for (header, template, expected) in [
            ("authorization", "Bearer {token}", "Bearer hunter2"),
            ("x-key", "{token}{other}{token}", "hunter2s3crethunter2"),
            ("x-key", "nothing here", "nothing here"),
            (
                "authorization",
                "basic:me:{token}",
                "Basic bWU6aHVudGVyMg==",
            ),
            ("authorization", "basic:me:you", "Basic bWU6eW91"),
        ] {
            let headers = filled(header, template, "https://api.example.com/x").unwrap();
            assert_eq!(headers[header], expected);
        }
        for to in [
            "https://evil.example/",
            "http://api.example.com/",
            "https://api.example.com:444/",
        ] {
            for template in ["Bearer {token}", "basic:me:{token}"] {
                let error = filled("authorization", template, to).unwrap_err();
                assert!(matches!(error, EgressError::Secret { .. }));
                assert!(!format!("{error} {error:?}").contains("hunter2"));
            }
        }
    }

    #[test]
    fn f13_a_filled_header_does_not_print() {
        let headers = filled(
            "authorization",
            "Bearer {token}",
            "https://api.example.com/",
        )
        .unwrap();
        assert!(!format!("{headers:?}").contains("hunter2"));
    }

    #[test]
    fn f13_a_placeholder_of_nobody_is_refused() {
        let stale = format!("plugwright-secret-{}", "0".repeat(32));
        let error = filled("x-key", &stale, "https://api.example.com/").unwrap_err();
        assert_eq!(error.code(), "PW-EGRESS-SECRET");
    }

    #[test]
    fn f7_a_secret_with_a_line_break_is_refused_by_its_name_alone() {
        let error = filled("x-key", "{bad}", "https://api.example.com/").unwrap_err();
        assert!(
            matches!(error, EgressError::SecretValue { ref name } if name == "bad"),
            "{error:?}"
        );
    }
}
