//! An interface of the embedding program, by which guests call other plugins and meet the host's state.

use plugwright::runtime::wasmtime::{self, StoreContextMut, component::Linker};
use plugwright::{Ctx, Error, HostInterface, Plugin, PluginRef};
use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Barrier;

const INTERFACE: &str = "hostile:relay/relay@0.1.0";

/// Serves `hostile:relay/relay`. Clones are the same.
#[derive(Clone, Default)]
pub struct Relay(Arc<State>);

struct State {
    plugins: Mutex<HashMap<String, Plugin>>,
    errors: Mutex<Vec<Error>>,
    on: AtomicBool,
    two: Barrier,
}

impl Default for State {
    fn default() -> Self {
        Self {
            plugins: Mutex::default(),
            errors: Mutex::default(),
            on: AtomicBool::new(false),
            two: Barrier::new(2),
        }
    }
}

impl Relay {
    /// Lets guests call a plugin by its id.
    pub fn connect(&self, plugin: &Plugin) {
        let name = plugin.id().to_string();
        lock(&self.0.plugins).insert(name, plugin.clone());
    }

    /// What `is-on` answers.
    pub fn turn(&self, on: bool) {
        self.0.on.store(on, Ordering::SeqCst);
    }

    /// The errors of calls between plugins, the innermost first.
    pub fn errors(&self) -> Vec<Error> {
        std::mem::take(&mut lock(&self.0.errors))
    }

    /// Lets go of the plugins.
    pub(crate) fn forget(&self) {
        lock(&self.0.plugins).clear();
        lock(&self.0.errors).clear();
    }

    /// Calls another plugin; 0 says that it failed.
    async fn call(&self, plugin: String, function: String) -> u32 {
        let callee = lock(&self.0.plugins).get(&plugin).cloned();
        let callee = callee.unwrap_or_else(|| panic!("{plugin} is not connected"));
        match callee.call_json(&function, &[]).await {
            Ok(answer) => answer
                .as_u64()
                .map_or(1, |answer| u32::try_from(answer).unwrap()),
            Err(error) => {
                lock(&self.0.errors).push(error);
                0
            }
        }
    }
}

impl HostInterface for Relay {
    fn interfaces(&self) -> &[&str] {
        &[INTERFACE]
    }

    fn link(&self, linker: &mut Linker<Ctx>) -> wasmtime::Result<()> {
        let mut interface = linker.instance(INTERFACE)?;
        let relay = self.clone();
        interface.func_wrap_async(
            "call",
            move |_: StoreContextMut<'_, Ctx>, (plugin, function): (String, String)| {
                let relay = relay.clone();
                Box::new(async move { Ok((relay.call(plugin, function).await,)) })
            },
        )?;
        let relay = self.clone();
        interface.func_wrap_async("meet", move |_: StoreContextMut<'_, Ctx>, (): ()| {
            let relay = relay.clone();
            Box::new(async move {
                relay.0.two.wait().await;
                Ok(())
            })
        })?;
        interface.func_wrap(
            "fail",
            |_: StoreContextMut<'_, Ctx>, (): ()| -> wasmtime::Result<()> {
                panic!("a function of the embedding program fails")
            },
        )?;
        let relay = self.clone();
        interface.func_wrap("is-on", move |_: StoreContextMut<'_, Ctx>, (): ()| {
            Ok((relay.0.on.load(Ordering::SeqCst),))
        })?;
        Ok(())
    }

    fn state(&self, _: &PluginRef) -> Box<dyn Any + Send> {
        Box::new(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
