//! Addresses of the Internet, only from ranges that standards reserve for examples.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::locale::Locale;
use crate::person;
use crate::random::Random;
use crate::text;

/// RFC 2606, section 3.
const DOMAINS: &[&str] = &["example.com", "example.net", "example.org"];

/// The three documentation networks of RFC 5737.
const NETWORKS: &[[u8; 3]] = &[[192, 0, 2], [198, 51, 100], [203, 0, 113]];

/// An email address in one of the domains that RFC 2606 reserves.
pub fn email(random: &mut Random, locale: &Locale) -> String {
    let user = person::user_name(random, locale);
    format!("{user}@{}", domain(random))
}

/// A domain that RFC 2606 reserves.
pub fn domain(random: &mut Random) -> String {
    random.word(DOMAINS).to_owned()
}

/// A host name below such a domain.
pub fn host_name(random: &mut Random) -> String {
    let label = text::latin_word(random);
    format!("{label}.{}", domain(random))
}

/// An https address on such a host.
pub fn url(random: &mut Random) -> String {
    let host = host_name(random);
    format!(
        "https://{host}/{}/{}",
        text::latin_word(random),
        random.integer(1, 9_999)
    )
}

/// An address of one of the documentation networks of RFC 5737.
pub fn ipv4(random: &mut Random) -> String {
    let [a, b, c] = random.pick(NETWORKS).copied().unwrap_or([192, 0, 2]);
    let host = u8::try_from(random.integer(1, 254)).unwrap_or(1);
    Ipv4Addr::new(a, b, c, host).to_string()
}

/// An address of 2001:db8::/32, the documentation prefix of RFC 3849.
pub fn ipv6(random: &mut Random) -> String {
    let mut group = || u16::try_from(random.below(0x1_0000)).unwrap_or(0);
    Ipv6Addr::new(0x2001, 0xdb8, 0, 0, group(), group(), group(), group()).to_string()
}

/// A MAC address that is locally administered, so that no vendor owns it.
pub fn mac(random: &mut Random) -> String {
    let mut octets = [0_u8; 6];
    octets.fill_with(|| u8::try_from(random.below(256)).unwrap_or(0));
    octets[0] = octets[0] & 0xfc | 0x02;
    octets.map(|octet| format!("{octet:02x}")).join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_points_at_a_real_host() {
        for seed in 0..50 {
            let mut random = Random::from_parts([seed.to_string().as_str()]);
            let email = email(&mut random, Locale::find("fr").unwrap());
            assert!(
                DOMAINS.iter().any(|domain| email.ends_with(domain)),
                "{email}"
            );
            let v4: Ipv4Addr = ipv4(&mut random).parse().unwrap();
            assert!(v4.is_documentation(), "{v4}");
            let v6: Ipv6Addr = ipv6(&mut random).parse().unwrap();
            assert_eq!(&v6.segments()[..2], &[0x2001, 0xdb8], "{v6}");
        }
    }

    #[test]
    fn a_mac_address_is_unicast_and_local() {
        let first = mac(&mut Random::from_parts(["1"]));
        let octet = u8::from_str_radix(&first[..2], 16).unwrap();
        assert_eq!(octet & 0b11, 0b10, "{first}");
    }
}
