//! What a plugin did, for those who ask while it runs, and for the recorder of the `metrics` crate.

use crate::egress::EgressCounts;
use crate::error::PluginRef;
use crate::latency::Latency;
use crate::statistics::Tally;
use std::collections::BTreeMap;

/// What a plugin did since it was loaded, for one tenant.
#[derive(Clone, Debug, Default)]
pub struct PluginMetrics {
    /// Calls that ended, well or not.
    pub calls: u64,
    /// How many of them failed, by error code.
    pub errors: BTreeMap<&'static str, u64>,
    /// How long calls took, from the request for an instance to its return. While a plugin that imports nothing answers in
    /// less than 5 µs, down to one call in 32 is timed and stands for all of them.
    pub latency: Latency,
    /// Calls of host functions.
    pub host_calls: u64,
    /// The most linear memory that one instance had, in bytes.
    pub memory_peak: u64,
    /// How often an instance wanted more memory or table elements than it may have, whether the call failed for it or not.
    pub growth_refused: u64,
    /// Outbound requests and bytes.
    pub egress: EgressCounts,
    /// What its log lost.
    pub log_losses: LogLosses,
}

/// What a plugin wrote that is not in its log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogLosses {
    /// Records that came too fast.
    pub records_dropped: u64,
    /// Bytes of those, and of lines that were cut.
    pub bytes_dropped: u64,
    /// Records that newer ones took the place of.
    pub records_overwritten: u64,
}

impl std::ops::Add for LogLosses {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            records_dropped: self.records_dropped + other.records_dropped,
            bytes_dropped: self.bytes_dropped + other.bytes_dropped,
            records_overwritten: self.records_overwritten + other.records_overwritten,
        }
    }
}

impl PluginMetrics {
    pub(crate) fn new(tally: Tally, egress: EgressCounts, log_losses: LogLosses) -> Self {
        Self {
            calls: tally.calls,
            errors: tally.errors.into_iter().collect(),
            latency: tally.latency,
            host_calls: tally.host_calls,
            memory_peak: tally.memory_peak as u64,
            growth_refused: tally.growth_refused,
            egress,
            log_losses,
        }
    }

    /// How many calls failed.
    pub fn failed(&self) -> u64 {
        self.errors.values().sum()
    }

    /// How many calls trapped.
    pub fn traps(&self) -> u64 {
        [
            "PW-TRAPPED",
            "PW-STACK-OVERFLOW",
            "PW-MEMORY-LIMIT",
            "PW-TABLE-LIMIT",
        ]
        .iter()
        .filter_map(|code| self.errors.get(code))
        .sum()
    }

    /// How many calls were stopped at their deadline, or at their caller's.
    pub fn timeouts(&self) -> u64 {
        [
            "PW-DEADLINE-EXCEEDED",
            "PW-INIT-DEADLINE",
            "PW-CALLER-DEADLINE",
        ]
        .iter()
        .filter_map(|code| self.errors.get(code))
        .sum()
    }

    /// Reports the counts to the recorder that the program installed. Labels are a plugin's id and version and our own
    /// codes, never what a plugin says, so that a plugin cannot make new series.
    pub(crate) fn publish(&self, plugin: &PluginRef) {
        let labels = [
            ("plugin", plugin.id.to_string()),
            ("version", plugin.version.to_string()),
        ];
        metrics::counter!("plugwright_calls_total", &labels).absolute(self.calls);
        metrics::counter!("plugwright_host_calls_total", &labels).absolute(self.host_calls);
        metrics::counter!("plugwright_egress_requests_total", &labels)
            .absolute(self.egress.requests);
        metrics::counter!("plugwright_egress_bytes_total", &labels)
            .absolute(self.egress.bytes_sent + self.egress.bytes_received);
        metrics::counter!("plugwright_growth_refused_total", &labels).absolute(self.growth_refused);
        metrics::counter!("plugwright_log_records_dropped_total", &labels)
            .absolute(self.log_losses.records_dropped);
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
        metrics::gauge!("plugwright_memory_peak_bytes", &labels).set(self.memory_peak as f64);
        for (code, count) in &self.errors {
            let labels = [
                labels[0].clone(),
                labels[1].clone(),
                ("code", (*code).to_owned()),
            ];
            metrics::counter!("plugwright_errors_total", &labels).absolute(*count);
        }
        for (name, share) in [("0.5", 0.5), ("0.95", 0.95), ("0.99", 0.99)] {
            let labels = [
                labels[0].clone(),
                labels[1].clone(),
                ("quantile", name.to_owned()),
            ];
            metrics::gauge!("plugwright_call_seconds", &labels)
                .set(self.latency.quantile(share).as_secs_f64());
        }
    }
}
