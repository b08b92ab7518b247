//! Who may be spoken to: pure decisions about origins and addresses, without any I/O.

pub(crate) mod address;
pub(crate) mod block;
pub(crate) mod origin;
pub(crate) mod pattern;

use std::fmt;
use std::net::IpAddr;

use http::Method;

use address::{Reach, reach};
use block::BlockPattern;
use origin::Origin;
use pattern::OriginPattern;

/// What one plugin may reach. The default is nothing.
///
/// A request goes out if some allowed pattern covers its origin and method, no block pattern covers its origin, and
/// every address that the host resolves to is public (or private, where the allowed pattern says so) and not blocked.
#[derive(Clone, Debug, Default)]
pub struct EgressPolicy {
    allowed: Vec<Allowed>,
    blocked: Vec<BlockPattern>,
}

#[derive(Clone, Debug)]
struct Allowed {
    pattern: OriginPattern,
    private: bool,
}

impl EgressPolicy {
    /// Allows the origins of `pattern`, at public addresses.
    #[must_use]
    pub fn allow(self, pattern: OriginPattern) -> Self {
        self.allow_at(pattern, false)
    }

    /// Allows the origins of `pattern` also at addresses of this machine and of private networks. Link-local and
    /// metadata addresses stay closed.
    #[must_use]
    pub fn allow_private(self, pattern: OriginPattern) -> Self {
        self.allow_at(pattern, true)
    }

    fn allow_at(mut self, pattern: OriginPattern, private: bool) -> Self {
        self.allowed.push(Allowed { pattern, private });
        self
    }

    /// Blocks what `pattern` covers, even if it is allowed.
    #[must_use]
    pub fn block(mut self, pattern: BlockPattern) -> Self {
        self.blocked.push(pattern);
        self
    }

    /// Whether a request may be made at all, before any name is looked up.
    pub(crate) fn decide(&self, origin: &Origin, method: &Method) -> Result<Permit, Denial> {
        if self.blocked.iter().any(|pattern| pattern.matches(origin)) {
            return Err(Denial::Blocked);
        }
        let mut covering = self
            .allowed
            .iter()
            .filter(|allowed| allowed.pattern.matches(origin))
            .peekable();
        if covering.peek().is_none() {
            return Err(Denial::NotAllowed);
        }
        covering
            .filter(|allowed| allowed.pattern.permits(method))
            .map(|allowed| Permit {
                private: allowed.private,
            })
            .reduce(Permit::or)
            .ok_or(Denial::Method)
    }

    /// Whether a connection to this address may serve a request that has this permit.
    pub(crate) fn admit(&self, permit: Permit, address: IpAddr) -> Result<(), AddressDenial> {
        if self.blocked.iter().any(|pattern| pattern.covers(address)) {
            return Err(AddressDenial("blocked"));
        }
        match reach(address) {
            Reach::Public => Ok(()),
            Reach::Private(_) if permit.private => Ok(()),
            Reach::Private(class) | Reach::Never(class) => Err(AddressDenial(class)),
        }
    }
}

/// That a request may be made, and how far it may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Permit {
    private: bool,
}

impl Permit {
    fn or(self, other: Self) -> Self {
        Self {
            private: self.private || other.private,
        }
    }
}

/// Why a request may not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// An entry of the block list covers the origin.
    Blocked,
    /// No allowed pattern covers the origin.
    NotAllowed,
    /// The origin is allowed, but not with this method.
    Method,
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blocked => "the origin is on the block list",
            Self::NotAllowed => "no grant covers this origin (scheme, host and port)",
            Self::Method => "the grant for this origin does not include the method",
        })
    }
}

/// The class of an address that may not be reached. It is not the address itself, so that it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AddressDenial(pub(crate) &'static str);

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> EgressPolicy {
        EgressPolicy::default()
            .allow("https://*.example.com".parse().unwrap())
            .allow("GET https://read.example.net".parse().unwrap())
            .allow_private("POST http://intranet.example:8080".parse().unwrap())
            .allow("GET http://intranet.example:8080".parse().unwrap())
            .block("ads.example.com".parse().unwrap())
            .block("198.20.0.0/16".parse().unwrap())
    }

    fn decide(method: &str, uri: &str) -> Result<Permit, Denial> {
        let origin = Origin::of(&uri.parse().unwrap()).unwrap();
        policy().decide(&origin, &method.parse().unwrap())
    }

    #[test]
    fn f1_what_no_grant_covers_is_denied_and_the_block_list_wins() {
        for (method, uri, expected) in [
            (
                "GET",
                "https://www.example.com/",
                Ok(Permit { private: false }),
            ),
            ("GET", "https://ads.example.com/", Err(Denial::Blocked)),
            ("GET", "http://www.example.com/", Err(Denial::NotAllowed)),
            (
                "GET",
                "https://www.example.com:444/",
                Err(Denial::NotAllowed),
            ),
            ("GET", "https://example.com/", Err(Denial::NotAllowed)),
            ("GET", "https://198.20.1.1/", Err(Denial::Blocked)),
            (
                "GET",
                "https://read.example.net/",
                Ok(Permit { private: false }),
            ),
            ("PUT", "https://read.example.net/", Err(Denial::Method)),
            (
                "POST",
                "http://intranet.example:8080/",
                Ok(Permit { private: true }),
            ),
            (
                "GET",
                "http://intranet.example:8080/",
                Ok(Permit { private: false }),
            ),
            ("PUT", "http://intranet.example:8080/", Err(Denial::Method)),
        ] {
            assert_eq!(decide(method, uri), expected, "{method} {uri}");
        }
    }

    #[test]
    fn nothing_is_allowed_by_default() {
        let origin = Origin::of(&"https://example.com".parse().unwrap()).unwrap();
        assert_eq!(
            EgressPolicy::default().decide(&origin, &Method::GET),
            Err(Denial::NotAllowed)
        );
    }

    #[test]
    fn f2_a_private_address_needs_its_own_grant_and_metadata_has_none() {
        for (private, address, expected) in [
            (false, "1.1.1.1", true),
            (false, "127.0.0.1", false),
            (true, "127.0.0.1", true),
            (true, "::ffff:10.0.0.1", true),
            (true, "169.254.169.254", false),
            (true, "fd00:ec2::254", false),
            (true, "64:ff9b::a9fe:a9fe", false),
            (true, "0.0.0.0", false),
            (true, "198.20.1.1", false),
        ] {
            let verdict = policy().admit(Permit { private }, address.parse().unwrap());
            assert_eq!(verdict.is_ok(), expected, "{private} {address}");
        }
    }
}
