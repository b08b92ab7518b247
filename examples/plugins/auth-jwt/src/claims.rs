//! From the claims of a token to what the host learns.

use plugwright_plugin_sdk::auth::AuthResult;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// A place among the claims: the name of a claim, or a JSON Pointer (RFC 6901) if it begins with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place(String);

impl Place {
    pub(crate) fn new(place: impl Into<String>) -> Self {
        Self(place.into())
    }

    fn find<'a>(&self, claims: &'a Map<String, Value>) -> Option<&'a Value> {
        let Some(pointer) = self.0.strip_prefix('/') else {
            return claims.get(&self.0);
        };
        let (first, rest) = pointer.split_at(pointer.find('/').unwrap_or(pointer.len()));
        claims
            .get(&first.replace("~1", "/").replace("~0", "~"))?
            .pointer(rest)
    }
}

/// Which claims go to the host, and under which names.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// Where the user's id stands.
    pub(crate) user: Place,
    /// Name and place of each claim that is handed on; all claims if there is no list.
    pub(crate) claims: Option<Vec<(String, Place)>>,
}

impl Mapping {
    /// Who it is, from the claims of a token that passed every check. Without a user's id there is no one to accept.
    pub(crate) fn result(&self, claims: &Map<String, Value>) -> Result<AuthResult, Refusal> {
        let user = match self.user.find(claims) {
            Some(Value::String(user)) if !user.is_empty() => user.clone(),
            Some(Value::Number(user)) => user.to_string(),
            _ => return Err(Refusal::Missing(self.user.0.clone())),
        };
        let mut result = AuthResult::accepted(user);
        result.claims = match &self.claims {
            None => claims
                .iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            Some(list) => list
                .iter()
                .filter_map(|(name, place)| Some((name.clone(), text(place.find(claims)?))))
                .collect(),
        };
        Ok(result)
    }
}

/// Text as it is, everything else as JSON, as the interface says.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_are_found_by_name_and_by_pointer() {
        let claims = json!({"sub": "u", "https://a/role": "admin", "realm": {"roles": ["a", "b"]}, "/odd": 1});
        let mapping = Mapping {
            user: Place::new("sub"),
            claims: Some(vec![
                ("role".into(), Place::new("https://a/role")),
                ("roles".into(), Place::new("/realm/roles")),
                ("first".into(), Place::new("/realm/roles/0")),
                ("odd".into(), Place::new("/~1odd")),
                ("none".into(), Place::new("/realm/none")),
            ]),
        };
        let result = mapping.result(claims.as_object().unwrap()).unwrap();
        let pairs: Vec<(&str, &str)> = result
            .claims
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(
            pairs,
            [
                ("role", "admin"),
                ("roles", r#"["a","b"]"#),
                ("first", "a"),
                ("odd", "1")
            ]
        );
    }

    #[test]
    fn without_a_user_nobody_is_accepted() {
        let mapping = Mapping {
            user: Place::new("sub"),
            claims: None,
        };
        for claims in [
            json!({}),
            json!({"sub": ""}),
            json!({"sub": null}),
            json!({"sub": ["u"]}),
        ] {
            let refused = mapping.result(claims.as_object().unwrap());
            assert_eq!(
                refused.unwrap_err(),
                Refusal::Missing("sub".into()),
                "{claims}"
            );
        }
    }
}
