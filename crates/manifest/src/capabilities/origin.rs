//! Which origins a plugin talks to.
//!
//! Patterns and URLs go through the same parser (the URL standard's, crate `url`), so that a host that is spelled in
//! another way (`EXAMPLE.com`, `0x7f.1`, an umlaut) cannot mean one thing in the list and another on the wire.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use crate::Error;
use crate::quoted::Quoted;

/// The origins that a plugin asks for: `https://api.example.com`, `https://*.example.com:8443`, `http://127.0.0.1:8080`,
/// or `*` for any `http` or `https` origin.
///
/// A leading `*.` stands for exactly one label (as in a TLS certificate), and at least two labels follow it. Without a
/// port, the default port of the scheme is meant, and only that one.
///
/// ```
/// # use plugwright_manifest::OriginPattern;
/// let pattern: OriginPattern = "https://*.example.com".parse()?;
/// assert!(pattern.allows(&"https://api.example.com/v1".parse().unwrap()));
/// assert!(!pattern.allows(&"http://api.example.com/v1".parse().unwrap()));
/// assert!(!pattern.allows(&"https://a.b.example.com/".parse().unwrap()));
/// # Ok::<(), plugwright_manifest::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginPattern(Pattern);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Pattern {
    Any,
    Origin {
        scheme: Scheme,
        host: HostPattern,
        port: u16,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Scheme {
    Http,
    Https,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum HostPattern {
    Exact(Host),
    /// One label in front of this domain.
    LabelOf(String),
}

impl OriginPattern {
    /// Any `http` or `https` origin.
    pub const ANY: Self = Self(Pattern::Any);

    /// Whether the origin of `url` is one of these.
    pub fn allows(&self, url: &Url) -> bool {
        let Some((scheme, host, port)) = origin_of(url) else {
            return false;
        };
        match &self.0 {
            Pattern::Any => true,
            Pattern::Origin {
                scheme: own_scheme,
                host: own_host,
                port: own_port,
            } => *own_scheme == scheme && *own_port == port && own_host.allows(&host),
        }
    }

    /// Whether every origin of `other` is one of these: what a grant has to satisfy.
    pub fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Pattern::Any, _) => true,
            (_, Pattern::Any) => false,
            (
                Pattern::Origin { scheme, host, port },
                Pattern::Origin {
                    scheme: other_scheme,
                    host: other_host,
                    port: other_port,
                },
            ) => scheme == other_scheme && port == other_port && host.covers(other_host),
        }
    }

    /// Whether this names more than one host.
    pub fn is_wildcard(&self) -> bool {
        match &self.0 {
            Pattern::Any => true,
            Pattern::Origin { host, .. } => matches!(host, HostPattern::LabelOf(_)),
        }
    }
}

fn origin_of(url: &Url) -> Option<(Scheme, Host, u16)> {
    let scheme = Scheme::from_name(url.scheme())?;
    // `example.com.` is the same host, spelled as fully qualified.
    let host = match url.host()? {
        Host::Domain(domain) => Host::Domain(domain.strip_suffix('.').unwrap_or(domain).to_owned()),
        address => address.to_owned(),
    };
    Some((scheme, host, url.port_or_known_default()?))
}

impl HostPattern {
    fn allows(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Exact(own), host) => own == host,
            (Self::LabelOf(parent), Host::Domain(domain)) => domain
                .split_once('.')
                .is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
            (Self::LabelOf(_), _) => false,
        }
    }

    fn covers(&self, other: &Self) -> bool {
        match other {
            Self::Exact(host) => self.allows(host),
            Self::LabelOf(_) => self == other,
        }
    }
}

impl Scheme {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "http" => Some(Self::Http),
            "https" => Some(Self::Https),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl FromStr for OriginPattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).map(Self).map_err(|reason| Error::Capability {
            kind: "origin",
            value: Quoted::new(text),
            reason,
        })
    }
}

fn parse(text: &str) -> Result<Pattern, &'static str> {
    if text == "*" {
        return Ok(Pattern::Any);
    }
    let (scheme, authority) = text.split_once("://").ok_or(
        "write scheme and host, for example `https://api.example.com`, or `*` for any origin",
    )?;
    let scheme =
        Scheme::from_name(scheme).ok_or("the scheme is `http` or `https`, in lower case")?;
    let (wildcard, authority) = match authority.strip_prefix("*.") {
        Some(parent) => (true, parent),
        None => (false, authority),
    };
    check_authority(authority)?;
    let url = Url::parse(&format!("{}://{authority}", scheme.name()))
        .map_err(|_| "the host or the port is malformed")?;
    let host = match url.host().ok_or("the host is missing")? {
        Host::Domain(domain) if wildcard => HostPattern::LabelOf(check_parent(domain)?.to_owned()),
        Host::Domain(domain) => HostPattern::Exact(Host::Domain(check_domain(domain)?.to_owned())),
        _ if wildcard => return Err("`*.` stands before a domain, not before an address"),
        address => HostPattern::Exact(address.to_owned()),
    };
    let port = url.port().unwrap_or(scheme.default_port());
    Ok(Pattern::Origin { scheme, host, port })
}

/// What the URL parser would read as a path, a user or nothing at all is refused before it sees it.
fn check_authority(authority: &str) -> Result<(), &'static str> {
    if authority.contains(['/', '\\', '?', '#']) {
        return Err("an origin ends after host and port, without a path");
    }
    if authority.contains('@') {
        return Err("an origin has no user and no password");
    }
    if authority.contains('*') {
        return Err("a `*` stands for the whole first label, as in `https://*.example.com`");
    }
    if authority.contains(|c: char| c == '%' || c.is_whitespace() || c.is_control()) {
        return Err("the host has a character that no host has");
    }
    if authority.ends_with(':') {
        return Err("the port is missing after the colon");
    }
    Ok(())
}

fn check_parent(domain: &str) -> Result<&str, &'static str> {
    if !domain.contains('.') {
        return Err("at least two labels follow `*.`, as in `https://*.example.com`");
    }
    check_domain(domain)
}

fn check_domain(domain: &str) -> Result<&str, &'static str> {
    if domain.split('.').any(str::is_empty) {
        return Err("the host has an empty label");
    }
    Ok(domain)
}

impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Pattern::Origin { scheme, host, port } = &self.0 else {
            return f.write_str("*");
        };
        write!(f, "{}://", scheme.name())?;
        match host {
            HostPattern::Exact(host) => write!(f, "{host}")?,
            HostPattern::LabelOf(parent) => write!(f, "*.{parent}")?,
        }
        if *port == scheme.default_port() {
            return Ok(());
        }
        write!(f, ":{port}")
    }
}

impl Serialize for OriginPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OriginPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for OriginPattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OriginPattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An origin: scheme, host and optional port; `*.` in front of the host stands for one label, `*` alone for any origin.",
            "type": "string",
            "pattern": "^(\\*|https?://[^/\\\\?#@%\\s]+)$",
            "examples": ["https://api.example.com", "https://*.example.com:8443"],
        })
    }
}

#[cfg(test)]
mod tests;
