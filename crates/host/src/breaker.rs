//! Gives a plugin that keeps failing a rest, and in the end into somebody's hands.
//!
//! A pure state machine: time comes in as an argument. Faults in a row open the breaker; after a rest that doubles each
//! time, with jitter so that many plugins do not come back at once, one call is let through. Its success closes the breaker;
//! too many rests put the plugin into quarantine until an operator releases it.

use std::time::{Duration, Instant};

/// When a plugin rests, and when it is given up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaultBudget {
    /// How many faults in a row open the breaker.
    pub faults_in_a_row: u32,
    /// How long the first rest is; each further one is twice as long.
    pub first_rest: Duration,
    /// How long a rest is at most.
    pub longest_rest: Duration,
    /// How many rests without a success in between lead into quarantine.
    pub rests_before_quarantine: u32,
}

impl Default for FaultBudget {
    /// Eight faults in a row, rests from 100 ms to 30 s, quarantine after eight rests.
    fn default() -> Self {
        Self {
            faults_in_a_row: 8,
            first_rest: Duration::from_millis(100),
            longest_rest: Duration::from_secs(30),
            rests_before_quarantine: 8,
        }
    }
}

/// Whether a plugin takes calls.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Availability {
    /// It takes calls.
    Serving,
    /// It rests after faults, until then.
    Resting {
        /// When it is tried again.
        until: Instant,
    },
    /// One call is being tried after a rest.
    Probing,
    /// It takes no calls until it is released.
    Quarantined {
        /// The last fault's code.
        reason: String,
    },
    /// Its grants were taken back: it takes no calls any more, whatever becomes of those that run.
    Revoked {
        /// Why.
        reason: String,
    },
}

/// Why a call is not let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Resting { faults: u32, retry_after: Duration },
    Quarantined { reason: String },
    Revoked { reason: String },
}

#[derive(Debug)]
pub(crate) struct Breaker {
    budget: FaultBudget,
    state: Availability,
    faults: u32,
    rests: u32,
}

impl Breaker {
    pub(crate) fn new(budget: FaultBudget) -> Self {
        Self {
            budget,
            state: Availability::Serving,
            faults: 0,
            rests: 0,
        }
    }

    pub(crate) fn state(&self) -> &Availability {
        &self.state
    }

    /// Whether a call may start now; after a rest, the first that asks is the probe.
    pub(crate) fn admit(&mut self, now: Instant) -> Result<(), Refused> {
        let retry_after = match &self.state {
            Availability::Serving => return Ok(()),
            Availability::Quarantined { reason } => {
                return Err(Refused::Quarantined {
                    reason: reason.clone(),
                });
            }
            Availability::Revoked { reason } => {
                return Err(Refused::Revoked {
                    reason: reason.clone(),
                });
            }
            Availability::Resting { until } if *until <= now => {
                self.state = Availability::Probing;
                return Ok(());
            }
            Availability::Resting { until } => *until - now,
            Availability::Probing => self.budget.first_rest,
        };
        Err(Refused::Resting {
            faults: self.faults,
            retry_after,
        })
    }

    /// A call that ended well, or somebody who says that the cause is gone: neither gives back what was revoked.
    pub(crate) fn success(&mut self) {
        if !matches!(self.state, Availability::Revoked { .. }) {
            *self = Self::new(self.budget);
        }
    }

    /// Lets nothing through any more.
    pub(crate) fn revoke(&mut self, reason: &str) {
        self.state = Availability::Revoked {
            reason: reason.to_owned(),
        };
    }

    /// Whether every call is let through.
    pub(crate) fn is_serving(&self) -> bool {
        self.state == Availability::Serving
    }

    /// A call that ended for no fault of the plugin: a probe that proved nothing is tried again.
    pub(crate) fn inconclusive(&mut self, now: Instant) {
        if self.state == Availability::Probing {
            self.state = Availability::Resting { until: now };
        }
    }

