//! What an operator writes to allow or block origins: `https://api.example.com`, `https://*.example.com:8443`.

use std::fmt;
use std::str::FromStr;

use http::Method;

use super::origin::{Host, Origin, OriginError, Scheme, split_authority};

/// The origins, and optionally the methods, that a grant or a secret is for.
///
/// The text form is `SCHEME://HOST[:PORT]`, optionally after a comma-separated list of methods:
/// `GET,HEAD https://api.example.com`. Without a port it is the scheme's own. The host is
/// - a DNS name or IP address, which matches exactly that host in any spelling;
/// - `*.example.com`, which matches every name below `example.com`, at any depth, but not `example.com` itself;
/// - `*`, which matches every DNS name, but no IP address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginPattern {
    scheme: Scheme,
    host: HostPattern,
    port: u16,
    methods: Methods,
}

impl OriginPattern {
    /// Restricts the pattern to the given methods; an empty list allows none.
    #[must_use]
    pub fn with_methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.methods = Methods::Only(methods.into_iter().collect());
        self
    }

    pub(crate) fn matches(&self, origin: &Origin) -> bool {
        self.scheme == origin.scheme && self.port == origin.port && self.host.matches(&origin.host)
    }

    pub(crate) fn permits(&self, method: &Method) -> bool {
        match &self.methods {
            Methods::All => true,
            Methods::Only(methods) => methods.contains(method),
        }
    }
}

impl FromStr for OriginPattern {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let (methods, origin) = match text.rsplit_once(' ') {
            Some((methods, origin)) => (Methods::parse(methods)?, origin),
            None => (Methods::All, text),
        };
        let (scheme, authority) = origin.split_once("://").ok_or(OriginError::Scheme)?;
        let scheme = Scheme::parse(scheme)?;
        let (host, port) = split_host_pattern(authority)?;
        let port = port.unwrap_or(scheme.default_port());
        let host = HostPattern::parse(host)?;
        Ok(Self {
            scheme,
            host,
            port,
            methods,
        })
    }
}

/// Splits `host:port` of a pattern, in which nothing may follow the port.
pub(super) fn split_host_pattern(authority: &str) -> Result<(&str, Option<u16>), OriginError> {
    if authority.contains(['/', '?', '#', '\\']) {
        return Err(OriginError::Path);
    }
    split_authority(authority)
}

impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}://{}",
            self.methods,
            self.scheme.as_str(),
            self.host
        )?;
        if self.port == self.scheme.default_port() {
            return Ok(());
        }
        write!(f, ":{}", self.port)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Methods {
    All,
    Only(Vec<Method>),
}

impl Methods {
    fn parse(text: &str) -> Result<Self, OriginError> {
        let one = |name: &str| Method::from_bytes(name.trim().as_bytes());
        let methods: Result<_, _> = text.split(',').map(one).collect();
        methods.map(Self::Only).map_err(|_| OriginError::Method)
    }
}

impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Only(methods) = self else {
            return Ok(());
        };
        let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
        write!(f, "{} ", names.join(","))
    }
}

/// A host, or the names below one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HostPattern {
    Exact(Host),
    Below(Box<str>),
    AnyName,
}

impl HostPattern {
    pub(super) fn parse(text: &str) -> Result<Self, OriginError> {
        if text == "*" {
            return Ok(Self::AnyName);
        }
        let (below, text) = match text.strip_prefix("*.") {
            Some(parent) => (true, parent),
            None => (false, text),
        };
        if text.contains('*') {
            return Err(OriginError::Wildcard);
        }
        match (below, Host::parse(text)?) {
            (false, host) => Ok(Self::Exact(host)),
            (true, Host::Name(parent)) => Ok(Self::Below(parent)),
            (true, Host::Address(_)) => Err(OriginError::Wildcard),
        }
    }

    pub(super) fn matches(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Exact(exact), host) => exact == host,
            (Self::Below(parent), Host::Name(name)) => is_below(name, parent),
            (Self::AnyName, Host::Name(_)) => true,
            (Self::Below(_) | Self::AnyName, Host::Address(_)) => false,
        }
    }
}

