//! The part of the configuration that a plugin is loaded from.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use crate::extension::FailurePolicy;

/// One plugin.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PluginConfig {
    /// The component, relative to the configuration file.
    pub path: PathBuf,
    /// Settings that the plugin reads through `wasi:config/store`. Values that are no text are given as JSON.
    #[serde(default)]
    pub config: IndexMap<String, Value>,
    /// What the plugin may use of the machine; nothing if left out.
    #[serde(default)]
    pub grants: GrantsConfig,
    /// Limits that differ from the defaults.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// What becomes of a request when this plugin fails while it shapes the answer. Authentication is always closed.
    #[serde(default)]
    pub failure: FailurePolicy,
}

/// What a plugin may use.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct GrantsConfig {
    /// Origins (`https://example.com`) that it may send requests to.
    pub http: Vec<String>,
    /// Whether addresses of private networks are among them, for tests and inner services.
    pub private_addresses: bool,
    /// Folders that it sees: the path inside, and the folder of this machine.
    pub directories: IndexMap<String, DirectoryConfig>,
    /// Buckets of the key-value store.
    pub keyvalue: Vec<String>,
    /// Secrets by name, each with the environment variable that holds it and the origins that it may be sent to.
    pub secrets: IndexMap<String, SecretConfig>,
}

/// A folder that a plugin sees.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DirectoryConfig {
    /// The folder of this machine, relative to the configuration file.
    pub path: PathBuf,
    /// Whether the plugin may change it.
    #[serde(default)]
    pub write: bool,
}

/// A secret that a plugin may use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SecretConfig {
    /// The environment variable of this server that holds it.
    pub env: String,
    /// The origins that it may be sent to.
    pub origins: Vec<String>,
}

/// Limits of one plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LimitsConfig {
    /// How long a call may take, in milliseconds.
    pub timeout_ms: Option<u64>,
    /// How much memory an instance may have, in bytes.
    pub memory_bytes: Option<u64>,
}
