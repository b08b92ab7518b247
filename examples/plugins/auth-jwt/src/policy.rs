//! What a token must say, besides being signed (RFC 7519 section 4.1, RFC 8725).

use serde_json::{Map, Value};

use crate::{refusal::Refusal, token::Header};

/// What a token must say. Times are in seconds.
#[derive(Debug)]
pub(crate) struct Policy {
    /// Accepted values of `iss`; any if empty.
    pub(crate) issuers: Vec<String>,
    /// Who we are: `aud` must name one of these. If empty, tokens that have an `aud` are for somebody else.
    pub(crate) audiences: Vec<String>,
    /// How far clocks may differ.
    pub(crate) leeway: f64,
    /// Claims that must be there.
    pub(crate) required: Vec<String>,
    /// How long ago `iat` may be; if set, `iat` must be there.
    pub(crate) max_age: Option<f64>,
    /// The `typ` that the header must have, without `application/`.
    pub(crate) token_type: Option<String>,
}

impl Policy {
    /// Checks a verified token; `now` is in seconds since 1970.
    pub(crate) fn check(
        &self,
        header: &Header,
        claims: &Map<String, Value>,
        now: f64,
    ) -> Result<(), Refusal> {
        self.check_type(header)?;
        if let Some(missing) = self
            .required
            .iter()
            .find(|name| !claims.contains_key(*name))
        {
            return Err(Refusal::Missing(missing.clone()));
        }
        self.check_times(claims, now)?;
        self.check_issuer(claims)?;
        self.check_audience(claims)
    }

    fn check_type(&self, header: &Header) -> Result<(), Refusal> {
        let Some(expected) = &self.token_type else {
            return Ok(());
        };
        let actual = header
            .token_type
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let actual = actual.strip_prefix("application/").unwrap_or(&actual);
        actual
            .eq_ignore_ascii_case(expected)
            .then_some(())
            .ok_or(Refusal::Type)
    }

    fn check_times(&self, claims: &Map<String, Value>, now: f64) -> Result<(), Refusal> {
        if time(claims, "exp")?.is_some_and(|exp| now >= exp + self.leeway) {
            return Err(Refusal::Expired);
        }
        if time(claims, "nbf")?.is_some_and(|nbf| now < nbf - self.leeway) {
            return Err(Refusal::NotYetValid);
        }
        let issued = time(claims, "iat")?;
        if issued.is_some_and(|iat| now < iat - self.leeway) {
            return Err(Refusal::IssuedInFuture);
        }
        let Some(max_age) = self.max_age else {
            return Ok(());
        };
        let issued = issued.ok_or_else(|| Refusal::Missing("iat".into()))?;
        (now < issued + max_age + self.leeway)
            .then_some(())
            .ok_or(Refusal::TooOld)
    }

    fn check_issuer(&self, claims: &Map<String, Value>) -> Result<(), Refusal> {
        let issuer = match claims.get("iss") {
            None => None,
            Some(Value::String(issuer)) => Some(issuer),
            Some(_) => return Err(Refusal::Claim("iss")),
        };
        let accepted =
            self.issuers.is_empty() || issuer.is_some_and(|issuer| self.issuers.contains(issuer));
        accepted.then_some(()).ok_or(Refusal::Issuer)
    }

    /// RFC 7519 (4.1.3): a token with an `aud` that does not name us must be refused, even if we have no name.
    fn check_audience(&self, claims: &Map<String, Value>) -> Result<(), Refusal> {
        let Some(audience) = claims.get("aud") else {
            return self
                .audiences
                .is_empty()
                .then_some(())
                .ok_or(Refusal::Audience);
        };
        let named = match audience {
            Value::String(name) => self.audiences.contains(name),
            Value::Array(names) => {
                let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
                let names = names.ok_or(Refusal::Claim("aud"))?;
                self.audiences
                    .iter()
                    .any(|audience| names.contains(&audience.as_str()))
            }
            _ => return Err(Refusal::Claim("aud")),
        };
        named.then_some(()).ok_or(Refusal::Audience)
    }
}

