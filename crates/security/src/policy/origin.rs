//! The registry that a namespace belongs to.

use std::fmt;
use std::str::FromStr;

use plugwright_manifest::OriginPattern;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The origin of a registry, in its one spelling: `https://plugins.example.com`. Plain `http` only on this machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistryOrigin(OriginPattern);

impl FromStr for RegistryOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let origin: OriginPattern = text.parse().map_err(|error| format!("{error}"))?;
        if origin.is_wildcard() {
            return Err("a namespace belongs to one registry; write its origin out".to_owned());
        }
        let origin = Self(origin);
        if !origin.is_encrypted_or_local() {
            return Err(
                "a registry is reached by `https`; `http` is for this machine only".to_owned(),
            );
        }
        Ok(origin)
    }
}

impl RegistryOrigin {
    fn is_encrypted_or_local(&self) -> bool {
        let text = self.to_string();
        let Some(authority) = text.strip_prefix("http://") else {
            return true;
        };
        ["localhost", "127.0.0.1", "[::1]"].into_iter().any(|host| {
            authority
                .strip_prefix(host)
                .is_some_and(|port| port.is_empty() || port.starts_with(':'))
        })
    }
}

impl fmt::Display for RegistryOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for RegistryOrigin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RegistryOrigin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for RegistryOrigin {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RegistryOrigin".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The origin of a registry: scheme, host and optional port.",
            "type": "string",
            "pattern": "^https?://[^/\\\\?#@%*\\s]+$",
            "examples": ["https://plugins.example.com"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RegistryOrigin;

    #[test]
    fn rf10_a_registry_is_one_origin_and_encrypted() {
        for good in [
            "https://plugins.example.com",
            "https://plugins.example.com:8443",
            "http://127.0.0.1:5000",
            "http://localhost",
            "http://[::1]:80",
        ] {
            assert!(good.parse::<RegistryOrigin>().is_ok(), "{good}");
        }
        for bad in [
            "*",
            "https://*.example.com",
            "http://plugins.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "ftp://plugins.example.com",
            "plugins.example.com",
            "https://plugins.example.com/path",
            "https://user@plugins.example.com",
        ] {
            assert!(bad.parse::<RegistryOrigin>().is_err(), "{bad}");
        }
        let spelled: RegistryOrigin = "https://PLUGINS.example.com:443".parse().unwrap();
        assert_eq!(spelled.to_string(), "https://plugins.example.com");
    }
}
