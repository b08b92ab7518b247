//! Budgets and alerts: a quantity, how much of it is too much, and what follows. Pure.

use super::rates::{Quantity, Rates};
use std::time::{Duration, Instant};

/// What a plugin may use, and what follows if it uses more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// What is measured.
    pub quantity: Quantity,
    /// How much of it is allowed.
    pub at_most: f64,
    /// For how long it may be more before something follows, and has to be kept before that is over; zero for at once.
    pub lasting: Duration,
    /// What follows.
    pub action: Action,
}

/// What follows when a plugin uses more than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is told to the listeners, once when it begins and once when it is over.
    Warn,
    /// It is told, and calls go through at this rate for as long as it lasts.
    Throttle {
        /// How many calls a second go through.
        calls_a_second: u32,
    },
    /// It is told, and the plugin takes no calls until it is released.
    Stop,
}

/// A rule that begins to be broken, or is kept again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    Broken { rule: Rule, measured: f64 },
    Kept { rule: Rule },
}

/// A rule, and whether it is broken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Supervised {
    rule: Rule,
    /// Since when it is the other way than `broken` says.
    since: Option<Instant>,
    broken: bool,
}

impl Supervised {
    pub(crate) fn new(rule: Rule) -> Self {
        Self {
            rule,
            since: None,
            broken: false,
        }
    }

    /// What an interval means for the rule. An interval without calls keeps every rule about calls.
    pub(crate) fn judge(&mut self, rates: &Rates, now: Instant) -> Option<Verdict> {
        let rule = self.rule;
        let measured = rates.get(rule.quantity).unwrap_or_default();
        let over = measured > rule.at_most;
        if over == self.broken {
            self.since = None;
            return None;
        }
        let since = *self.since.get_or_insert(now);
        if now.duration_since(since) < rule.lasting {
            return None;
        }
        self.broken = over;
        self.since = None;
        Some(if over {
            Verdict::Broken { rule, measured }
        } else {
            Verdict::Kept { rule }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::usage::Usage;

    fn calls(calls: u64) -> Rates {
        Rates {
            used: Usage {
                calls,
                ..Usage::default()
            },
            interval: Duration::from_secs(1),
        }
    }

    #[test]
    fn a_rule_speaks_when_it_has_been_broken_for_long_enough_and_when_it_is_kept_again() {
        let rule = Rule {
            quantity: Quantity::Calls,
            at_most: 10.0,
            lasting: Duration::from_secs(2),
            action: Action::Warn,
        };
        let (mut supervised, start) = (Supervised::new(rule), Instant::now());
        let measured = 11.0;
        let table = [
            (0, 10, None),
            (1, 11, None),
            (2, 9, None),
            (3, 11, None),
            (4, 11, None),
            (5, 11, Some(Verdict::Broken { rule, measured })),
            (6, 11, None),
            (7, 3, None),
            (8, 11, None),
            (9, 3, None),
            (10, 3, None),
            (11, 3, Some(Verdict::Kept { rule })),
            (12, 3, None),
        ];
        for (second, count, expected) in table {
            let now = start + Duration::from_secs(second);
            assert_eq!(supervised.judge(&calls(count), now), expected, "{second} s");
        }
    }

    #[test]
    fn a_share_of_no_calls_breaks_nothing() {
        let mut supervised = Supervised::new(Rule {
            quantity: Quantity::Failures,
            at_most: 0.0,
            lasting: Duration::ZERO,
            action: Action::Stop,
        });
        assert_eq!(supervised.judge(&calls(0), Instant::now()), None);
    }
}
