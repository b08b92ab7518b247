#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[doc(hidden)]
pub mod bindings;
mod context;
mod error;
mod export;
#[cfg(all(feature = "heap", target_family = "wasm", target_os = "unknown"))]
mod heap;
mod host;
mod kinds;
mod plugin;
#[cfg(not(target_family = "wasm"))]
pub mod testing;

pub use context::{
    FilesystemCapability, NetworkCapability, PluginCapabilities, PluginContext, ResourceLimits,
};
pub use error::{Error, FaultClass, HostError};
pub use host::{
    clock,
    config::{self, Config},
    http, keyvalue, log, random, secrets,
};
pub use kinds::{
    auth::{self, AuthPlugin},
    data_source::{self, DataSourcePlugin},
    lifecycle::{self, LifecyclePlugin},
    response::{self, ResponsePlugin},
    template::{self, TemplatePlugin},
};
pub use plugin::Plugin;
#[doc(hidden)]
pub use plugin::{Exported, Installed};

/// What most plugins use: traits, shared types, the types of each kind with unmistakable names, and the helpers' modules.
pub mod prelude {
    pub use crate::{
        AuthPlugin, Config, DataSourcePlugin, Error, FaultClass, HostError, LifecyclePlugin,
        Plugin, PluginCapabilities, PluginContext, ResponsePlugin, TemplatePlugin,
        auth::{AuthCredentials, AuthResult},
        clock, http, keyvalue,
        lifecycle::{HealthReport, HealthStatus},
        log, random,
        response::{HttpResponse, Route},
        secrets,
    };
}
