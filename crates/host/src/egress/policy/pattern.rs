//! What an operator writes to allow or block origins: `https://api.example.com`, `https://*.example.com:8443`.

use std::fmt;
use std::str::FromStr;

use http::Method;

use super::origin::{Host, Origin, OriginError, Scheme, split_authority};

/// The origins, and optionally the methods, that a grant or a secret is for.
///
/// The text form is `SCHEME://HOST[:PORT]`, optionally after a comma-separated list of methods:
/// `GET,HEAD https://api.example.com`. Without a port it is the scheme's own. The host is a DNS name or an IP address,
/// which matches exactly that host in any spelling, or `*.example.com`, which matches every name with exactly one label
/// more (as in a TLS certificate; at least two labels follow the wildcard). A lone `*` matches every origin.
///
/// It means what the same text means in a manifest; that is a property test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginPattern {
    origins: Origins,
    methods: Methods,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Origins {
    Any,
    Of {
        scheme: Scheme,
        host: HostPattern,
        port: u16,
    },
}

impl OriginPattern {
    /// Restricts the pattern to the given methods; an empty list allows none.
    #[must_use]
    pub fn with_methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.methods = Methods::Only(methods.into_iter().collect());
        self
    }

    pub(crate) fn matches(&self, origin: &Origin) -> bool {
        match &self.origins {
            Origins::Any => true,
            Origins::Of { scheme, host, port } => {
                *scheme == origin.scheme && *port == origin.port && host.matches(&origin.host)
            }
        }
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
        let (methods, origins) = match text.rsplit_once(' ') {
            Some((methods, origins)) => (Methods::parse(methods)?, origins),
            None => (Methods::All, text),
        };
        let origins = Origins::parse(origins)?;
        Ok(Self { origins, methods })
    }
}

impl Origins {
    fn parse(text: &str) -> Result<Self, OriginError> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let (scheme, authority) = text.split_once("://").ok_or(OriginError::Scheme)?;
        let scheme = Scheme::parse(scheme)?;
        let (host, port) = split_host_pattern(authority)?;
        Ok(Self::Of {
            scheme,
            host: HostPattern::parse(host)?,
            port: port.unwrap_or(scheme.default_port()),
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
        self.methods.fmt(f)?;
        let Origins::Of { scheme, host, port } = &self.origins else {
            return f.write_str("*");
        };
        write!(f, "{}://{host}", scheme.as_str())?;
        if *port == scheme.default_port() {
            return Ok(());
        }
        write!(f, ":{port}")
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

/// A host, or the names with one label more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HostPattern {
    Exact(Host),
    LabelOf(Box<str>),
}

impl HostPattern {
    pub(super) fn parse(text: &str) -> Result<Self, OriginError> {
        let (wildcard, text) = match text.strip_prefix("*.") {
            Some(parent) => (true, parent),
            None => (false, text),
        };
        if text.contains('*') {
            return Err(OriginError::Wildcard);
        }
        match (wildcard, Host::parse(text)?) {
            (false, host) => Ok(Self::Exact(host)),
            (true, Host::Name(parent)) if parent.contains('.') => Ok(Self::LabelOf(parent)),
            (true, _) => Err(OriginError::Wildcard),
        }
    }

    pub(super) fn matches(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Exact(exact), host) => exact == host,
            (Self::LabelOf(parent), Host::Name(name)) => name
                .split_once('.')
                .is_some_and(|(_, rest)| rest == &**parent),
            (Self::LabelOf(_), Host::Address(_)) => false,
        }
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(host) => host.fmt(f),
            Self::LabelOf(parent) => write!(f, "*.{parent}"),
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
            ("https://*.example.com", "https://a.b.example.com/", false),
            ("https://*.example.com", "https://example.com/", false),
            ("https://*.example.com", "https://evilexample.com/", false),
            ("https://*.example.com", "https://example.com.evil/", false),
            (
                "https://*.Bücher.example",
                "https://a.xn--bcher-kva.example/",
                true,
            ),
            ("*", "http://anything.example:99/", true),
            ("*", "https://93.184.216.34/", true),
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
            ("https://*.com", OriginError::Wildcard),
            ("https://*", OriginError::Wildcard),
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
    fn slowly_one_label_more(name: &str, parent: &str) -> bool {
        let (name, parent): (Vec<_>, Vec<_>) =
            (name.split('.').collect(), parent.split('.').collect());
        name.len() == parent.len() + 1 && name[1..] == parent[..]
    }

    proptest! {
        #[test]
        fn f6_a_wildcard_means_what_its_slow_definition_means(
            name in "[ab]{1,2}(\\.[ab]{1,2}){0,3}",
            parent in "[ab]{1,2}(\\.[ab]{1,2}){1,2}",
        ) {
            let host = Host::parse(&name).unwrap();
            let below = HostPattern::parse(&format!("*.{parent}")).unwrap();
            prop_assert_eq!(below.matches(&host), slowly_one_label_more(&name, &parent));
            let exact = HostPattern::parse(&parent).unwrap();
            prop_assert_eq!(exact.matches(&host), name == parent);
        }

        #[test]
        fn what_a_pattern_prints_is_that_pattern(
            methods in prop::option::of("(GET|PUT)(,HEAD)?"),
            https: bool,
            host in "(\\*\\.)?[a-z]{1,5}\\.[a-z]{2,3}|10\\.0\\.0\\.[1-9]|\\[2606::[1-9]\\]",
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
