//! How much a plugin may use.
//!
//! A manifest *asks* ([`LimitRequest`], every field optional), the host has *defaults*, and an operator may set a
//! *ceiling*: `request.resolve(&defaults).capped_by(&ceiling)`. The result, [`Limits`], has a value for everything, so
//! that there is no such thing as a plugin without a limit.

mod call;
mod concurrency;
mod declared;
mod group;
mod http;
mod key_value;
mod log;
mod memory;
mod time;

pub use call::{CallLimitRequest, CallLimits};
pub use concurrency::{ConcurrencyLimitRequest, ConcurrencyLimits};
pub use declared::StaticLimits;
pub use http::{HttpLimitRequest, HttpLimits};
pub use key_value::{KeyValueLimitRequest, KeyValueLimits};
pub use log::{LogLimitRequest, LogLimits};
pub use memory::{MemoryLimitRequest, MemoryLimits};
pub use time::{TimeLimitRequest, TimeLimits};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ByteSize;

/// Everything a plugin may use, with a value for each limit. [`Limits::default`] suits a plugin of a few megabytes in
/// Rust, TinyGo or AssemblyScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Linear memories and tables of one instance.
    pub memory: MemoryLimits,
    /// Time of a call.
    pub time: TimeLimits,
    /// Instances and waiting callers.
    pub concurrency: ConcurrencyLimits,
    /// What one call may carry.
    pub call: CallLimits,
    /// The log.
    pub log: LogLimits,
    /// Outbound HTTP.
    pub http: HttpLimits,
    /// Key-value storage.
    pub key_value: KeyValueLimits,
    /// Bytes of the component itself. Default 64 MiB; a plugin in Python
    /// takes about 18 MB of it, before any package that it brings along.
    pub component: ByteSize,
    /// Instructions (in wasmtime's fuel units) that one call may execute. None, the default, does not count: metering costs
    /// speed, and is there for runs that must stop at the same instruction each time.
    pub fuel: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: MemoryLimits::default(),
            time: TimeLimits::default(),
            concurrency: ConcurrencyLimits::default(),
            call: CallLimits::default(),
            log: LogLimits::default(),
            http: HttpLimits::default(),
            key_value: KeyValueLimits::default(),
            component: ByteSize::mib(64),
            fuel: None,
        }
    }
}

impl Limits {
    /// The smaller value of each limit: what a plugin gets under the ceiling that an operator sets.
    #[must_use]
    pub fn capped_by(&self, ceiling: &Self) -> Self {
        Self {
            memory: self.memory.capped_by(&ceiling.memory),
            time: self.time.capped_by(&ceiling.time),
            concurrency: self.concurrency.capped_by(&ceiling.concurrency),
            call: self.call.capped_by(&ceiling.call),
            log: self.log.capped_by(&ceiling.log),
            http: self.http.capped_by(&ceiling.http),
            key_value: self.key_value.capped_by(&ceiling.key_value),
            component: self.component.min(ceiling.component),
            fuel: self.fuel.into_iter().chain(ceiling.fuel).min(),
        }
    }
}

/// The limits that a manifest asks for. What is missing is left to the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LimitRequest {
    /// Linear memories and tables of one instance.
    #[serde(skip_serializing_if = "MemoryLimitRequest::is_empty")]
    pub memory: MemoryLimitRequest,
    /// Time of a call.
    #[serde(skip_serializing_if = "TimeLimitRequest::is_empty")]
    pub time: TimeLimitRequest,
    /// Instances and waiting callers.
    #[serde(skip_serializing_if = "ConcurrencyLimitRequest::is_empty")]
    pub concurrency: ConcurrencyLimitRequest,
    /// What one call may carry.
    #[serde(skip_serializing_if = "CallLimitRequest::is_empty")]
    pub call: CallLimitRequest,
    /// The log.
    #[serde(skip_serializing_if = "LogLimitRequest::is_empty")]
    pub log: LogLimitRequest,
    /// Outbound HTTP.
    #[serde(skip_serializing_if = "HttpLimitRequest::is_empty")]
    pub http: HttpLimitRequest,
    /// Key-value storage.
    #[serde(skip_serializing_if = "KeyValueLimitRequest::is_empty")]
    pub key_value: KeyValueLimitRequest,
    /// Bytes of the component itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<ByteSize>,
    /// Instructions that one call may execute; turns metering on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
}

impl LimitRequest {
    /// What is asked for, and the default where nothing is.
    pub fn resolve(&self, defaults: &Limits) -> Limits {
        Limits {
            memory: self.memory.resolve(&defaults.memory),
            time: self.time.resolve(&defaults.time),
            concurrency: self.concurrency.resolve(&defaults.concurrency),
            call: self.call.resolve(&defaults.call),
            log: self.log.resolve(&defaults.log),
            http: self.http.resolve(&defaults.http),
            key_value: self.key_value.resolve(&defaults.key_value),
            component: self.component.unwrap_or(defaults.component),
            fuel: self.fuel.or(defaults.fuel),
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{LimitRequest, Limits};
    use crate::ByteSize;
    use std::time::Duration;

    fn request(json: &str) -> LimitRequest {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_a_manifest_does_not_ask_for_is_the_default() {
        let defaults = Limits::default();
        assert_eq!(LimitRequest::default().resolve(&defaults), defaults);

        let limits = request(r#"{"memory": {"size": "10485760"}, "time": {"call": "250ms"}}"#)
            .resolve(&defaults);
        assert_eq!(limits.memory.size, ByteSize::mib(10));
        assert_eq!(limits.memory.tables, defaults.memory.tables);
        assert_eq!(limits.time.call, Duration::from_millis(250));
        assert_eq!(limits.time.init, defaults.time.init);
    }

    #[test]
    fn r16_a_manifest_cannot_ask_for_more_than_the_ceiling() {
        let ceiling = Limits::default();
        let greedy =
            request(r#"{"memory": {"size": "1TiB"}, "call": {"handles": 5}, "component": "1GiB"}"#);
        let limits = greedy.resolve(&ceiling).capped_by(&ceiling);
        assert_eq!(limits.memory.size, ceiling.memory.size);
        assert_eq!(limits.component, ceiling.component);
        assert_eq!(limits.call.handles, 5);
    }

    #[test]
    fn a_ceiling_on_fuel_turns_metering_on() {
        let ceiling = Limits {
            fuel: Some(10),
            ..Limits::default()
        };
        let asks = |fuel| Limits {
            fuel,
            ..Limits::default()
        };
        assert_eq!(asks(None).capped_by(&ceiling).fuel, Some(10));
        assert_eq!(asks(Some(5)).capped_by(&ceiling).fuel, Some(5));
        assert_eq!(asks(Some(50)).capped_by(&ceiling).fuel, Some(10));
        assert_eq!(asks(Some(50)).capped_by(&Limits::default()).fuel, Some(50));
    }

    #[test]
    fn a_plugin_with_no_instance_at_all_cannot_be_asked_for() {
        assert!(
            serde_json::from_str::<LimitRequest>(r#"{"concurrency": {"instances": 0}}"#).is_err()
        );
    }

    #[test]
    fn only_what_was_asked_for_is_written() {
        let json = r#"{"time":{"call":"250ms"},"fuel":7}"#;
        assert_eq!(serde_json::to_string(&request(json)).unwrap(), json);
    }
}
