//! Looks at what a plugin used since the last look. Pure: time comes in as an argument.

use super::baseline::{Anomaly, Baseline};
use super::rates::Rates;
use super::rule::{Rule, Supervised, Verdict};
use super::usage::Usage;
use std::time::Instant;

/// What is known of one plugin from look to look.
#[derive(Debug)]
pub(crate) struct Review {
    last: Option<(Instant, Usage)>,
    rules: Vec<Supervised>,
    baseline: Baseline,
}

/// What a look found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) anomalies: Vec<Anomaly>,
}

impl Review {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        Self {
            last: None,
            rules: rules.iter().copied().map(Supervised::new).collect(),
            baseline: Baseline::default(),
        }
    }

    /// Judges what was used since the last look; the first one only begins.
    pub(crate) fn look(&mut self, usage: Usage, now: Instant) -> Findings {
        let Some((then, before)) = self.last.replace((now, usage)) else {
            return Findings::default();
        };
        let rates = Rates {
            used: usage - before,
            interval: now.duration_since(then),
        };
        let rules = self.rules.iter_mut();
        Findings {
            verdicts: rules.filter_map(|rule| rule.judge(&rates, now)).collect(),
            anomalies: self.baseline.learn(&rates),
        }
    }

    /// Has other rules from now on; what is usual stays known.
    pub(crate) fn replace_rules(&mut self, rules: &[Rule]) {
        self.rules = rules.iter().copied().map(Supervised::new).collect();
    }
}
