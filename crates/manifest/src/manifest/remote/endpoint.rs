//! URLs in a manifest.
//!
//! A link ends up in a page and an endpoint gets our credentials, so both are `http` or `https` only, without a user,
//! and of a length that a request line can hold.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

use crate::Error;
use crate::quoted::Quoted;

const MAX_LEN: usize = 2048;

/// The address of a web page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link(Url);

/// The base URL of a remote plugin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint(Url);

/// An absolute path on a server, in normal form: it cannot lead to another server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(String);

impl Link {
    /// The address.
    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

impl Endpoint {
    /// The URL as it was given.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// Whether the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Where a call of this name goes: `{base}/plugin/{name}`, whether or not the endpoint already ends in `/plugin`.
    pub fn call_url(&self, name: &str) -> Url {
        let path = self.0.path().trim_end_matches('/');
        let base = path.strip_suffix("/plugin").unwrap_or(path);
        let mut url = self.0.clone();
        url.set_path(&format!("{base}/plugin/{name}"));
        url
    }

    /// A path from the root of the server.
    pub(super) fn at_root(&self, path: &UrlPath) -> Url {
        let mut url = self.0.clone();
        url.set_path(&path.0);
        url
    }
}

impl UrlPath {
    /// `/health`
    pub(super) fn health() -> Self {
        Self("/health".to_owned())
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Link {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse_web_url(text)
            .map(Self)
            .map_err(|reason| refusal("web address", text, reason))
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |reason| refusal("endpoint", text, reason);
        let url = parse_web_url(text).map_err(refuse)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refuse("a base URL has no `?` and no `#`"));
        }
        Ok(Self(url))
    }
}

impl FromStr for UrlPath {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let plain = |c: u8| c.is_ascii_alphanumeric() || b"-._~/".contains(&c);
        let relative = text.strip_prefix('/');
        let normal = relative.is_some_and(|path| {
            path.is_empty() || path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        });
        if !normal || text.len() > MAX_LEN || !text.bytes().all(plain) {
            let reason =
                "write an absolute path of letters, digits and `-._~/`, for example `/health`";
            return Err(refusal("path", text, reason));
        }
        Ok(Self(text.to_owned()))
    }
}

fn parse_web_url(text: &str) -> Result<Url, &'static str> {
    if text.len() > MAX_LEN || text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err("it is longer than 2048 bytes, or has white space or control characters");
    }
    let url =
        Url::parse(text).map_err(|_| "it is no URL; write for example `https://example.com`")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("the scheme is `http` or `https`");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("user and password do not belong into a manifest");
    }
    // What the parser makes of it is longer than the text where it had to escape.
    if url.as_str().len() > MAX_LEN {
        return Err("it is longer than 2048 bytes");
    }
    Ok(url)
}

fn refusal(kind: &'static str, text: &str, reason: &'static str) -> Error {
    Error::Text {
        kind,
        text: Quoted::new(text),
        reason,
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.as_str())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.as_str())
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

macro_rules! url_traits {
    ($name:ident, $schema:tt) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

url_traits!(Link, { "type": "string", "pattern": "^https?://", "maxLength": 2048 });
url_traits!(Endpoint, { "type": "string", "pattern": "^https?://[^?#]+$", "maxLength": 2048 });
url_traits!(UrlPath, { "type": "string", "pattern": "^/[A-Za-z0-9._~/-]*$", "maxLength": 2048 });

#[cfg(test)]
mod tests {
    use super::{Endpoint, Link, UrlPath};

    #[test]
    fn r08_the_plugin_part_of_a_path_is_never_doubled() {
        for (endpoint, call) in [
            (
                "http://localhost:8080/plugin",
                "http://localhost:8080/plugin/authenticate",
            ),
            (
                "http://localhost:8080/plugin/",
                "http://localhost:8080/plugin/authenticate",
            ),
            (
                "http://localhost:8080",
                "http://localhost:8080/plugin/authenticate",
            ),
            (
                "https://a.example/base/",
                "https://a.example/base/plugin/authenticate",
            ),
            (
                "https://a.example/my-plugin",
                "https://a.example/my-plugin/plugin/authenticate",
            ),
        ] {
            let endpoint: Endpoint = endpoint.parse().unwrap();
            assert_eq!(endpoint.call_url("authenticate").as_str(), call);
        }
    }

    #[test]
    fn p059_an_endpoint_is_a_plain_web_url() {
        for bad in [
            "",
            "localhost:8080",
            "ftp://a.example",
            "file:///etc/passwd",
            "http://",
            "http://u:p@a.example",
            "http://a b",
            "http://a.example/?x=1",
            "http://a.example/#x",
            "http://a.example:99999",
            "unix:/run/x",
            "http://a\n.example",
        ] {
            assert_eq!(
                bad.parse::<Endpoint>().unwrap_err().code(),
                "PW-MANIFEST-TEXT",
                "{bad}"
            );
        }
    }

    #[test]
    fn a_link_in_a_page_cannot_be_a_script() {
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//a.example",
            "a.example",
            " https://a.example",
        ] {
            assert!(bad.parse::<Link>().is_err(), "{bad}");
        }
        assert!("https://a.example/x?y#z".parse::<Link>().is_ok());
    }

    #[test]
    fn a_path_stays_on_its_server() {
        for bad in [
            "",
            "health",
            "//evil.example",
            "/a//b",
            "/../a",
            "/a?b",
            "/a#b",
            "/a b",
            "http://a.example/",
        ] {
            assert!(bad.parse::<UrlPath>().is_err(), "{bad}");
        }
        assert!("/".parse::<UrlPath>().is_ok() && "/v1/health".parse::<UrlPath>().is_ok());
    }
}
