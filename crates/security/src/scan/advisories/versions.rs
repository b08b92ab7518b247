//! Whether a version is in a range of OSV: its events, in order of version, switch between affected and not
//! ([evaluation](https://ossf.github.io/osv-schema/#evaluation)).
//!
//! Versions are compared as semantic versions. Those of Python are close enough when they are numbers with dots; others are
//! found only where a record lists them one by one.

use std::cmp::Ordering;

use semver::Version;

use super::osv::Event;

/// Whether `version` is affected by these events. What cannot be compared is not.
pub(super) fn includes(events: &[Event], version: &str) -> bool {
    let Some(version) = parse(version) else {
        return false;
    };
    let at_or_before =
        |bound: &str| bound == "0" || parse(bound).is_some_and(|bound| bound <= version);
    // The last beginning that is not after the version, unless an end lies between the two.
    let begun = events.iter().filter_map(|event| match event {
        Event::Introduced(from) if at_or_before(from) => Some(bound(from)),
        _ => None,
    });
    let Some(begun) = begun.max() else {
        return false;
    };
    !events.iter().any(|event| ends(event, &version, &begun))
}

/// Whether `event` ends what began at `begun` before `version`.
fn ends(event: &Event, version: &Version, begun: &Version) -> bool {
    let (end, order) = match event {
        Event::Fixed(end) | Event::Limit(end) => (end, Ordering::Greater),
        Event::LastAffected(end) => (end, Ordering::Equal),
        Event::Introduced(_) => return false,
    };
    let Some(end) = parse(end) else {
        return false;
    };
    let is_over = match order {
        Ordering::Equal => end < *version,
        _ => end <= *version,
    };
    is_over && end >= *begun
}

/// Whether `version` is newer than `other`.
pub(super) fn is_after(version: &str, other: &str) -> bool {
    parse(version) > parse(other)
}

fn bound(text: &str) -> Version {
    parse(text).unwrap_or_else(|| Version::new(0, 0, 0))
}

/// A semantic version; one with fewer numbers is filled up.
fn parse(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (numbers, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let missing = 2_usize.saturating_sub(numbers.matches('.').count());
    Version::parse(&format!("{numbers}{}{rest}", ".0".repeat(missing))).ok()
}

#[cfg(test)]
mod tests {
    use super::{Event, includes};

    fn range(events: &[(&str, &str)]) -> Vec<Event> {
        let event = |(kind, version): &(&str, &str)| match *kind {
            "introduced" => Event::Introduced((*version).to_owned()),
            "fixed" => Event::Fixed((*version).to_owned()),
            _ => Event::LastAffected((*version).to_owned()),
        };
        events.iter().map(event).collect()
    }

    #[test]
    fn a_version_is_affected_from_the_beginning_to_the_fix() {
        let events = range(&[
            ("introduced", "0"),
            ("fixed", "1.2.3"),
            ("introduced", "2.0.0"),
            ("fixed", "2.1.0"),
        ]);
        for (version, affected) in [
            ("0.1.0", true),
            ("1.2.2", true),
            ("1.2.3", false),
            ("1.9.0", false),
            ("2.0.0", true),
            ("2.0.9", true),
            ("2.1.0", false),
            ("3.0.0", false),
            ("1.2.3-rc.1", true),
            ("nonsense", false),
        ] {
            assert_eq!(includes(&events, version), affected, "{version}");
        }
    }

    #[test]
    fn the_last_affected_version_is_affected_itself() {
        let events = range(&[("introduced", "1.0"), ("last_affected", "1.4")]);
        for (version, affected) in [
            ("0.9.0", false),
            ("1.0.0", true),
            ("1.4.0", true),
            ("1.4.1", false),
        ] {
            assert_eq!(includes(&events, version), affected, "{version}");
        }
    }

    #[test]
    fn without_a_fix_every_later_version_is_affected() {
        let events = range(&[("introduced", "1.0.0")]);
        assert!(includes(&events, "99.0.0") && !includes(&events, "0.9.0"));
    }
}
