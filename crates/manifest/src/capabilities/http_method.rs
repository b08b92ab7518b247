//! Which HTTP methods a plugin uses.

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A method of HTTP that can be asked for. `CONNECT` and `TRACE` cannot: one opens a tunnel past every check, the other
/// shows a server's view of the secrets in a request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
#[expect(
    missing_docs,
    reason = "the names say it all: RFC 9110, section 9, and RFC 5789"
)]
pub enum HttpMethod {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl HttpMethod {
    /// The method as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }
}

/// The methods that go with an origin: all of [`HttpMethod`], or some.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Methods {
    /// Every method of [`HttpMethod`].
    #[default]
    All,
    /// These.
    Only(BTreeSet<HttpMethod>),
}

impl Methods {
    /// Whether `method`, as it stands on the wire, is one of these.
    pub fn allow(&self, method: &str) -> bool {
        match self {
            Self::All => ALL.iter().any(|known| known.as_str() == method),
            Self::Only(methods) => methods.iter().any(|known| known.as_str() == method),
        }
    }

    /// Whether every method of `other` is one of these.
    pub fn cover(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Only(own), Self::All) => own.len() == ALL.len(),
            (Self::Only(own), Self::Only(asked)) => asked.is_subset(own),
        }
    }
}

const ALL: [HttpMethod; 7] = [
    HttpMethod::Get,
    HttpMethod::Head,
    HttpMethod::Post,
    HttpMethod::Put,
    HttpMethod::Patch,
    HttpMethod::Delete,
    HttpMethod::Options,
];

impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("any method"),
            Self::Only(methods) => {
                let names: Vec<_> = methods.iter().map(|method| method.as_str()).collect();
                f.write_str(&names.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, HttpMethod, Methods};

    #[test]
    fn a_tunnel_cannot_be_asked_for() {
        assert!(
            !Methods::All.allow("CONNECT")
                && !Methods::All.allow("TRACE")
                && !Methods::All.allow("get")
        );
        assert!(serde_json::from_str::<HttpMethod>("\"CONNECT\"").is_err());
    }

    #[test]
    fn the_wire_name_is_the_manifest_name() {
        for method in ALL {
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
            assert!(Methods::All.allow(method.as_str()));
        }
    }

    #[test]
    fn all_methods_are_more_than_some() {
        let read = Methods::Only([HttpMethod::Get, HttpMethod::Head].into());
        assert!(Methods::All.cover(&read) && read.cover(&read));
        assert!(!read.cover(&Methods::All));
        assert!(!read.cover(&Methods::Only([HttpMethod::Post].into())));
        assert!(Methods::Only(ALL.into()).cover(&Methods::All));
    }
}
