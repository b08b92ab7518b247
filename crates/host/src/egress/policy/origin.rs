//! The place that a request goes to, in the one form that is judged, dialled and written into the `Host` header.
//!
//! An allowlist that compares text is walked around with another spelling of the same host: `0x7f.1`, `EXAMPLE.com.`,
//! `allowed@evil`, `::ffff:127.0.0.1`. So text is parsed here once, and nothing after this sees the text again.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use super::address::canonical;

/// The longest name that DNS can carry (RFC 1035, section 2.3.4), without the final dot.
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Why a text names no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Only `http` and `https` leave the host.
    #[error("the scheme must be `http` or `https`")]
    Scheme,
    /// There is no host.
    #[error("the host is missing")]
    HostMissing,
    /// The host is neither a DNS name nor an IP address.
    #[error("the host is neither a DNS name nor an IP address")]
    Host,
    /// `user:password@host` looks like one host and reaches another (RFC 9110, section 4.2.4).
    #[error("user information before the host is not accepted")]
    UserInfo,
    /// The port is not a number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// An origin ends after its port.
    #[error("an origin has neither path, query nor fragment")]
    Path,
    /// A wildcard stands for whole labels at the left, as in `*.example.com`.
    #[error(
        "a `*` stands alone, or for the whole first label before at least two more, as in `*.example.com`"
    )]
    Wildcard,
    /// A method is not an HTTP token.
    #[error("the method is not one that HTTP knows how to write")]
    Method,
}

/// How an origin is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub(crate) fn parse(text: &str) -> Result<Self, OriginError> {
        match text {
            _ if text.eq_ignore_ascii_case("http") => Ok(Self::Http),
            _ if text.eq_ignore_ascii_case("https") => Ok(Self::Https),
            _ => Err(OriginError::Scheme),
        }
    }

    pub(crate) const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// A host in canonical form: a name is lower-case ASCII without a final dot, an address is never a mapped one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Host {
    Name(Box<str>),
    Address(IpAddr),
}

impl Host {
    /// Reads a host as the URL standard does (<https://url.spec.whatwg.org/#host-parsing>): IDNA, decimal, octal and
    /// hexadecimal IPv4. Percent-encoding and zone ids, which no request has an honest use for, are refused.
    pub(crate) fn parse(text: &str) -> Result<Self, OriginError> {
        if text.is_empty() {
            return Err(OriginError::HostMissing);
        }
        if text.contains('%') {
            return Err(OriginError::Host);
        }
        match url::Host::parse(text).map_err(|_| OriginError::Host)? {
            url::Host::Domain(name) => Self::from_ascii_name(&name),
            url::Host::Ipv4(address) => Ok(Self::from_ipv4(address)),
            url::Host::Ipv6(address) => Ok(Self::from_ipv6(address)),
        }
    }

    fn from_ascii_name(name: &str) -> Result<Self, OriginError> {
        let name = name.strip_suffix('.').unwrap_or(name);
        if name.len() > LONGEST_NAME || !name.split('.').all(is_label) {
            return Err(OriginError::Host);
        }
        Ok(Self::Name(name.into()))
    }

    fn from_ipv4(address: Ipv4Addr) -> Self {
        Self::Address(IpAddr::V4(address))
    }

    fn from_ipv6(address: Ipv6Addr) -> Self {
        Self::Address(canonical(IpAddr::V6(address)))
    }
}

/// Letters, digits, hyphens, and the underscore that private zones do use.
fn is_label(label: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    !label.is_empty() && label.len() <= LONGEST_LABEL && label.bytes().all(allowed)
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

/// Scheme, host and port of a request (RFC 6454), canonical.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Origin {
    pub(crate) scheme: Scheme,
    pub(crate) host: Host,
    pub(crate) port: u16,
}

impl Origin {
    /// The origin of a request's absolute target.
    pub(crate) fn of(uri: &Uri) -> Result<Self, OriginError> {
        let scheme = Scheme::parse(uri.scheme_str().ok_or(OriginError::Scheme)?)?;
        let authority = uri.authority().ok_or(OriginError::HostMissing)?;
        let (host, port) = split_authority(authority.as_str())?;
        Ok(Self {
            scheme,
            host: Host::parse(host)?,
            port: port.unwrap_or(scheme.default_port()),
        })
    }

