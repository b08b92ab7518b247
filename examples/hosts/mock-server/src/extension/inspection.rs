//! What an operator can see of a plugin.

use serde::Serialize;

/// A plugin that can be looked at.
pub trait Inspection: Send + Sync {
    /// How the plugin is now.
    fn report(&self) -> PluginReport;
}

/// How a plugin is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PluginReport {
    /// The name that the configuration gives the plugin.
    pub name: String,
    /// The plugin's own id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The digest of its code.
    pub digest: String,
    /// What it does here: `auth`, `template`, `response`, `data-source`.
    pub kinds: Vec<&'static str>,
    /// Where it runs: `wasm` or `remote`.
    pub runtime: &'static str,
    /// `ready`, or why it takes no calls.
    pub state: String,
    /// Calls so far.
    pub calls: u64,
    /// Calls that failed.
    pub errors: u64,
    /// Calls that trapped.
    pub traps: u64,
    /// Calls that were stopped at their deadline.
    pub timeouts: u64,
    /// Half of the calls took at most this long, in microseconds.
    pub p50_us: u64,
    /// 95 of 100 calls took at most this long, in microseconds.
    pub p95_us: u64,
    /// 99 of 100 calls took at most this long, in microseconds.
    pub p99_us: u64,
    /// The most memory that an instance had, in bytes.
    pub memory_peak_bytes: u64,
    /// How long it took to load, in milliseconds.
    pub load_ms: f64,
}
