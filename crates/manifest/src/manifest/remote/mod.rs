//! Plugins that run elsewhere.
//!
//! A remote plugin is a service of somebody's. What it declares about itself cannot be enforced there: the host limits its
//! own side (time, concurrency, retries) and shows the rest as declared.

mod endpoint;

pub use endpoint::{Endpoint, Link, UrlPath};

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Limits;

/// Where a plugin runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In this process, as a component.
    Wasm,
    /// Behind a network connection.
    Remote(Remote),
}

/// How to reach a remote plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remote {
    /// What it speaks.
    pub protocol: Protocol,
    /// Its base URL. A trailing `/plugin` may be given or left out.
    pub endpoint: Endpoint,
    /// Time of one attempt, in milliseconds. Default 5000.
    #[serde(rename = "timeout_ms", default = "default_timeout", with = "millis")]
    #[schemars(with = "u32")]
    pub timeout: Duration,
    /// Time of a call with all its attempts, in milliseconds. Without it, as long as all attempts and pauses may take.
    #[serde(
        rename = "total_timeout_ms",
        default,
        with = "some_millis",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(with = "Option<u32>")]
    pub total_timeout: Option<Duration>,
    /// When to try again.
    #[serde(default)]
    pub retry_policy: RetryPolicy,
    /// How to find out whether it works.
    #[serde(default)]
    pub health_check: HealthCheck,
}

/// What a remote plugin speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// JSON over HTTP.
    Http,
    /// gRPC.
    Grpc,
}

/// How often a call is tried again that failed on the way (never one that the plugin answered).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicy {
    /// Attempts after the first. Default 3.
    pub max_retries: u8,
    /// Pause before each of them, in milliseconds. Default 1000.
    #[serde(rename = "backoff_ms", with = "millis")]
    #[schemars(with = "u32")]
    pub backoff: Duration,
}

/// How a remote plugin is probed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HealthCheck {
    /// Whether it is probed. Default true.
    pub enabled: bool,
    /// The path to ask, from the root of the server. Default `/health`.
    pub endpoint: UrlPath,
    /// Seconds between probes. Default 30.
    #[serde(rename = "interval_seconds", with = "seconds")]
    #[schemars(with = "u32")]
    pub interval: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 3,
            backoff: Duration::from_secs(1),
        }
    }
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            enabled: true,
            endpoint: UrlPath::health(),
            interval: Duration::from_secs(30),
        }
    }
}

impl Remote {
    /// Time of one attempt: the smaller of the plugin's own and the one that the limits leave to a call.
    pub fn attempt_timeout(&self, limits: &Limits) -> Duration {
        self.timeout.min(limits.time.call)
    }

    /// Time of a call: the declared total, or what all attempts and the pauses between them come to.
    pub fn total_timeout(&self, limits: &Limits) -> Duration {
        let retries = u32::from(self.retry_policy.max_retries);
        let attempts = self.attempt_timeout(limits).saturating_mul(retries + 1);
        let pauses = self.retry_policy.backoff.saturating_mul(retries);
        let longest = attempts.saturating_add(pauses);
        self.total_timeout
            .map_or(longest, |total| total.min(longest))
    }

    /// Where a health probe goes.
    pub fn health_url(&self) -> Url {
        self.endpoint.at_root(&self.health_check.endpoint)
    }
}

fn default_timeout() -> Duration {
    Duration::from_secs(5)
}

/// Whole milliseconds, at least one.
mod millis {
    use std::time::Duration;

    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u128(duration.as_millis())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        match u32::deserialize(deserializer)? {
            0 => Err(D::Error::custom(
                "0 milliseconds are no time; write at least 1",
            )),
            count => Ok(Duration::from_millis(count.into())),
        }
    }
}

mod some_millis {
    use std::time::Duration;

    use serde::{Deserializer, Serializer};

    #[expect(
        clippy::ref_option,
        reason = "serde calls it with a reference to the field"
    )]
    pub(super) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match duration {
            Some(duration) => super::millis::serialize(duration, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        super::millis::deserialize(deserializer).map(Some)
    }
}

mod seconds {
    use std::time::Duration;

    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(duration.as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        match u32::deserialize(deserializer)? {
            0 => Err(D::Error::custom(
                "0 seconds are no interval; write at least 1",
            )),
            count => Ok(Duration::from_secs(count.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Remote;
    use crate::{LimitRequest, Limits};
    use std::time::Duration;

    fn remote(json: &str) -> Remote {
        serde_json::from_str(json).unwrap()
    }

    const SAMPLE: &str = r#"{"protocol": "http", "endpoint": "http://localhost:8080/plugin"}"#;

    #[test]
    fn p060_to_p062_the_defaults_are_those_of_the_sample() {
        let written = r#"{"protocol": "http", "endpoint": "http://localhost:8080/plugin", "timeout_ms": 5000,
            "retry_policy": {"max_retries": 3, "backoff_ms": 1000},
            "health_check": {"enabled": true, "endpoint": "/health", "interval_seconds": 30}}"#;
        assert_eq!(remote(SAMPLE), remote(written));
    }

    #[test]
    fn r09_the_smaller_time_limit_wins_and_the_worst_case_is_bounded() {
        let limits = Limits::default();
        let sample = remote(SAMPLE);
        assert_eq!(sample.attempt_timeout(&limits), Duration::from_secs(5));
        assert_eq!(sample.total_timeout(&limits), Duration::from_secs(23));

        let short: LimitRequest = serde_json::from_str(r#"{"time": {"call": "2s"}}"#).unwrap();
        let short = short.resolve(&limits);
        assert_eq!(sample.attempt_timeout(&short), Duration::from_secs(2));
        assert_eq!(sample.total_timeout(&short), Duration::from_secs(11));

        let mut capped = sample;
        capped.total_timeout = Some(Duration::from_secs(7));
        assert_eq!(capped.total_timeout(&limits), Duration::from_secs(7));
    }

    #[test]
    fn r08_health_is_asked_at_the_root_of_the_server() {
        assert_eq!(
            remote(SAMPLE).health_url().as_str(),
            "http://localhost:8080/health"
        );
    }

    #[test]
    fn values_that_mean_nothing_are_refused() {
        for (key, value) in [
            ("protocol", r#""soap""#),
            ("timeout_ms", "0"),
            ("timeout_ms", "-1"),
            ("timeout_ms", "4294967296"),
            ("retry_policy", r#"{"max_retries": 256}"#),
            ("retry_policy", r#"{"retries": 1}"#),
            ("health_check", r#"{"interval_seconds": 0}"#),
            ("health_check", r#"{"endpoint": "//evil.example/health"}"#),
            ("endpoint", r#""localhost""#),
        ] {
            let mut json: serde_json::Value = serde_json::from_str(SAMPLE).unwrap();
            json[key] = serde_json::from_str(value).unwrap();
            assert!(
                serde_json::from_value::<Remote>(json).is_err(),
                "{key}: {value}"
            );
        }
    }
}
