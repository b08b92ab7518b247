//! Which addresses a plugin may be connected to.
//!
//! A name that is allowed may still resolve to the machine itself, to a neighbour behind the firewall or to the cloud's
//! metadata service. So the address is judged too, after every disguise that the network would take off: IPv4 inside
//! IPv6 in each of the forms that something on the way would unpack.
//!
//! Source: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and later), and the documentation of
//! the clouds for their metadata addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// Who may be reached at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Globally reachable: an allowed origin suffices.
    Public,
    /// The machine itself or its own network: only where the grant says `allow_private`.
    Private(&'static str),
    /// Nobody's business: no grant opens it.
    Never(&'static str),
}

/// The reach of an address. Pure, total, the same on every machine.
pub(crate) fn reach(address: IpAddr) -> Reach {
    match canonical(address) {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

/// An IPv4-mapped IPv6 address (`::ffff:0:0/96`) is the IPv4 address: the socket would dial exactly that.
pub(crate) fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(first: [u16; 4], length: u8) -> Ipv6Net {
    let [a, b, c, d] = first;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), length)
}

const NEVER_V4: [(Ipv4Net, &str); 14] = [
    (v4(0, 0, 0, 0, 8), "unspecified"),
    (v4(100, 100, 100, 200, 32), "cloud metadata"),
    (v4(168, 63, 129, 16, 32), "cloud metadata"),
    (v4(169, 254, 0, 0, 16), "link-local"),
    (v4(192, 0, 0, 0, 24), "protocol assignment"),
    (v4(192, 0, 2, 0, 24), "documentation"),
    (v4(192, 88, 99, 0, 24), "6to4 relay"),
    (v4(198, 18, 0, 0, 15), "benchmarking"),
    (v4(198, 51, 100, 0, 24), "documentation"),
    (v4(203, 0, 113, 0, 24), "documentation"),
    (v4(233, 252, 0, 0, 24), "documentation"),
    (v4(224, 0, 0, 0, 4), "multicast"),
    (v4(255, 255, 255, 255, 32), "broadcast"),
    (v4(240, 0, 0, 0, 4), "reserved"),
];

const PRIVATE_V4: [(Ipv4Net, &str); 5] = [
    (v4(10, 0, 0, 0, 8), "private"),
    (v4(100, 64, 0, 0, 10), "carrier-grade NAT"),
    (v4(127, 0, 0, 0, 8), "loopback"),
    (v4(172, 16, 0, 0, 12), "private"),
    (v4(192, 168, 0, 0, 16), "private"),
];

fn reach_v4(address: Ipv4Addr) -> Reach {
    let within = |&&(net, _): &&(Ipv4Net, &str)| net.contains(&address);
    if let Some(&(_, class)) = NEVER_V4.iter().find(within) {
        return Reach::Never(class);
    }
    match PRIVATE_V4.iter().find(within) {
        Some(&(_, class)) => Reach::Private(class),
        None => Reach::Public,
    }
}

/// The only part of IPv6 from which global addresses are handed out (RFC 4291, section 2.4).
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0], 3);

const UNIQUE_LOCAL_V6: Ipv6Net = v6([0xfc00, 0, 0, 0], 7);

/// The metadata service of AWS (`fd00:ec2::254`) and its neighbours: unique local by form, the cloud's by use.
const METADATA_V6: [Ipv6Net; 2] = [
    v6([0xfd00, 0x0ec2, 0, 0], 32),
    v6([0xfd20, 0x00ce, 0, 0], 32),
];

const NEVER_V6: [(Ipv6Net, &str); 4] = [
    (v6([0x2001, 0, 0, 0], 23), "protocol assignment"),
    (v6([0x2001, 0x0db8, 0, 0], 32), "documentation"),
    (v6([0x2002, 0, 0, 0], 16), "6to4"),
    (v6([0x3fff, 0, 0, 0], 20), "documentation"),
];

fn reach_v6(address: Ipv6Addr) -> Reach {
    if address.is_loopback() {
        return Reach::Private("loopback");
    }
    if METADATA_V6.iter().any(|net| net.contains(&address)) {
        return Reach::Never("cloud metadata");
    }
    if UNIQUE_LOCAL_V6.contains(&address) {
        return Reach::Private("private");
    }
    if let Some(inner) = translated(address) {
        return reach_of_translated(inner);
    }
    if !GLOBAL_V6.contains(&address) {
        return Reach::Never("not global");
    }
    match NEVER_V6.iter().find(|(net, _)| net.contains(&address)) {
        Some(&(_, class)) => Reach::Never(class),
        None => Reach::Public,
    }
}

