//! `plugwright:plugin/lifecycle`: the optional exports by which a plugin is told about its life.

use crate::bindings::Bindings;
use crate::ctx::Ctx;
use wasmtime::Store;
use wasmtime::component::{Instance, InstancePre};

#[allow(missing_docs, unreachable_pub, clippy::pedantic)]
mod wit {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        world: "plugwright:plugin/with-lifecycle",
        exports: { default: async },
    });
}

pub(crate) use wit::WithLifecycle;
use wit::exports::plugwright::plugin::lifecycle as exported;

/// The interface without its version: every compatible version of it is told.
const INTERFACE: &str = "plugwright:plugin/lifecycle@0.1.";

/// How a plugin says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// How much of its work it can do.
    pub status: HealthStatus,
    /// Why, in one sentence; empty when there is nothing to say.
    pub detail: String,
}

/// How much of its work a plugin can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HealthStatus {
    /// All of it.
    Healthy,
    /// Some of it.
    Degraded,
    /// None of it.
    Unhealthy,
}

/// Whether a component exports the interface.
pub(crate) fn is_exported(component: &InstancePre<Ctx>) -> bool {
    let engine = component.engine();
    let ty = component.component().component_type();
    ty.exports(engine)
        .any(|(name, _)| name.starts_with(INTERFACE))
}

/// Prepares an instance; the error is what the plugin said.
pub(crate) async fn init(
    bindings: &WithLifecycle,
    store: &mut Store<Ctx>,
    config: &[(String, String)],
) -> wasmtime::Result<Result<(), String>> {
    let init = bindings.plugwright_plugin_lifecycle().func_init();
    let (answer,) = init.call_async(store, (config,)).await?;
    Ok(answer.map_err(|error| format!("{}: {}", error.code, error.message)))
}

/// The same on the caller's stack.
pub(crate) fn init_blocking(
    bindings: &WithLifecycle,
    store: &mut Store<Ctx>,
    config: &[(String, String)],
) -> wasmtime::Result<Result<(), String>> {
    let (answer,) = bindings
        .plugwright_plugin_lifecycle()
        .func_init()
        .call(store, (config,))?;
    Ok(answer.map_err(|error| format!("{}: {}", error.code, error.message)))
}

/// Asks an instance how it is.
pub(crate) async fn health(
    bindings: &WithLifecycle,
    store: &mut Store<Ctx>,
) -> wasmtime::Result<Health> {
    let report = bindings
        .plugwright_plugin_lifecycle()
        .call_health(store)
        .await?;
    Ok(Health {
        status: match report.status {
            exported::HealthStatus::Healthy => HealthStatus::Healthy,
            exported::HealthStatus::Degraded => HealthStatus::Degraded,
            exported::HealthStatus::Unhealthy => HealthStatus::Unhealthy,
        },
        detail: report.detail,
    })
}

/// Lets an instance let go of what it holds.
pub(crate) async fn shutdown(
    bindings: &WithLifecycle,
    store: &mut Store<Ctx>,
) -> wasmtime::Result<()> {
    bindings
        .plugwright_plugin_lifecycle()
        .call_shutdown(store)
        .await
}

impl Bindings for WithLifecycle {
    type Indices = wit::WithLifecycleIndices;
    const WORLD: &'static str = "plugwright:plugin/with-lifecycle";
    const EXPORTS: &'static [&'static str] = &[];

    fn indices(component: &InstancePre<Ctx>) -> wasmtime::Result<Self::Indices> {
        wit::WithLifecycleIndices::new(component)
    }

    fn load(
        indices: &Self::Indices,
        store: &mut Store<Ctx>,
        instance: &Instance,
    ) -> wasmtime::Result<Self> {
        indices.load(store, instance)
    }
}
