//! From the entry of the configuration to grants and limits.

use std::time::Duration;

use plugwright::{
    AccessMode, ByteSize, EgressPolicy, GrantedSecret, Grants, Limits, OriginPattern, SecretValue,
    Storage,
};
use serde_json::Value;

use crate::config::{GrantsConfig, PluginConfig, SecretConfig};

/// What the plugin may use; an error says which entry is wrong.
///
/// Configuration and outbound HTTP are there even if the entry names none: with nothing behind them they give nothing
/// and let nothing through, and a plugin that can do without them (keys in the configuration instead of an origin to
/// fetch them from) loads all the same.
pub(super) fn grants(config: &PluginConfig, storage: &Storage) -> Result<Grants, String> {
    let granted = &config.grants;
    let values = config
        .config
        .iter()
        .map(|(key, value)| (key.clone(), text(value)));
    let mut grants = Grants::none().config(values).http(policy(granted)?);
    for (inside, directory) in &granted.directories {
        let mode = if directory.write {
            AccessMode::ReadWrite
        } else {
            AccessMode::ReadOnly
        };
        grants = grants.directory(&directory.path, inside, mode);
    }
    if !granted.keyvalue.is_empty() {
        grants = grants.buckets(storage, granted.keyvalue.iter().cloned());
    }
    for (name, secret) in &granted.secrets {
        grants = grants.secret(self::secret(name, secret)?);
    }
    Ok(grants)
}

/// The defaults, with what the entry says differently.
pub(super) fn limits(config: &PluginConfig) -> Limits {
    let mut limits = Limits::default();
    if let Some(timeout) = config.limits.timeout_ms {
        limits.time.call = Duration::from_millis(timeout);
    }
    if let Some(memory) = config.limits.memory_bytes {
        limits.memory.size = ByteSize(memory);
    }
    limits
}

fn policy(granted: &GrantsConfig) -> Result<EgressPolicy, String> {
    granted
        .http
        .iter()
        .try_fold(EgressPolicy::default(), |policy, text| {
            let pattern = origin(text)?;
            Ok(if granted.private_addresses {
                policy.allow_private(pattern)
            } else {
                policy.allow(pattern)
            })
        })
}

/// A variable that is not set is a secret without a value, which the plugin is told when it asks for it.
fn secret(name: &str, config: &SecretConfig) -> Result<GrantedSecret, String> {
    let origins = config
        .origins
        .iter()
        .map(|text| origin(text))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(match std::env::var(&config.env) {
        Ok(value) => GrantedSecret::new(name, SecretValue::new(value), origins),
        Err(_) => GrantedSecret::without_value(name),
    })
}

fn origin(text: &str) -> Result<OriginPattern, String> {
    text.parse::<OriginPattern>()
        .map_err(|error| format!("`{text}` is no origin: {error}"))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
