//! Dates and times of the proleptic Gregorian calendar, as RFC 3339 writes them.
//!
//! Nothing here asks what time it is: a mock's dates must not change overnight.

use std::fmt;

use crate::random::Random;

const SECONDS_OF_DAY: i64 = 86_400;

/// A second in time, counted from 1970-01-01T00:00:00Z, in the years 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

/// 0000-01-01T00:00:00Z.
const FIRST: i64 = -719_528 * SECONDS_OF_DAY;
/// 9999-12-31T23:59:59Z.
const LAST: i64 = 2_932_897 * SECONDS_OF_DAY - 1;

impl Moment {
    /// Reads `2024-02-29` or `2024-02-29T12:30:00Z`; none if it is neither or does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, seconds_of_time(time)?),
            None => (text, 0),
        };
        Some(Self(days_of_date(date)? * SECONDS_OF_DAY + time))
    }

    /// A moment from `from` to `to`, both included, in whole seconds; `from` if the range is empty.
    pub fn between(random: &mut Random, from: Self, to: Self) -> Self {
        Self(random.integer(from.0, to.0))
    }

    /// A moment of the years 2000 to 2029.
    pub fn plausible(random: &mut Random) -> Self {
        Self::between(random, Self(946_684_800), Self(1_893_455_999))
    }

    /// The moment `seconds` later, kept within the years 0000 to 9999.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds).clamp(FIRST, LAST))
    }

    /// The date alone, for example `2024-02-29`.
    pub fn date(self) -> String {
        let (year, month, day) = civil_of_days(self.0.div_euclid(SECONDS_OF_DAY));
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The time of day in UTC, for example `12:30:00Z`.
    pub fn time(self) -> String {
        let second = self.0.rem_euclid(SECONDS_OF_DAY);
        format!(
            "{:02}:{:02}:{:02}Z",
            second / 3_600,
            second / 60 % 60,
            second % 60
        )
    }
}

/// A date and time in UTC, for example `2024-02-29T12:30:00Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date(), self.time())
    }
}

fn seconds_of_time(text: &str) -> Option<i64> {
    let mut parts = text
        .trim_end_matches(['Z', 'z'])
        .splitn(3, ':')
        .map(|part| digits(part, 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let exists = hour < 24 && minute < 60 && second < 60;
    exists.then_some(hour * 3_600 + minute * 60 + second)
}

fn days_of_date(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    let days = days_of_civil(year, month, day);
    // A day that does not exist becomes another one when it is turned back.
    (civil_of_days(days) == (year, month, day)).then_some(days)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    let fits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Days since 1970-01-01: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days_of_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The reverse, `civil_from_days` of the same source.
fn civil_of_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_moments_read_and_print() {
        assert_eq!(Moment::parse("1970-01-01").unwrap(), Moment(0));
        assert_eq!(
            Moment::parse("2000-01-01T00:00:00Z").unwrap(),
            Moment(946_684_800)
        );
        assert_eq!(Moment(1_709_209_800).to_string(), "2024-02-29T12:30:00Z");
        assert_eq!(
            (Moment(FIRST).date(), Moment(LAST).to_string()),
            ("0000-01-01".into(), "9999-12-31T23:59:59Z".into())
        );
    }

    #[test]
    fn a_day_that_never_was_is_refused() {
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-1-1",
            "24-01-01",
            "",
            "2024-01-01T24:00:00Z",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_reads_back(second in FIRST..=LAST) {
            let moment = Moment(second);
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }

        #[test]
        fn reading_never_fails_hard(text in "\\PC*") {
            let _ = Moment::parse(&text);
        }
    }
}
