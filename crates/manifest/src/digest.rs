//! Content addresses.
//!
//! The digest of a component names it in caches, lock files, errors and metrics. SHA-256 in the spelling of OCI, so that
//! a digest that a user copies from our output works in any registry tool.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::quoted::Quoted;

/// The SHA-256 digest of some bytes, written `sha256:` and 64 lower-case hex digits
/// ([OCI image spec, descriptor](https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests)).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The raw digest.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = Error;

    /// Upper-case hex digits are refused, so that one digest has one spelling.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.strip_prefix("sha256:")
            .and_then(decode_hex)
            .map(Self)
            .ok_or_else(|| Error::Digest {
                digest: Quoted::new(text),
            })
    }
}

fn decode_hex(hex: &str) -> Option<[u8; 32]> {
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let bytes: Vec<u8> = pairs
        .iter()
        .copied()
        .map(decode_pair)
        .collect::<Option<_>>()?;
    bytes.try_into().ok()
}

fn decode_pair([high, low]: [u8; 2]) -> Option<u8> {
    Some(decode_digit(high)? << 4 | decode_digit(low)?)
}

fn decode_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Digest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A SHA-256 digest.",
            "type": "string",
            "pattern": "^sha256:[0-9a-f]{64}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;
    use proptest::prelude::*;

    #[test]
    fn the_digest_is_the_one_of_the_standard() {
        // FIPS 180-4, example "abc".
        let expected = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_string(), expected);
        assert_eq!(expected.parse::<Digest>().unwrap(), Digest::of(b"abc"));
    }

    #[test]
    fn a_digest_has_one_spelling() {
        let good = Digest::of(b"").to_string();
        let bare = good.trim_start_matches("sha256:").to_owned();
        for bad in [
            bare.clone(),
            format!("sha256:{}", bare.to_uppercase()),
            format!("sha512:{bare}"),
            format!("{good}0"),
            format!("{good}00"),
            good[..good.len() - 1].to_owned(),
            format!("sha256:{}", "é".repeat(32)),
            String::new(),
        ] {
            assert_eq!(
                bad.parse::<Digest>().unwrap_err().code(),
                "PW-MANIFEST-DIGEST",
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_digest_survives_its_text(bytes: [u8; 32]) {
            prop_assert_eq!(Digest::from(bytes).to_string().parse::<Digest>().unwrap(), Digest::from(bytes));
        }
    }
}
