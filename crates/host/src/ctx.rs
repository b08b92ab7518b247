//! What lives in a store beside the guest: limits, the deadline, and the state of the capabilities.

use crate::deadline::{Deadline, DeadlinePassed};
use crate::error::PluginRef;
use crate::granted::Granted;
use crate::memory_limit::MemoryLimit;
use std::any::Any;
use std::sync::Arc;
use wasmtime::UpdateDeadline;

/// The data of a plugin's store. Host functions of an integrator get it to find their own state in it.
pub struct Ctx {
    pub(crate) plugin: Arc<PluginRef>,
    /// Whose instance it is; empty without tenants.
    pub(crate) tenant: Arc<str>,
    pub(crate) limit: MemoryLimit,
    pub(crate) deadline: Deadline,
    /// Whether the guest runs on a fiber and can give way to other tasks.
    pub(crate) may_yield: bool,
    /// Instructions that each call may execute, where they are counted.
    pub(crate) fuel: Option<u64>,
    pub(crate) host_calls: u64,
    /// Only components that import something have it; the others pay nothing for it.
    pub(crate) granted: Option<Box<Granted>>,
    pub(crate) states: Vec<Box<dyn Any + Send>>,
}

impl Ctx {
    /// The plugin that the store belongs to.
    pub fn plugin(&self) -> &PluginRef {
        &self.plugin
    }

    /// The state that [`crate::HostInterface::state`] made for this instance, if it has that type.
    pub fn state_mut<S: Any>(&mut self) -> Option<&mut S> {
        self.states
            .iter_mut()
            .find_map(|state| state.downcast_mut())
    }

    /// The state of the capabilities, for host functions, which only a component that imports something can call.
    pub(crate) fn granted(&mut self) -> &mut Granted {
        self.granted
            .as_deref_mut()
            .expect("a component that imports something has it")
    }

    /// Decides at an epoch check whether the guest goes on: it gives way to other tasks once a tick, until its deadline.
    pub(crate) fn at_tick(&mut self) -> wasmtime::Result<UpdateDeadline> {
        if self.deadline.has_passed() {
            return Err(DeadlinePassed.into());
        }
        if self.may_yield {
            Ok(UpdateDeadline::YieldCustom(
                1,
                Box::pin(tokio::task::yield_now()),
            ))
        } else {
            Ok(UpdateDeadline::Continue(1))
        }
    }
}