/// Whether `name` has at least one whole label in front of `parent`.
fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .and_then(|front| front.strip_suffix('.'))
        .is_some_and(|labels| !labels.is_empty())
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(host) => host.fmt(f),
            Self::Below(parent) => write!(f, "*.{parent}"),
            Self::AnyName => f.write_str("*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pattern(text: &str) -> OriginPattern {
        text.parse().unwrap()
    }

    fn matches(text: &str, uri: &str) -> bool {
        pattern(text).matches(&Origin::of(&uri.parse().unwrap()).unwrap())
    }

    #[test]
    fn f6_labels_are_compared_whole() {
        for (text, uri, expected) in [
            ("https://example.com", "https://example.com/a", true),
            ("https://example.com", "https://EXAMPLE.com./a", true),
            (
                "https://example.com",
                "https://example.com.evil.net/",
                false,
            ),
            ("https://example.com", "https://www.example.com/", false),
            ("https://*.example.com", "https://www.example.com/", true),
            ("https://*.example.com", "https://a.b.example.com/", true),
            ("https://*.example.com", "https://example.com/", false),
            ("https://*.example.com", "https://evilexample.com/", false),
            ("https://*.example.com", "https://example.com.evil/", false),
            (
                "https://*.Bücher.example",
                "https://a.xn--bcher-kva.example/",
                true,
            ),
            ("https://*", "https://anything.example/", true),
            ("https://*", "https://93.184.216.34/", false),
            ("http://127.0.0.1:8080", "http://2130706433:8080/", true),
            ("http://[::ffff:127.0.0.1]", "http://127.0.0.1/", true),
        ] {
            assert_eq!(matches(text, uri), expected, "{text} {uri}");
        }
    }

    #[test]
    fn f1_scheme_and_port_are_part_of_the_grant() {
        for (text, uri, expected) in [
            ("https://example.com", "http://example.com/", false),
            ("https://example.com", "https://example.com:8443/", false),
            ("https://example.com", "http://example.com:443/", false),
            (
                "https://example.com:8443",
                "https://example.com:8443/",
                true,
            ),
            ("http://example.com:80", "http://example.com/", true),
        ] {
            assert_eq!(matches(text, uri), expected, "{text} {uri}");
        }
    }

    #[test]
    fn a_pattern_that_says_something_else_than_its_author_meant_is_refused() {
        for (text, error) in [
            ("example.com", OriginError::Scheme),
            ("ws://example.com", OriginError::Scheme),
            ("https://", OriginError::HostMissing),
            ("https://example.com/", OriginError::Path),
            ("https://example.com?x", OriginError::Path),
            ("https://user@example.com", OriginError::UserInfo),
            ("https://exa*mple.com", OriginError::Wildcard),
            ("https://*.*.com", OriginError::Wildcard),
            ("https://*example.com", OriginError::Wildcard),
            ("https://*.127.0.0.1", OriginError::Wildcard),
            ("https://example.com:http", OriginError::Port),
            ("GET POST https://example.com", OriginError::Method),
            (" https://example.com", OriginError::Method),
        ] {
            assert_eq!(text.parse::<OriginPattern>(), Err(error), "{text}");
        }
    }

    #[test]
    fn methods_are_compared_exactly() {
        let read = pattern("GET,HEAD https://example.com");
        assert!(read.permits(&Method::GET));
        assert!(!read.permits(&Method::POST));
        assert!(!read.permits(&Method::from_bytes(b"get").unwrap()));
        assert!(pattern("https://example.com").permits(&Method::DELETE));
        assert!(
            !pattern("https://a.b")
                .with_methods([])
                .permits(&Method::GET)
        );
    }

    /// The rule as one would say it aloud, without a thought for speed.
    fn slowly_below(name: &str, parent: &str) -> bool {
        let (name, parent): (Vec<_>, Vec<_>) =
            (name.split('.').collect(), parent.split('.').collect());
        name.len() > parent.len() && name[name.len() - parent.len()..] == parent[..]
    }

    proptest! {
        #[test]
        fn f6_a_wildcard_means_what_its_slow_definition_means(
            name in "[ab]{1,2}(\\.[ab]{1,2}){0,3}",
            parent in "[ab]{1,2}(\\.[ab]{1,2}){0,2}",
        ) {
            let host = Host::parse(&name).unwrap();
            let below = HostPattern::parse(&format!("*.{parent}")).unwrap();
            prop_assert_eq!(below.matches(&host), slowly_below(&name, &parent));
            let exact = HostPattern::parse(&parent).unwrap();
            prop_assert_eq!(exact.matches(&host), name == parent);
        }

        #[test]
        fn what_a_pattern_prints_is_that_pattern(
            methods in prop::option::of("(GET|PUT)(,HEAD)?"),
            https: bool,
            host in "(\\*\\.)?[a-z]{1,5}\\.[a-z]{2,3}|\\*|10\\.0\\.0\\.[1-9]|\\[2606::[1-9]\\]",
            port in 1u16..,
        ) {
            let methods = methods.map(|m| m + " ").unwrap_or_default();
            let text = format!("{methods}{}://{host}:{port}", if https { "https" } else { "http" });
            let parsed = pattern(&text);
            prop_assert_eq!(pattern(&parsed.to_string()), parsed);
        }

        #[test]
        fn no_text_panics_the_parser(text in "\\PC{0,40}") {
            let _ = text.parse::<OriginPattern>();
        }
    }
}
