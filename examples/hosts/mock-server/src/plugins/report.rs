//! What an operator sees of a sandboxed plugin.

use std::sync::Arc;
use std::time::Duration;

use plugwright::{Availability, Plugin};

use super::Served;
use crate::extension::{Inspection, PluginReport};

struct Inspected {
    served: Served,
    /// The version that was loaded for this configuration. It is reported while no version takes calls.
    loaded: Plugin,
    kinds: Vec<&'static str>,
    load: Duration,
}

/// The plugin as something to look at.
pub(super) fn inspection(
    served: Served,
    loaded: Plugin,
    kinds: Vec<&'static str>,
    load: Duration,
) -> Arc<dyn Inspection> {
    Arc::new(Inspected {
        served,
        loaded,
        kinds,
        load,
    })
}

impl Inspection for Inspected {
    fn report(&self) -> PluginReport {
        let active = self.served.serving.active();
        let plugin = active.as_ref().unwrap_or(&self.loaded);
        let metrics = plugin.metrics();
        let micros = |share: f64| {
            u64::try_from(metrics.latency.quantile(share).as_micros()).unwrap_or(u64::MAX)
        };
        PluginReport {
            name: self.served.name.to_string(),
            id: plugin.id().to_string(),
            version: plugin.version().to_string(),
            digest: plugin.digest().to_string(),
            kinds: self.kinds.clone(),
            runtime: "wasm",
            state: state(plugin.availability()),
            calls: metrics.calls,
            errors: metrics.failed(),
            traps: metrics.traps(),
            timeouts: metrics.timeouts(),
            p50_us: micros(0.5),
            p95_us: micros(0.95),
            p99_us: micros(0.99),
            memory_peak_bytes: metrics.memory_peak,
            load_ms: self.load.as_secs_f64() * 1000.0,
        }
    }
}

fn state(availability: Availability) -> String {
    match availability {
        Availability::Serving => "ready".to_owned(),
        Availability::Resting { .. } => "resting".to_owned(),
        Availability::Probing => "probing".to_owned(),
        Availability::Quarantined { reason } => format!("quarantined after {reason}"),
        _ => "unknown".to_owned(),
    }
}
