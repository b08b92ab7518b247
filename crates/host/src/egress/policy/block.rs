//! What an operator forbids, whatever else allows it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use super::address::canonical;
use super::origin::{Host, Origin, OriginError};
use super::pattern::OriginPattern;

/// One entry of a block list.
///
/// The text form is one of
/// - a host (`ads.example.com`), or `*.example.com` for every name below it at any depth: every scheme and port;
/// - an IP address or a network (`198.51.100.7`, `10.0.0.0/8`, `2001:db8::/32`): also every name that resolves into it;
/// - an origin as in a grant (`http://example.com`): that scheme and port only.
///
/// A blocked wildcard reaches further than a granted one, which stands for a single label: each errs on the safe side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockPattern(Blocked);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Blocked {
    Name(Box<str>),
    Below(Box<str>),
    Network(IpNet),
    Origin(OriginPattern),
}

impl BlockPattern {
    pub(super) fn matches(&self, origin: &Origin) -> bool {
        match (&self.0, &origin.host) {
            (Blocked::Name(blocked), Host::Name(name)) => blocked == name,
            (Blocked::Below(parent), Host::Name(name)) => is_below(name, parent),
            (Blocked::Network(_), Host::Address(address)) => self.covers(*address),
            (Blocked::Origin(pattern), _) => pattern.matches(origin),
            (Blocked::Name(_) | Blocked::Below(_), Host::Address(_))
            | (Blocked::Network(_), Host::Name(_)) => false,
        }
    }

    /// Whether the entry is about this address, under whatever name it was found.
    pub(super) fn covers(&self, address: IpAddr) -> bool {
        match &self.0 {
            Blocked::Network(network) => network.contains(&canonical(address)),
            Blocked::Name(_) | Blocked::Below(_) | Blocked::Origin(_) => false,
        }
    }
}

impl FromStr for BlockPattern {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if let Ok(network) = text.parse::<IpNet>() {
            return Ok(Self(Blocked::Network(network)));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(Blocked::Network(canonical(address).into())));
        }
        if text.contains("://") {
            return Ok(Self(Blocked::Origin(text.parse()?)));
        }
        let (wildcard, host) = match text.strip_prefix("*.") {
            Some(parent) => (true, parent),
            None => (false, text),
        };
        match (wildcard, Host::parse(host)?) {
            (false, Host::Name(name)) => Ok(Self(Blocked::Name(name))),
            (true, Host::Name(parent)) => Ok(Self(Blocked::Below(parent))),
            (false, Host::Address(address)) => Ok(Self(Blocked::Network(address.into()))),
            (true, Host::Address(_)) => Err(OriginError::Wildcard),
        }
    }
}

/// Whether `name` has at least one whole label in front of `parent`.
fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .and_then(|front| front.strip_suffix('.'))
        .is_some_and(|labels| !labels.is_empty())
}

impl fmt::Display for BlockPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Blocked::Name(name) => f.write_str(name),
            Blocked::Below(parent) => write!(f, "*.{parent}"),
            Blocked::Network(network) => network.fmt(f),
            Blocked::Origin(pattern) => pattern.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, uri: &str) -> bool {
        let pattern: BlockPattern = text.parse().unwrap();
        pattern.matches(&Origin::of(&uri.parse().unwrap()).unwrap())
    }

    #[test]
    fn a_blocked_host_is_blocked_in_every_spelling_scheme_and_port() {
        for (text, uri, expected) in [
            ("evil.example", "https://evil.example/", true),
            ("evil.example", "http://EVIL.example.:8080/", true),
            ("evil.example", "https://www.evil.example/", false),
            ("*.evil.example", "https://www.evil.example/", true),
            ("*.evil.example", "https://a.b.evil.example/", true),
            ("*.evil.example", "https://notevil.example/", false),
            ("*.evil.example", "https://evil.example/", false),
            ("http://evil.example", "https://evil.example/", false),
            ("http://evil.example", "http://evil.example/", true),
            ("127.0.0.1", "http://0x7f.1/", true),
            ("0x7f.1", "http://127.0.0.1/", true),
            ("127.0.0.0/8", "http://127.9.9.9:99/", true),
            ("::ffff:127.0.0.1", "http://127.0.0.1/", true),
            ("[::1]", "http://[::1]/", true),
            ("10.0.0.0/8", "http://11.0.0.1/", false),
        ] {
            assert_eq!(blocks(text, uri), expected, "{text} {uri}");
        }
    }

    #[test]
    fn a_blocked_network_covers_mapped_addresses() {
        let pattern: BlockPattern = "10.0.0.0/8".parse().unwrap();
        assert!(pattern.covers("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!pattern.covers("::ffff:11.1.2.3".parse().unwrap()));
    }

    #[test]
    fn what_blocks_nothing_is_refused() {
        for text in [
            "",
            "a b",
            "exa*mple.com",
            "10.0.0.0/99",
            "ftp://example.com",
            "https://example.com/x",
        ] {
            assert!(text.parse::<BlockPattern>().is_err(), "{text}");
        }
    }
}
