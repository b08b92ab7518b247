//! What every kind shares: the request that a plugin is called for, and what a plugin says that it needs.

use std::time::Duration;

pub use crate::bindings::host::plugwright::plugin::types::{
    FilesystemCapability, NetworkCapability, PluginCapabilities, PluginContext, ResourceLimits,
};

impl PluginContext {
    /// A request without header fields and body.
    pub fn new(method: impl Into<String>, uri: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            uri: uri.into(),
            ..Self::default()
        }
    }

    /// The same request with one more header field.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same request with this body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The first value of a header field; the case of `name` does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self
            .headers
            .iter()
            .filter(|(field, _)| field.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.as_str())
    }

    /// The path of the request target, undecoded.
    pub fn path(&self) -> &str {
        self.uri.split(['?', '#']).next().unwrap_or_default()
    }
}

impl PluginCapabilities {
    /// Neither network nor files, and the host's own limits.
    pub fn none() -> Self {
        Self {
            network: NetworkCapability {
                allow_http_outbound: false,
            },
            filesystem: FilesystemCapability { allow_read: false },
            resources: ResourceLimits {
                max_memory_bytes: None,
                timeout_ms: None,
            },
        }
    }

    /// The same, and outbound HTTP requests.
    #[must_use]
    pub fn with_http(mut self) -> Self {
        self.network.allow_http_outbound = true;
        self
    }

    /// The same, and reading the files of the directories that the plugin is given.
    #[must_use]
    pub fn with_files(mut self) -> Self {
        self.filesystem.allow_read = true;
        self
    }

    /// The same, and the most memory that the plugin ever needs, in bytes.
    #[must_use]
    pub fn with_max_memory(mut self, bytes: u64) -> Self {
        self.resources.max_memory_bytes = Some(bytes);
        self
    }

    /// The same, and the most time that one call should take, rounded down to milliseconds.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.resources.timeout_ms = Some(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX));
        self
    }
}

impl Default for PluginCapabilities {
    fn default() -> Self {
        Self::none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_names_match_in_any_case_and_the_first_value_wins() {
        let ctx = PluginContext::new("GET", "/pets?limit=2")
            .with_header("X-A", "1")
            .with_header("x-a", "2");
        assert_eq!(
            (ctx.header("x-A"), ctx.header("x-b"), ctx.path()),
            (Some("1"), None, "/pets")
        );
    }
}