    /// A fault of the plugin; `jitter` is between 0 and 1. Answers with the reason if it is the one that leads into quarantine.
    pub(crate) fn fault(&mut self, now: Instant, code: &str, jitter: f64) -> Option<String> {
        if matches!(
            self.state,
            Availability::Quarantined { .. } | Availability::Revoked { .. }
        ) {
            return None;
        }
        self.faults = self.faults.saturating_add(1);
        let resting = matches!(self.state, Availability::Resting { .. });
        if resting
            || (self.state == Availability::Serving && self.faults < self.budget.faults_in_a_row)
        {
            return None;
        }
        self.rests += 1;
        if self.rests > self.budget.rests_before_quarantine {
            let reason = format!("{} faults in a row, the last was {code}", self.faults);
            self.state = Availability::Quarantined {
                reason: reason.clone(),
            };
            return Some(reason);
        }
        self.state = Availability::Resting {
            until: now + self.rest().mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0),
        };
        None
    }

    fn rest(&self) -> Duration {
        let doubled = 1u32
            .checked_shl(self.rests.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let rest = self.budget.first_rest.checked_mul(doubled);
        rest.map_or(self.budget.longest_rest, |rest| {
            rest.min(self.budget.longest_rest)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: FaultBudget = FaultBudget {
        faults_in_a_row: 2,
        first_rest: Duration::from_millis(100),
        longest_rest: Duration::from_millis(300),
        rests_before_quarantine: 3,
    };

    fn fail(breaker: &mut Breaker, now: Instant) {
        breaker.fault(now, "PW-TRAPPED", 1.0);
    }

    #[test]
    fn a_single_fault_changes_nothing() {
        let (mut breaker, now) = (Breaker::new(BUDGET), Instant::now());
        fail(&mut breaker, now);
        assert_eq!(breaker.admit(now), Ok(()));
        breaker.success();
        fail(&mut breaker, now);
        assert_eq!(*breaker.state(), Availability::Serving);
    }

    #[test]
    fn rests_double_up_to_the_longest() {
        let (mut breaker, mut now) = (Breaker::new(BUDGET), Instant::now());
        fail(&mut breaker, now);
        let mut rests = Vec::new();
        for _ in 0..3 {
            fail(&mut breaker, now);
            let Availability::Resting { until } = *breaker.state() else {
                panic!("not resting")
            };
            rests.push((until - now).as_millis());
            now = until;
            assert_eq!(breaker.admit(now), Ok(()));
        }
        assert_eq!(rests, [100, 200, 300]);
    }

    #[test]
    fn only_one_call_is_let_through_after_a_rest() {
        let (mut breaker, now) = (Breaker::new(BUDGET), Instant::now());
        fail(&mut breaker, now);
        fail(&mut breaker, now);
        let later = now + Duration::from_secs(1);
        assert_eq!(breaker.admit(later), Ok(()));
        assert!(breaker.admit(later).is_err());
        breaker.success();
        assert_eq!(breaker.admit(later), Ok(()));
    }

    #[test]
    fn a_plugin_that_never_recovers_ends_in_quarantine() {
        let (mut breaker, mut now) = (Breaker::new(BUDGET), Instant::now());
        for _ in 0..10 {
            now += Duration::from_secs(1);
            let _ = breaker.admit(now);
            fail(&mut breaker, now);
        }
        let refused = breaker.admit(now + Duration::from_secs(9999));
        assert!(matches!(refused, Err(Refused::Quarantined { .. })));
    }

    #[test]
    fn a_probe_that_its_caller_gave_up_is_tried_again() {
        let (mut breaker, now) = (Breaker::new(BUDGET), Instant::now());
        fail(&mut breaker, now);
        fail(&mut breaker, now);
        let later = now + Duration::from_secs(1);
        assert_eq!(breaker.admit(later), Ok(()));
        breaker.inconclusive(later);
        assert_eq!(breaker.admit(later), Ok(()));
    }
    #[test]
    fn e12_what_was_revoked_stays_so_whatever_becomes_of_running_calls() {
        let now = Instant::now();
        let mut breaker = Breaker::new(BUDGET);
        breaker.revoke("loud");
        breaker.success();
        breaker.inconclusive(now);
        for _ in 0..10 {
            assert_eq!(breaker.fault(now, "PW-TRAPPED", 0.0), None);
        }
        let later = now + Duration::from_secs(3600);
        let refused = Refused::Revoked {
            reason: "loud".to_owned(),
        };
        assert_eq!(breaker.admit(later), Err(refused));
        assert!(!breaker.is_serving());
    }
}