/// The IPv4 address that a translator or tunnel on the way would take out: NAT64 (`64:ff9b::/96`, RFC 6052) and ISATAP
/// (`…:0:5efe:a.b.c.d` and `…:200:5efe:a.b.c.d`, RFC 5214, below any prefix).
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    const NAT64: [u8; 12] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
    let octets = address.octets();
    let (prefix, inner) = octets.split_at(NAT64.len());
    let isatap = prefix[8] & 0xfd == 0 && prefix[9..] == [0, 0x5e, 0xfe];
    let inner: [u8; 4] = inner.try_into().ok()?;
    (*prefix == NAT64 || isatap).then(|| Ipv4Addr::from(inner))
}

/// A translator may lead to the public IPv4 internet. It has no honest reason to lead anywhere else.
fn reach_of_translated(inner: Ipv4Addr) -> Reach {
    match reach_v4(inner) {
        Reach::Public => Reach::Public,
        Reach::Private(class) | Reach::Never(class) => Reach::Never(class),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Reach {
        reach(text.parse().unwrap())
    }

    #[test]
    fn f2_what_is_near_the_host_is_not_public() {
        for address in [
            "127.0.0.1",
            "127.255.255.254",
            "10.0.0.1",
            "10.255.255.255",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "::1",
            "fc00::1",
            "fd12:3456::1",
        ] {
            assert!(matches!(of(address), Reach::Private(_)), "{address}");
        }
    }

    #[test]
    fn f2_some_addresses_no_grant_opens() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "192.88.99.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "100::1",
            "2001:db8::1",
            "2001:2::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:10::1",
            "2001:20::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "::127.0.0.1",
            "64:ff9b:1::1",
            "4000::1",
        ] {
            assert!(matches!(of(address), Reach::Never(_)), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_public() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "93.184.216.34",
            "172.15.255.255",
            "172.32.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.1",
            "11.0.0.1",
            "169.253.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "2003::1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ] {
            assert_eq!(of(address), Reach::Public, "{address}");
        }
    }

    #[test]
    fn f4_an_address_inside_an_address_is_judged_by_what_comes_out() {
        for (address, expected) in [
            ("::ffff:127.0.0.1", Reach::Private("loopback")),
            ("::ffff:10.0.0.1", Reach::Private("private")),
            ("::ffff:169.254.169.254", Reach::Never("link-local")),
            ("::ffff:0.0.0.0", Reach::Never("unspecified")),
            ("64:ff9b::127.0.0.1", Reach::Never("loopback")),
            ("64:ff9b::10.0.0.1", Reach::Never("private")),
            ("64:ff9b::169.254.169.254", Reach::Never("link-local")),
            ("2a00::5efe:10.0.0.1", Reach::Never("private")),
            ("2a00::200:5efe:127.0.0.1", Reach::Never("loopback")),
        ] {
            assert_eq!(of(address), expected, "{address}");
        }
    }

    proptest! {
        #[test]
        fn f4_mapping_never_changes_the_verdict(bits: u32) {
            let plain = Ipv4Addr::from(bits);
            prop_assert_eq!(reach(IpAddr::V4(plain)), reach(IpAddr::V6(plain.to_ipv6_mapped())));
        }

        #[test]
        fn f4_no_translation_prefix_widens_the_reach(bits: u32, prefix in 0u64..0x2000_0000_0000_0000) {
            let inner = Ipv4Addr::from(bits);
            let high = u128::from(prefix | 0x2600_0000_0000_0000) << 64;
            for outer in [
                Ipv6Addr::from(u128::from(bits) | (0x0064_ff9b_u128 << 96)),
                Ipv6Addr::from(high | (0x5efe_u128 << 32) | u128::from(bits)),
                Ipv6Addr::from((0x2002_u128 << 112) | (u128::from(bits) << 80) | 1),
                Ipv6Addr::from(u128::from(bits)),
            ] {
                if reach(IpAddr::V6(outer)) == Reach::Public {
                    prop_assert_eq!(reach(IpAddr::V4(inner)), Reach::Public, "{}", outer);
                }
            }
        }

        /// The standard library's own judgement, where it is stable, may never be stricter than ours.
        #[test]
        fn f2_what_the_standard_library_calls_local_is_never_public(bits: u32) {
            let address = Ipv4Addr::from(bits);
            let local = address.is_private() || address.is_loopback() || address.is_link_local()
                || address.is_multicast() || address.is_broadcast() || address.is_documentation()
                || address.is_unspecified();
            prop_assert!(!local || reach(IpAddr::V4(address)) != Reach::Public);
        }
    }
}
