//! One version of a provider, and a call of it.

use super::interface::{ImportedFunction, ImportedInterface};
use super::provider::{Answered, BrokeredCall};
use crate::call_by_name;
use crate::dynamic::Arguments;
use crate::error::{Problem, Result};
use crate::plugin::Plugin;
use crate::program::Program;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

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
    pub async fn call(&self, call: BrokeredCall<'_>) -> Result<Answered> {
        let plugin = self.of_tenant(call.tenant)?;
        let mut live = plugin.begin().await?;
        let program = live.program()?;
        let place = self.functions.get(call.function).copied();
        let Some(function) = place.and_then(|place| program.functions().at(place)) else {
            return Err(live.refuse(Problem::Internal {
                reason: "a brokered function is not where it was".into(),
            }));
        };
        let arguments = Arguments {
            tokens: call.arguments,
        };
        let returned = call_by_name::run(live, function, &arguments).await?;
        Ok(Answered(returned.tokens))
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
    if wanted.signature.is_same(&found.signature) {
        return Ok(place);
    }
    Err(format!(
        "`{}` is `{}` there and `{}` here",
        wanted.name,
        found.signature.describe(),
        wanted.signature.describe()
    ))
}
