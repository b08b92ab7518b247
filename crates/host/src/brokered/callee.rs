//! One version of a provider, and a call of it.

use super::interface::{ImportedFunction, ImportedInterface};
use super::provider::BrokeredCall;
use crate::call::Outcome;
use crate::error::{Problem, Result};
use crate::plugin::Plugin;
use crate::program::Program;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use wasmtime::component::types::{ComponentFunc, ComponentItem};

/// Tenants whose instances are kept at hand; those of more come and go with their calls.
const MOST_TENANTS: usize = 1024;

/// A plugin that was found to export what another one imports.
pub struct Callee {
    plugin: Plugin,
    /// Where each imported function is among the exported ones, which is the same in all code of the component.
    functions: Box<[usize]>,
    tenants: Mutex<HashMap<Box<str>, Plugin>>,
}

impl Callee {
    /// Looks up what is imported, and compares the types.
    ///
    /// # Errors
    /// Fails with all differences if the plugin does not export it.
    pub fn new(plugin: &Plugin, interface: &ImportedInterface) -> Result<Self> {
        let program = plugin.program();
        let (mut functions, mut differences) = (Vec::new(), Vec::new());
        for wanted in interface.functions() {
            match find(&program, interface.name(), wanted) {
                Ok(place) => functions.push(place),
                Err(difference) => differences.push(difference),
            }
        }
        if !differences.is_empty() {
            return Err(plugin.error(Problem::WorldMismatch {
                world: interface.name().to_owned(),
                differences,
            }));
        }
        Ok(Self {
            plugin: plugin.clone(),
            functions: functions.into(),
            tenants: Mutex::default(),
        })
    }

    /// Makes a call, on an instance that belongs to the caller's tenant.
    ///
    /// # Errors
    /// Fails as any call of the plugin does.
    pub async fn call(&self, call: BrokeredCall<'_>) -> Result<()> {
        let plugin = self.of_tenant(call.tenant)?;
        let mut live = plugin.begin().await?;
        let program = live.program()?;
        let place = self.functions.get(call.function).copied();
        let Some(function) = place.and_then(|place| program.functions().at(place)) else {
            return Err(live.refuse(Problem::Internal {
                reason: "a brokered function is not where it was".into(),
            }));
        };
        let supervisor = live.supervisor();
        let outcome = match live.parts() {
            Ok((store, instance)) => match instance.get_func(&mut *store, function.index) {
                Some(func) => {
                    let guest = pin!(func.call_async(store, call.arguments, call.results));
                    supervisor.run(guest).await
                }
                None => Outcome::failed(wasmtime::format_err!(
                    "the instance lacks an export of its component"
                )),
            },
            Err(error) => Outcome::failed(error),
        };
        live.finish(outcome)
    }

    fn of_tenant(&self, tenant: &str) -> Result<Plugin> {
        if tenant.is_empty() {
            return Ok(self.plugin.clone());
        }
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plugin) = tenants.get(tenant) {
            return Ok(plugin.clone());
        }
        let plugin = self.plugin.tenant(tenant)?;
        if tenants.len() >= MOST_TENANTS {
            tenants.clear();
        }
        tenants.insert(tenant.into(), plugin.clone());
        Ok(plugin)
    }
}

/// Where the exported function is that has the name and the type of an imported one, or how they differ.
fn find(program: &Program, interface: &str, wanted: &ImportedFunction) -> Result<usize, String> {
    let name = format!("{interface}#{}", wanted.name);
    let place = program.functions().place(&name);
    let found = place.and_then(|place| Some((place, program.functions().at(place)?)));
    let Some((place, found)) = found else {
        return Err(format!("it lacks `{name}`"));
    };
    let ty = exported(program, &found.name).ok_or_else(|| format!("it lacks `{name}`"))?;
    if same_type(&wanted.ty, &ty) {
        return Ok(place);
    }
    Err(format!(
        "`{}` is `{}` there and `{}` here",
        wanted.name,
        found.signature.describe(),
        wanted.signature
    ))
}

/// The type of `interface#function`.
fn exported(program: &Program, name: &str) -> Option<ComponentFunc> {
    let (interface, function) = name.split_once('#')?;
    let engine = program.pre.engine();
    let world = program.pre.component().component_type();
    let ComponentItem::ComponentInstance(interface) = world.get_export(engine, interface)?.ty
    else {
        return None;
    };
    match interface.get_export(engine, function)?.ty {
        ComponentItem::ComponentFunc(function) => Some(function),
        _ => None,
    }
}

/// Types of the component model are compared by structure; the names of parameters are no part of them.
fn same_type(one: &ComponentFunc, other: &ComponentFunc) -> bool {
    let parameters =
        |function: &ComponentFunc| -> Vec<_> { function.params().map(|(_, ty)| ty).collect() };
    one.async_() == other.async_()
        && parameters(one) == parameters(other)
        && one.results().eq(other.results())
}