/// A `NumericDate`: seconds since 1970, with or without a fraction.
fn time(claims: &Map<String, Value>, name: &'static str) -> Result<Option<f64>, Refusal> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    value
        .as_f64()
        .filter(|time| time.is_finite())
        .map(Some)
        .ok_or(Refusal::Claim(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::keys::Algorithm;

    const NOW: f64 = 1_000_000.0;

    fn policy() -> Policy {
        Policy {
            issuers: vec![],
            audiences: vec![],
            leeway: 30.0,
            required: vec!["exp".into()],
            max_age: None,
            token_type: None,
        }
    }

    fn check(policy: &Policy, claims: &Value) -> Result<(), Refusal> {
        let header = Header {
            algorithm: Algorithm::Hs256,
            key_id: None,
            token_type: Some("application/AT+JWT".into()),
        };
        policy.check(&header, claims.as_object().unwrap(), NOW)
    }

    #[test]
    fn times_hold_to_the_second_with_leeway() {
        let policy = policy();
        let cases = [
            (json!({"exp": NOW - 29.0}), Ok(())),
            (json!({"exp": NOW - 30.0}), Err(Refusal::Expired)),
            (json!({"exp": NOW + 9.0, "nbf": NOW + 30.0}), Ok(())),
            (
                json!({"exp": NOW + 9.0, "nbf": NOW + 30.5}),
                Err(Refusal::NotYetValid),
            ),
            (
                json!({"exp": NOW + 9.0, "iat": NOW + 31.0}),
                Err(Refusal::IssuedInFuture),
            ),
            (json!({"exp": "9999999"}), Err(Refusal::Claim("exp"))),
            (json!({"exp": null}), Err(Refusal::Claim("exp"))),
            (json!({}), Err(Refusal::Missing("exp".into()))),
        ];
        for (claims, expected) in cases {
            assert_eq!(check(&policy, &claims), expected, "{claims}");
        }
    }

    #[test]
    fn a_maximum_age_needs_the_time_of_issue() {
        let policy = Policy {
            max_age: Some(60.0),
            required: vec![],
            ..policy()
        };
        assert_eq!(check(&policy, &json!({"iat": NOW - 89.0})), Ok(()));
        assert_eq!(
            check(&policy, &json!({"iat": NOW - 90.0})),
            Err(Refusal::TooOld)
        );
        assert_eq!(
            check(&policy, &json!({})),
            Err(Refusal::Missing("iat".into()))
        );
    }

    #[test]
    fn a_token_for_somebody_else_is_refused() {
        let us = Policy {
            audiences: vec!["us".into()],
            required: vec![],
            ..policy()
        };
        let nobody = Policy {
            required: vec![],
            ..policy()
        };
        assert_eq!(check(&us, &json!({"aud": "us"})), Ok(()));
        assert_eq!(check(&us, &json!({"aud": ["them", "us"]})), Ok(()));
        assert_eq!(
            check(&us, &json!({"aud": ["them"]})),
            Err(Refusal::Audience)
        );
        assert_eq!(check(&us, &json!({})), Err(Refusal::Audience));
        assert_eq!(
            check(&us, &json!({"aud": ["us", 7]})),
            Err(Refusal::Claim("aud"))
        );
        assert_eq!(
            check(&nobody, &json!({"aud": "them"})),
            Err(Refusal::Audience)
        );
        assert_eq!(check(&nobody, &json!({})), Ok(()));
    }

    #[test]
    fn the_issuer_is_compared_whole() {
        let policy = Policy {
            issuers: vec!["https://a.example".into()],
            required: vec![],
            ..policy()
        };
        assert_eq!(check(&policy, &json!({"iss": "https://a.example"})), Ok(()));
        assert_eq!(
            check(&policy, &json!({"iss": "https://a.example/"})),
            Err(Refusal::Issuer)
        );
        assert_eq!(check(&policy, &json!({})), Err(Refusal::Issuer));
        assert_eq!(
            check(&policy, &json!({"iss": ["https://a.example"]})),
            Err(Refusal::Claim("iss"))
        );
    }

    #[test]
    fn the_type_is_compared_as_a_media_type() {
        let with = |token_type: &str| Policy {
            token_type: Some(token_type.into()),
            required: vec![],
            ..policy()
        };
        assert_eq!(check(&with("at+jwt"), &json!({})), Ok(()));
        assert_eq!(check(&with("jwt"), &json!({})), Err(Refusal::Type));
    }
}
