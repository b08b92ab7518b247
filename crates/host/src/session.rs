//! One instance that is kept for several calls.
//!
//! Resources live in an instance, so whoever works with them keeps the instance. A session has it for itself,
//! and the instance ends with the session: what a caller left in it must not meet the next one.

use crate::call::Call;
use crate::ctx::Ctx;
use crate::dynamic::HandleTable;
use crate::error::{Problem, Result};
use crate::instance::LiveInstance;
use crate::plugin::Plugin;
use std::pin::pin;
use wasmtime::Store;
use wasmtime::component::ResourceAny;

/// An instance of a plugin, kept from call to call.
pub struct Session {
    plugin: Plugin,
    instance: Option<Box<LiveInstance>>,
    handles: HandleTable,
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(instance) = self.instance.take() {
            self.plugin.retire(instance);
        }
    }
}

impl Session {
    pub(crate) fn new(plugin: Plugin, instance: Box<LiveInstance>) -> Self {
        Self {
            handles: HandleTable::new(plugin.limits().call.handles as usize),
            plugin,
            instance: Some(instance),
        }
    }

    /// The plugin.
    pub fn plugin(&self) -> &Plugin {
        &self.plugin
    }

    /// Starts a call on the session's instance: for generated bindings.
    ///
    /// # Errors
    /// Fails if a call before failed, because its instance is gone, or if the plugin takes no calls now.
    pub fn begin(&mut self) -> Result<Call<'_>> {
        Call::begin_on(&self.plugin, &mut self.instance)
    }

    pub(crate) fn begin_with_handles(&mut self) -> Result<(Call<'_>, &mut HandleTable)> {
        let call = Call::begin_on(&self.plugin, &mut self.instance)?;
        Ok((call, &mut self.handles))
    }

    /// Takes a resource that the embedding program made in the instance's store, and answers with the number by which calls by name
    /// pass it: `{"resource": handle}`.
    ///
    /// # Errors
    /// Fails if the session is over or holds as many resources as it may, and if `make` fails.
    pub fn give_resource(
        &mut self,
        make: impl FnOnce(&mut Store<Ctx>) -> wasmtime::Result<ResourceAny>,
    ) -> Result<u32> {
        let store = match &mut self.instance {
            Some(instance) => &mut instance.store,
            None => return Err(self.plugin.error(Problem::SessionOver)),
        };
        let given = make(store).map_err(|error| Problem::Internal {
            reason: format!("the program's resource cannot be kept: {error:#}"),
        });
        let resource = given.map_err(|problem| self.plugin.error(problem))?;
        self.handles.give(resource).map_err(|error| {
            self.plugin.error(Problem::Value {
                code: error.code(),
                message: error.to_string(),
            })
        })
    }

    /// Drops a resource that a call by name returned as `{"resource": handle}`.
    ///
    /// # Errors
    /// Fails as [`Session::drop_resource`] does, and if there is no such resource.
    pub async fn drop_handle(&mut self, handle: u32) -> Result<()> {
        match self.handles.take(handle) {
            Some(resource) => self.drop_resource(resource).await,
            None => Err(self.plugin.error(Problem::Value {
                code: "PW-ARGUMENT-HANDLE",
                message: format!("there is no resource {handle}"),
            })),
        }
    }

    /// Drops a resource of the guest, whose destructor has the time of a call.
    ///
    /// # Errors
    /// Fails if the destructor goes wrong; the session is over then.
    pub async fn drop_resource(&mut self, resource: ResourceAny) -> Result<()> {
        let mut call = self.begin()?;
        let supervisor = call.supervisor();
        let outcome = match call.parts() {
            Ok((store, _)) => {
                let dropping = pin!(resource.resource_drop_async(store));
                supervisor.run(dropping).await
            }
            Err(error) => crate::call::Outcome::failed(error),
        };
        call.finish(outcome)
    }
}
