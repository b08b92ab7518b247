//! Amounts of bytes with a unit.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Unit, largest_whole_unit, parse};
use crate::Error;
use crate::quoted::Quoted;

/// An amount of bytes.
///
/// Read from a number of bytes (`10485760`) or a number with a unit: `B`, binary `KiB` `MiB` `GiB` `TiB` (1024) or decimal
/// `kB` `MB` `GB` `TB` (1000); units are case-sensitive, one space before them is allowed. A decimal fraction is fine if a
/// whole number of bytes comes out (`1.5GiB`; not `0.3KiB`). Written with the largest binary unit that is exact.
///
/// ```
/// # use plugwright_manifest::ByteSize;
/// let size: ByteSize = "1.5GB".parse()?;
/// assert_eq!(size.as_u64(), 1_500_000_000);
/// assert_eq!(ByteSize::mib(64).to_string(), "64MiB");
/// # Ok::<(), plugwright_manifest::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(pub u64);

const BINARY_UNITS: [Unit; 5] = [
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

const UNITS: [Unit; 10] = [
    ("", 1),
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
];

impl ByteSize {
    /// `n` × 1024 bytes, at most `u64::MAX`.
    pub const fn kib(n: u64) -> Self {
        Self(n.saturating_mul(1 << 10))
    }

    /// `n` × 1024² bytes, at most `u64::MAX`.
    pub const fn mib(n: u64) -> Self {
        Self(n.saturating_mul(1 << 20))
    }

    /// `n` × 1024³ bytes, at most `u64::MAX`.
    pub const fn gib(n: u64) -> Self {
        Self(n.saturating_mul(1 << 30))
    }

    /// The number of bytes.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The number of bytes as a length in memory: `usize::MAX` where the machine cannot address so many.
    pub fn as_usize(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl From<u64> for ByteSize {
    fn from(bytes: u64) -> Self {
        Self(bytes)
    }
}

impl From<ByteSize> for u64 {
    fn from(size: ByteSize) -> Self {
        size.0
    }
}

impl FromStr for ByteSize {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text, &UNITS)
            .map(Self)
            .map_err(|reason| Error::ByteSize {
                size: Quoted::new(text),
                reason,
            })
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self.0 {
            0 => (0, "B"),
            bytes => largest_whole_unit(bytes, &BINARY_UNITS).unwrap_or((bytes, "B")),
        };
        f.pad(&format!("{count}{unit}"))
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberOrText)
    }
}

struct NumberOrText;

impl Visitor<'_> for NumberOrText {
    type Value = ByteSize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount of bytes, for example 64MiB or 10485760")
    }

    fn visit_u64<E: serde::de::Error>(self, bytes: u64) -> Result<ByteSize, E> {
        Ok(ByteSize(bytes))
    }

    fn visit_i64<E: serde::de::Error>(self, bytes: i64) -> Result<ByteSize, E> {
        u64::try_from(bytes)
            .map(ByteSize)
            .map_err(|_| E::custom("an amount of bytes cannot be negative"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ByteSize, E> {
        text.parse().map_err(E::custom)
    }
}

impl JsonSchema for ByteSize {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByteSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An amount of bytes: a number, or a number with a unit (B, KiB, MiB, GiB, TiB, kB, MB, GB, TB).",
            "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? ?(B|[KMGT]iB|[kMGT]B)?$" },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ByteSize;
    use proptest::prelude::*;

    #[test]
    fn units_mean_what_the_standard_says() {
        for (text, bytes) in [
            ("0", 0),
            ("10485760", 10 << 20),
            ("50MiB", 50 << 20),
            ("50 MiB", 50 << 20),
            ("50MB", 50_000_000),
            ("1kB", 1_000),
            ("1.5GB", 1_500_000_000),
            ("1.5GiB", 3 << 29),
            ("0.5KiB", 512),
            ("18446744073709551615B", u64::MAX),
        ] {
            assert_eq!(text.parse::<ByteSize>().unwrap(), ByteSize(bytes), "{text}");
        }
    }

    #[test]
    fn an_amount_that_could_be_misread_is_refused() {
        for bad in [
            "",
            "MiB",
            "-1",
            "1K",
            "1k",
            "1M",
            "1mib",
            "1 MiB ",
            " 1MiB",
            "1  MiB",
            "1.MiB",
            ".5MiB",
            "1.2.3MiB",
            "1e6",
            "0.3KiB",
            "1.5",
            "18446744073709551616",
            "99999999999999999999999999999999999999999999",
            "1_000",
            "٣MiB",
            "9999999999999TiB",
        ] {
            assert_eq!(
                bad.parse::<ByteSize>().unwrap_err().code(),
                "PW-MANIFEST-SIZE",
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_written_form_is_exact(bytes: u64, shift in 0u32..40) {
            let size = ByteSize(bytes >> shift << shift);
            prop_assert_eq!(size.to_string().parse::<ByteSize>().unwrap(), size);
        }
    }
}
