//! How much a plugin uses now: the quantities that rules and baselines are about.

use super::usage::Usage;
use std::fmt;
use std::time::Duration;

/// Something that is measured of a plugin, over one interval of the fleet's upkeep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quantity {
    /// Processors kept busy; 1 is one core all the time.
    Cpu,
    /// Calls a second.
    Calls,
    /// The share of calls that fail, between 0 and 1.
    Failures,
    /// The mean duration of a call, in seconds.
    Latency,
    /// Calls of host functions, a call.
    HostCalls,
    /// Outbound bytes a second.
    Egress,
    /// The most linear memory of one instance, in bytes, since the plugin was added.
    Memory,
}

impl Quantity {
    /// Every quantity.
    pub const ALL: [Self; 7] = [
        Self::Cpu,
        Self::Calls,
        Self::Failures,
        Self::Latency,
        Self::HostCalls,
        Self::Egress,
        Self::Memory,
    ];
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Cpu => "processors",
            Self::Calls => "calls a second",
            Self::Failures => "share of failed calls",
            Self::Latency => "seconds a call",
            Self::HostCalls => "host calls a call",
            Self::Egress => "outbound bytes a second",
            Self::Memory => "bytes of memory of an instance",
        })
    }
}

/// What was used in an interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    pub(crate) used: Usage,
    pub(crate) interval: Duration,
}

impl Rates {
    /// The quantity; none if there was nothing to measure it on.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a rate needs no more than 52 bits"
    )]
    pub(crate) fn get(&self, quantity: Quantity) -> Option<f64> {
        let (used, seconds) = (&self.used, self.interval.as_secs_f64());
        let each_second = |amount: f64| (seconds > 0.0).then(|| amount / seconds);
        let each_call = |amount: f64| (used.calls > 0).then(|| amount / used.calls as f64);
        match quantity {
            Quantity::Cpu => each_second(used.cpu.as_secs_f64()),
            Quantity::Calls => each_second(used.calls as f64),
            Quantity::Failures => each_call(used.failed as f64),
            Quantity::Latency => each_call(used.wall.as_secs_f64()),
            Quantity::HostCalls => each_call(used.host_calls as f64),
            Quantity::Egress => each_second(used.egress_bytes as f64),
            Quantity::Memory => Some(used.memory_peak as f64),
        }
    }
}
