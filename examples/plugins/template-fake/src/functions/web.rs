//! The Internet.

use plugwright_fake_data::{Random, internet};

use super::plain;
use crate::catalogue::Entry;

pub(crate) const ENTRIES: &[Entry] = &[
    plain!("fake.uuid", "A version 4 UUID.", Random::uuid),
    plain!(
        "fake.domain",
        "A domain reserved for examples.",
        internet::domain
    ),
    plain!(
        "fake.hostname",
        "A host below a domain reserved for examples.",
        internet::host_name
    ),
    plain!(
        "fake.url",
        "An https address on such a host.",
        internet::url
    ),
    plain!(
        "fake.ipv4",
        "An IPv4 address of a documentation network.",
        internet::ipv4
    ),
    plain!(
        "fake.ipv6",
        "An IPv6 address of the documentation prefix.",
        internet::ipv6
    ),
    plain!(
        "fake.mac",
        "A locally administered MAC address.",
        internet::mac
    ),
];
