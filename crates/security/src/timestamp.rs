//! Points in time, as files and registries write them.
//!
//! Only UTC, and only to the second: a policy that means different moments on two machines is none. Days are counted with the
//! algorithm of [Howard Hinnant](https://howardhinnant.github.io/date_algorithms.html), so that no calendar library is needed.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const DAY: u64 = 86_400;

/// A second between the years 1970 and 9999, written `2026-11-21T16:30:00Z` ([RFC 3339](https://www.rfc-editor.org/rfc/rfc3339)
/// in UTC) or `2026-11-21` for the beginning of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: u64,
}

/// A text that is no timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a point in time in UTC, as `2026-11-21T16:30:00Z` or `2026-11-21`")]
pub struct NoTimestamp;

impl Timestamp {
    /// The last second of the year 9999.
    pub const MAX: Self = Self {
        seconds: 253_402_300_799,
    };

    /// So many seconds after the beginning of 1970, at most [`Timestamp::MAX`].
    pub const fn from_unix(seconds: u64) -> Self {
        if seconds > Self::MAX.seconds {
            return Self::MAX;
        }
        Self { seconds }
    }

    /// Seconds since the beginning of 1970.
    pub const fn as_unix(self) -> u64 {
        self.seconds
    }

    /// What the clock of this machine says; 1970 if it is before that.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// How long ago `earlier` was; none if it is still to come.
    pub fn since(self, earlier: Self) -> Option<Duration> {
        self.seconds
            .checked_sub(earlier.seconds)
            .map(Duration::from_secs)
    }
}

impl From<SystemTime> for Timestamp {
    /// The second that it is in; 1970 for what is before that.
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH);
        Self::from_unix(since.map_or(0, |since| since.as_secs()))
    }
}

impl FromStr for Timestamp {
    type Err = NoTimestamp;

    fn from_str(text: &str) -> Result<Self, NoTimestamp> {
        let (date, time) = match text.strip_suffix('Z') {
            Some(utc) => utc.split_once('T').ok_or(NoTimestamp)?,
            None => (text, "00:00:00"),
        };
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
        if hour > 23 || minute > 59 || second > 59 {
            return Err(NoTimestamp);
        }
        let days = days_since_1970(year, month, day);
        let seconds = days
            .checked_mul(DAY)
            .and_then(|start| start.checked_add(hour * 3_600 + minute * 60 + second))
            .ok_or(NoTimestamp)?;
        // A 31st of February comes back as another day.
        if civil(days) != (year, month, day) {
            return Err(NoTimestamp);
        }
        Ok(Self { seconds })
    }
}

/// Three numbers of so many digits each.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Result<[u64; 3], NoTimestamp> {
    let mut parts = text.split(separator);
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| {
            part.len() == digits && part.bytes().all(|digit| digit.is_ascii_digit())
        });
        part.and_then(|part| part.parse().ok()).ok_or(NoTimestamp)
    };
    let found = [number(digits[0])?, number(digits[1])?, number(digits[2])?];
    if parts.next().is_some() || text.split(separator).count() != 3 {
        return Err(NoTimestamp);
    }
    Ok(found)
}

/// Zero for what lies before 1970, which then does not come back as the same day.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    // Years begin in March, so that the leap day is the last.
    let year = if month <= 2 {
        year.wrapping_sub(1)
    } else {
        year
    };
    if year > 9_999 {
        return 0;
    }
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day.saturating_sub(1);
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    days.saturating_sub(719_468)
}

/// Year, month and day.
fn civil(days_since_1970: u64) -> (u64, u64, u64) {
    let days = days_since_1970 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.seconds / DAY);
        let second = self.seconds % DAY;
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A point in time in UTC, or the beginning of a day.",
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$",
            "examples": ["2026-11-21T16:30:00Z", "2026-11-21"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;
    use proptest::prelude::*;

    #[test]
    fn known_moments_are_where_everybody_else_has_them() {
        for (text, seconds) in [
            ("1970-01-01", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-21T16:30:00Z", 1_795_278_600),
            ("9999-12-31T23:59:59Z", Timestamp::MAX.as_unix()),
        ] {
            let parsed: Timestamp = text.parse().unwrap();
            assert_eq!(parsed.as_unix(), seconds, "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for bad in [
            "",
            "2026",
            "2026-1-1",
            "2026-02-30",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "1969-12-31",
            "0000-01-01",
            "2026-11-21T24:00:00Z",
            "2026-11-21T16:30:00",
            "2026-11-21T16:30:00+01:00",
            "2026-11-21 16:30:00Z",
            "2026-11-21T16:30Z",
            "+026-11-21",
            "2026-11-21-01",
            "21/11/2026",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_second_is_read_as_it_is_written(seconds in 0..=Timestamp::MAX.as_unix()) {
            let moment = Timestamp::from_unix(seconds);
            prop_assert_eq!(moment.to_string().parse::<Timestamp>(), Ok(moment));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9TZ:+-]{0,24}") {
            let _ = text.parse::<Timestamp>();
        }
    }
}
