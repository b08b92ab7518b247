//! Lengths of time with a unit.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Unit, largest_whole_unit, parse};
use crate::Error;
use crate::quoted::Quoted;

/// A length of time, exact to the nanosecond, up to some 584 years.
///
/// Read from a number with a unit: `ns`, `us`, `ms`, `s`, `m`, `h`, `d` (24 hours). The unit is never left out, because
/// `timeout: 5` has been read as milliseconds and as seconds often enough. A decimal fraction is fine if it is exact
/// (`1.5s`). Written with the largest unit that is exact.
///
/// ```
/// # use plugwright_manifest::TimeSpan;
/// # use std::time::Duration;
/// let span: TimeSpan = "250ms".parse()?;
/// assert_eq!(Duration::from(span), Duration::from_millis(250));
/// # Ok::<(), plugwright_manifest::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan {
    nanos: u64,
}

const UNITS: [Unit; 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60 * 1_000_000_000),
    ("h", 3_600 * 1_000_000_000),
    ("d", 86_400 * 1_000_000_000),
];

impl TimeSpan {
    /// So many milliseconds, at most what the type can hold.
    pub const fn from_millis(millis: u64) -> Self {
        Self {
            nanos: millis.saturating_mul(1_000_000),
        }
    }

    /// So many seconds, at most what the type can hold.
    pub const fn from_secs(seconds: u64) -> Self {
        Self {
            nanos: seconds.saturating_mul(1_000_000_000),
        }
    }

    /// The same length as the standard library has it.
    pub const fn as_duration(self) -> Duration {
        Duration::from_nanos(self.nanos)
    }
}

impl From<TimeSpan> for Duration {
    fn from(span: TimeSpan) -> Self {
        span.as_duration()
    }
}

impl From<Duration> for TimeSpan {
    /// A duration beyond 584 years becomes the longest span.
    fn from(duration: Duration) -> Self {
        Self {
            nanos: u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

impl FromStr for TimeSpan {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text, &UNITS)
            .map(|nanos| Self { nanos })
            .map_err(|reason| Error::TimeSpan {
                span: Quoted::new(text),
                reason,
            })
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self.nanos {
            0 => (0, "s"),
            nanos => largest_whole_unit(nanos, &UNITS).unwrap_or((nanos, "ns")),
        };
        f.pad(&format!("{count}{unit}"))
    }
}

impl Serialize for TimeSpan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeSpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for TimeSpan {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeSpan".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time: a number with a unit (ns, us, ms, s, m, h, d).",
            "type": "string",
            "pattern": "^[0-9]+(\\.[0-9]+)? ?(ns|us|ms|s|m|h|d)$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::TimeSpan;
    use proptest::prelude::*;
    use std::time::Duration;

    #[test]
    fn units_mean_what_people_expect() {
        for (text, millis) in [
            ("250ms", 250),
            ("5s", 5_000),
            ("1.5s", 1_500),
            ("2m", 120_000),
            ("1h", 3_600_000),
            ("1d", 86_400_000),
            ("0s", 0),
        ] {
            let span: TimeSpan = text.parse().unwrap();
            assert_eq!(
                Duration::from(span),
                Duration::from_millis(millis),
                "{text}"
            );
            assert_eq!(TimeSpan::from_millis(millis), span);
        }
    }

    #[test]
    fn a_number_without_a_unit_is_refused() {
        for bad in [
            "5",
            "0",
            "",
            "s",
            "-1s",
            "5S",
            "5sec",
            "1.0000000001s",
            "1000000d",
            "5 s ",
            "1e3s",
        ] {
            assert_eq!(
                bad.parse::<TimeSpan>().unwrap_err().code(),
                "PW-MANIFEST-TIME",
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_written_form_is_exact(nanos: u64) {
            let span = TimeSpan::from(Duration::from_nanos(nanos));
            prop_assert_eq!(span.to_string().parse::<TimeSpan>().unwrap(), span);
        }
    }
}