    /// What stands in the `Host` header: the port only if it is not the scheme's own (RFC 9110, section 7.2).
    pub(crate) fn authority(&self) -> String {
        if self.port == self.scheme.default_port() {
            self.host.to_string()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Whether a `Host` header of this value names this origin, in whatever spelling.
    pub(crate) fn is_named(&self, authority: &str) -> bool {
        let Ok((host, port)) = split_authority(authority) else {
            return false;
        };
        let port = port.unwrap_or(self.scheme.default_port());
        port == self.port && Host::parse(host).as_ref() == Ok(&self.host)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.authority())
    }
}

/// Splits `host:port`. `http::uri::Authority` is not asked, because it answers "no port" for a port that is no number.
pub(super) fn split_authority(authority: &str) -> Result<(&str, Option<u16>), OriginError> {
    if authority.contains('@') {
        return Err(OriginError::UserInfo);
    }
    let end_of_host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = authority[end_of_host..].find(':') else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(end_of_host + colon);
    Ok((host, Some(parse_port(&port[1..])?)))
}

fn parse_port(text: &str) -> Result<u16, OriginError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(OriginError::Port);
    }
    match text.parse() {
        Ok(0) | Err(_) => Err(OriginError::Port),
        Ok(port) => Ok(port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn origin(text: &str) -> Result<String, OriginError> {
        let uri: Uri = text.parse().map_err(|_| OriginError::Host)?;
        Origin::of(&uri).map(|origin| origin.to_string())
    }

    #[test]
    fn f4_every_spelling_of_a_host_becomes_one_form() {
        for (spelling, canonical) in [
            ("https://Example.COM", "https://example.com"),
            ("https://example.com.", "https://example.com"),
            ("https://example.com:443/path?q", "https://example.com"),
            ("http://example.com:443", "http://example.com:443"),
            ("http://2130706433/", "http://127.0.0.1"),
            ("http://0x7f.1/", "http://127.0.0.1"),
            ("http://0177.0.0.01/", "http://127.0.0.1"),
            ("http://127.1/", "http://127.0.0.1"),
            ("http://127.0.0.1./", "http://127.0.0.1"),
            ("http://[::ffff:127.0.0.1]/", "http://127.0.0.1"),
            ("http://[::ffff:7f00:1]:8080/", "http://127.0.0.1:8080"),
            ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]"),
            (
                "https://xn--bcher-kva.example",
                "https://xn--bcher-kva.example",
            ),
        ] {
            assert_eq!(origin(spelling).as_deref(), Ok(canonical), "{spelling}");
        }
    }

    #[test]
    fn f4_an_international_name_is_judged_in_its_ascii_form() {
        assert_eq!(
            Host::parse("Bücher.example"),
            Host::parse("xn--bcher-kva.example")
        );
        // FULLWIDTH FULL STOP and fullwidth letters are ordinary ones after IDNA mapping.
        assert_eq!(Host::parse("ｅxample．com"), Host::parse("example.com"));
        assert_eq!(Host::parse("１２７.0.0.1"), Host::parse("127.0.0.1"));
    }

    #[test]
    fn f6_what_could_name_two_hosts_is_no_origin() {
        for (text, error) in [
            ("http://allowed@evil.example/", OriginError::UserInfo),
            ("http://a:b@evil.example/", OriginError::UserInfo),
            ("ftp://example.com/", OriginError::Scheme),
            ("/only/a/path", OriginError::Scheme),
            ("http://example.com:0/", OriginError::Port),
            ("http://example.com:/", OriginError::Port),
            ("http://example.com:99999/", OriginError::Port),
            ("http://example..com/", OriginError::Host),
            ("http://example.com../", OriginError::Host),
            ("http://[fe80::1%25eth0]/", OriginError::Host),
            ("http://ex%61mple.com/", OriginError::Host),
            ("http://256.0.0.1/", OriginError::Host),
            ("http://1.2.3.4.5/", OriginError::Host),
        ] {
            assert_eq!(origin(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_parses_is_a_fixed_point(text in "\\PC{0,40}") {
            if let Ok(host) = Host::parse(&text) {
                prop_assert_eq!(Host::parse(&host.to_string()), Ok(host));
            }
        }

        #[test]
        fn f4_each_notation_of_an_ipv4_address_is_that_address(bits: u32) {
            let address = Host::Address(IpAddr::V4(Ipv4Addr::from(bits)));
            let [a, b, c, d] = bits.to_be_bytes();
            for text in [
                format!("{a}.{b}.{c}.{d}"),
                format!("{bits}"),
                format!("0x{bits:x}"),
                format!("0{bits:o}"),
                format!("0x{a:X}.0{b:o}.{c}.{d}."),
                format!("{a}.{}", bits & 0x00ff_ffff),
                format!("[::ffff:{a}.{b}.{c}.{d}]"),
                format!("[::ffff:{:x}:{:x}]", bits >> 16, bits & 0xffff),
            ] {
                prop_assert_eq!(Host::parse(&text), Ok(address.clone()), "{}", text);
            }
        }

        #[test]
        fn no_authority_panics(text in "\\PC{0,30}") {
            let _ = split_authority(&text);
        }
    }
}
