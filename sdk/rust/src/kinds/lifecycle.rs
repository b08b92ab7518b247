//! `plugwright:plugin/lifecycle`: plugins that are told about their life.

pub use crate::bindings::lifecycle::exports::plugwright::plugin::lifecycle::{
    HealthReport, HealthStatus,
};
use crate::{
    Config, Error, Exported, Installed, Plugin,
    bindings::lifecycle::exports::plugwright::plugin::lifecycle::Guest,
    plugin::{existing, instance, instance_with},
};

/// A plugin that is told about its life, beside its other kinds. Every method has a default, so that an author writes
/// only what matters.
pub trait LifecyclePlugin: Plugin {
    /// Prepares the instance after [`Plugin::new`], for example by filling a cache.
    ///
    /// # Errors
    ///
    /// When the instance must not be used.
    fn init(&self) -> Result<(), Error> {
        Ok(())
    }

    /// How the plugin is; it should answer within a few milliseconds.
    fn health(&self) -> HealthReport {
        HealthReport::healthy()
    }

    /// Lets go of what the instance holds.
    fn shutdown(&self) {}
}

impl<P: LifecyclePlugin + Installed> Guest for Exported<P> {
    fn init(config: Vec<(String, String)>) -> Result<(), Error> {
        instance_with::<P>(&Config::from_pairs(config))?.init()
    }

    fn health() -> HealthReport {
        match instance::<P>() {
            Ok(plugin) => plugin.health(),
            Err(error) => HealthReport::unhealthy(error.message),
        }
    }

    fn shutdown() {
        if let Some(plugin) = existing::<P>() {
            plugin.shutdown();
        }
    }
}

impl HealthReport {
    /// The plugin can do all of its work.
    pub fn healthy() -> Self {
        Self {
            status: HealthStatus::Healthy,
            detail: String::new(),
        }
    }

    /// The plugin can do some of its work; `detail` says in one sentence what is amiss.
    pub fn degraded(detail: impl Into<String>) -> Self {
        Self {
            status: HealthStatus::Degraded,
            detail: detail.into(),
        }
    }

    /// The plugin can do none of its work; `detail` says in one sentence why.
    pub fn unhealthy(detail: impl Into<String>) -> Self {
        Self {
            status: HealthStatus::Unhealthy,
            detail: detail.into(),
        }
    }
}
