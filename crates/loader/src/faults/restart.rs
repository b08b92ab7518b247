//! How often a plugin that does not start, or does not recover, is started again.
//!
//! Pure: time and chance come in as arguments.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How often a plugin is started again before it is given up, and how long each try waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestartBudget {
    /// How many failures within [`within`](Self::within) lead into quarantine; at least one. Default 5.
    pub failures: u32,
    /// Failures that are longer ago are forgotten. Default ten minutes.
    pub within: Duration,
    /// How long the first try again waits; each further one waits twice as long. Default 100 ms.
    pub first_wait: Duration,
    /// How long a try waits at most. Default 30 s.
    pub longest_wait: Duration,
    /// After how long a plugin is taken out of quarantine by itself; none, the default, leaves it to somebody.
    pub release_after: Option<Duration>,
}

impl Default for RestartBudget {
    fn default() -> Self {
        Self {
            failures: 5,
            within: Duration::from_secs(600),
            first_wait: Duration::from_millis(100),
            longest_wait: Duration::from_secs(30),
            release_after: None,
        }
    }
}

/// A start comes too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) retry_after: Duration,
}

/// What follows from a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Consequence {
    /// It may be tried again after that time.
    TryAfter(Duration),
    /// It is given up.
    GiveUp(String),
}

/// The failures of one plugin.
#[derive(Debug)]
pub(crate) struct Restarts {
    budget: RestartBudget,
    failures: VecDeque<Instant>,
    not_before: Option<Instant>,
    given_up: Option<Instant>,
}

impl Restarts {
    pub(crate) fn new(budget: RestartBudget) -> Self {
        Self {
            budget,
            failures: VecDeque::new(),
            not_before: None,
            given_up: None,
        }
    }

    /// Whether the plugin may be started now.
    pub(crate) fn admit(&self, now: Instant) -> Result<(), Refusal> {
        match self.not_before {
            Some(time) if now < time => Err(Refusal {
                retry_after: time - now,
            }),
            _ => Ok(()),
        }
    }

    /// Notes that it could not be started, or had to be stopped; `jitter` is between 0 and 1 and keeps plugins that failed
    /// together from coming back together.
    pub(crate) fn failed(&mut self, now: Instant, why: &str, jitter: f64) -> Consequence {
        let budget = self.budget;
        self.failures
            .retain(|failure| now.duration_since(*failure) < budget.within);
        self.failures.push_back(now);
        let count = u32::try_from(self.failures.len()).unwrap_or(u32::MAX);
        if count >= budget.failures {
            self.given_up = Some(now);
            return Consequence::GiveUp(format!(
                "it failed {count} times within {} s, the last time with {why}",
                budget.within.as_secs()
            ));
        }
        let doubled = 1_u32.checked_shl(count - 1).unwrap_or(u32::MAX);
        let wait = budget
            .first_wait
            .saturating_mul(doubled)
            .min(budget.longest_wait)
            .mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
        self.not_before = Some(now + wait);
        Consequence::TryAfter(wait)
    }

    /// Whether it was in quarantine for as long as it has to be.
    pub(crate) fn may_leave_quarantine(&self, now: Instant) -> bool {
        match (self.given_up, self.budget.release_after) {
            (Some(since), Some(after)) => now.duration_since(since) >= after,
            _ => false,
        }
    }

    /// Forgets everything: another version, or somebody released it.
    pub(crate) fn forget(&mut self) {
        *self = Self::new(self.budget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: RestartBudget = RestartBudget {
        failures: 4,
        within: Duration::from_secs(60),
        first_wait: Duration::from_millis(100),
        longest_wait: Duration::from_millis(250),
        release_after: Some(Duration::from_secs(30)),
    };

    #[test]
    fn c16_a_crash_loop_waits_twice_as_long_each_time_and_ends_in_quarantine() {
        let (mut restarts, start) = (Restarts::new(BUDGET), Instant::now());
        let after = |wait| Consequence::TryAfter(Duration::from_millis(wait));
        let mut now = start;
        for wait in [100, 200, 250] {
            assert_eq!(restarts.failed(now, "PW-INIT-FAILED", 1.0), after(wait));
            assert_eq!(
                restarts.admit(now),
                Err(Refusal {
                    retry_after: Duration::from_millis(wait)
                })
            );
            now += Duration::from_millis(wait);
            assert_eq!(restarts.admit(now), Ok(()));
        }
        let Consequence::GiveUp(reason) = restarts.failed(now, "PW-INIT-FAILED", 1.0) else {
            panic!("not given up")
        };
        assert!(reason.contains("4 times") && reason.contains("PW-INIT-FAILED"));
        assert!(!restarts.may_leave_quarantine(now));
        assert!(restarts.may_leave_quarantine(now + Duration::from_secs(30)));
    }

    #[test]
    fn failures_of_long_ago_are_forgotten() {
        let (mut restarts, mut now) = (Restarts::new(BUDGET), Instant::now());
        for _ in 0..20 {
            let consequence = restarts.failed(now, "PW-TRAPPED", 0.0);
            assert!(matches!(consequence, Consequence::TryAfter(_)));
            now += Duration::from_secs(25);
        }
    }

    #[test]
    fn c16_plugins_that_fail_together_do_not_come_back_together() {
        let now = Instant::now();
        let wait = |jitter| Restarts::new(BUDGET).failed(now, "PW-TRAPPED", jitter);
        assert_ne!(wait(0.0), wait(1.0));
    }
}
