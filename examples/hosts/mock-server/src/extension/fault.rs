//! How a plugin can fail a request.

use serde::Deserialize;

/// A plugin failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{plugin}: {code}: {message}")]
pub struct PluginFault {
    /// The name that the configuration gives the plugin.
    pub plugin: String,
    /// What kind of failure it is.
    pub kind: FaultKind,
    /// A stable code; all that a client is told.
    pub code: String,
    /// What happened, for the log.
    pub message: String,
}

/// What kind of failure it is, and so what a client is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The client sent what the plugin cannot work with.
    Caller,
    /// The plugin took too long.
    Timeout,
    /// The plugin cannot take a call now: too many at once, or taken out of service.
    Unavailable,
    /// Anything else: a trap, an error of its own, a missing capability.
    Failed,
}

/// What becomes of a request when a plugin that shapes its answer fails. Authentication is not asked: it is always
/// closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailurePolicy {
    /// The request fails with the plugin's error code.
    #[default]
    Closed,
    /// The request is answered without the plugin: a template function gives null, a response plugin is passed over.
    Open,
}
