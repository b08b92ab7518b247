//! Where a remote plugin may be. A package comes from a stranger, and its endpoint gets the host's requests: one that
//! points at the host's own network is an attack until the operator says otherwise.
//!
//! Only what stands in the URL is judged. What a name resolves to is checked for each connection, by the sender.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use plugwright_manifest::Endpoint;
use url::Host;

use crate::Error;
use crate::limits::Endpoints;

/// Refuses an endpoint that is beyond `allowed`.
pub(super) fn check(endpoint: &Endpoint, allowed: Endpoints) -> Result<(), Error> {
    if allowed == Endpoints::Any {
        return Ok(());
    }
    let problem = if !endpoint.is_encrypted() {
        "it is not encrypted; use `https`"
    } else if !is_public(endpoint) {
        "it is on the host's own machine or network; the operator's policy has to name it"
    } else {
        return Ok(());
    };
    Err(Error::Endpoint { problem })
}

fn is_public(endpoint: &Endpoint) -> bool {
    match endpoint.as_url().host() {
        Some(Host::Domain(name)) => is_public_name(name),
        Some(Host::Ipv4(address)) => is_public_address(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public_address(IpAddr::V6(address)),
        None => false,
    }
}

/// Names that never leave the machine or the local network ([RFC 6761](https://www.rfc-editor.org/rfc/rfc6761),
/// [RFC 6762](https://www.rfc-editor.org/rfc/rfc6762), [RFC 8375](https://www.rfc-editor.org/rfc/rfc8375)), and names
/// without a dot.
fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let local = ["localhost", "local", "internal", "lan", "home.arpa"];
    let ends_with = |suffix: &&str| {
        name.strip_suffix(*suffix)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    name.contains('.') && !local.iter().any(ends_with)
}

fn is_public_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Not in one of the blocks of [RFC 6890](https://www.rfc-editor.org/rfc/rfc6890) and its successors.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && b & 0xc0 == 64;
    let protocols = (a, b, c) == (192, 0, 0);
    let benchmarks = a == 198 && b & 0xfe == 18;
    !(a == 0
        || a >= 224
        || shared
        || protocols
        || benchmarks
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation())
}

/// Global unicast, and not an IPv4 address in other clothes: mapped, translated (64:ff9b::/96), 6to4 or Teredo.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let global = segments[0] & 0xe000 == 0x2000;
    let tunnelled = segments[0] == 0x2002 || (segments[0] == 0x2001 && segments[1] == 0);
    let documentation = segments[0] == 0x2001 && segments[1] == 0x0db8;
    global && !tunnelled && !documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(endpoint: &str) -> Result<(), Error> {
        check(&endpoint.parse().unwrap(), Endpoints::Public)
    }

    #[test]
    fn rc18_an_endpoint_on_the_hosts_own_network_is_refused_unless_the_host_allows_it() {
        for bad in [
            "http://plugins.example.com",
            "https://localhost",
            "https://a.localhost",
            "https://localhost.",
            "https://intranet",
            "https://printer.local",
            "https://metadata.google.internal",
            "https://127.0.0.1",
            "https://127.1",
            "https://0x7f000001",
            "https://2130706433",
            "https://10.0.0.1",
            "https://172.16.0.1",
            "https://192.168.1.1",
            "https://169.254.169.254",
            "https://100.64.0.1",
            "https://0.0.0.0",
            "https://255.255.255.255",
            "https://[::1]",
            "https://[::]",
            "https://[fe80::1]",
            "https://[fd00:ec2::254]",
            "https://[::ffff:10.0.0.1]",
            "https://[64:ff9b::a00:1]",
            "https://[2002:a00:1::]",
        ] {
            assert_eq!(
                verdict(bad).unwrap_err().code(),
                "PW-PACKAGE-ENDPOINT",
                "{bad}"
            );
            assert!(
                check(&bad.parse().unwrap(), Endpoints::Any).is_ok(),
                "{bad}"
            );
        }
        for good in [
            "https://plugins.example.com/base",
            "https://8.8.8.8:8443",
            "https://[2606:4700::1111]",
            "https://internal.example.com",
            "https://mylocal.example",
        ] {
            assert!(verdict(good).is_ok(), "{good}");
        }
        assert!(
            "https://user:password@plugins.example.com"
                .parse::<Endpoint>()
                .is_err()
        );
    }
}
