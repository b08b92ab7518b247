//! Calls of functions that are only known by name, with values as JSON or WAVE.

use crate::call::{Call, Outcome};
use crate::dynamic::{Arguments, HandleTable, ReturnError, Returned, ValueError, split_wave_call};
use crate::error::{Problem, Result};
use crate::functions::{ExportedFunction, FunctionInfo};
use crate::plugin::Plugin;
use crate::session::Session;
use serde_json::Value;
use std::pin::pin;

impl Plugin {
    /// The functions that the plugin exports.
    pub fn functions(&self) -> Vec<FunctionInfo> {
        self.program().functions().describe()
    }

    /// Calls a function with JSON values; [the mapping](crate#values-as-json) is documented with the crate.
    ///
    /// The name is `interface#function`; version and interface may be left out where that names one function.
    ///
    /// # Errors
    /// Fails if there is no such function, if an argument does not fit (the error names its path), or if the call fails.
    pub async fn call_json(&self, function: &str, arguments: &[Value]) -> Result<Value> {
        let call = self.begin().await?;
        // Resources end with the call, so there are no handles to pass and none to keep.
        by_json(call, &mut HandleTable::new(0), function, arguments).await
    }

    /// Calls a function written in WAVE, `name(argument, …)`, and returns its result in WAVE.
    ///
    /// # Errors
    /// Fails as [`Plugin::call_json`] does.
    pub async fn call_wave(&self, text: &str) -> Result<String> {
        let call = self.begin().await?;
        by_wave(call, &mut HandleTable::new(0), text).await
    }
}

impl Session {
    /// Calls a function with JSON values, resources among them.
    ///
    /// # Errors
    /// Fails as [`Plugin::call_json`] does.
    pub async fn call_json(&mut self, function: &str, arguments: &[Value]) -> Result<Value> {
        let (call, handles) = self.begin_with_handles()?;
        by_json(call, handles, function, arguments).await
    }

    /// Calls a function written in WAVE, and returns its result in WAVE.
    ///
    /// # Errors
    /// Fails as [`Plugin::call_json`] does.
    pub async fn call_wave(&mut self, text: &str) -> Result<String> {
        let (call, handles) = self.begin_with_handles()?;
        by_wave(call, handles, text).await
    }
}

async fn by_json(
    mut call: Call<'_>,
    handles: &mut HandleTable,
    name: &str,
    values: &[Value],
) -> Result<Value> {
    let program = call.program()?;
    let function = match program.functions().find(name) {
        Ok(function) => function,
        Err(problem) => return Err(call.refuse(problem)),
    };
    let arguments = match function.signature.args_from_json(values, handles) {
        Ok(arguments) => arguments,
        Err(error) => return Err(call.refuse(argument(&error))),
    };
    let plugin = call.plugin();
    let returned = run(call, function, &arguments).await?;
    let shown = function.signature.result_to_json(returned, handles);
    shown.map_err(|error| plugin.error(result(&error)))
}

async fn by_wave(mut call: Call<'_>, handles: &mut HandleTable, text: &str) -> Result<String> {
    let program = call.program()?;
    let (name, arguments) = match split_wave_call(text) {
        Ok(parts) => parts,
        Err(error) => return Err(call.refuse(argument(&error))),
    };
    let function = match program.functions().find(name) {
        Ok(function) => function,
        Err(problem) => return Err(call.refuse(problem)),
    };
    let arguments = match function.signature.args_from_wave(arguments, handles) {
        Ok(arguments) => arguments,
        Err(error) => return Err(call.refuse(argument(&error))),
    };
    let plugin = call.plugin();
    let returned = run(call, function, &arguments).await?;
    let shown = function.signature.result_to_wave(returned, handles);
    shown.map_err(|error| plugin.error(result(&error)))
}

/// Calls a function with arguments that were checked against its types.
pub(crate) async fn run(
    mut call: Call<'_>,
    function: &ExportedFunction,
    arguments: &Arguments<'_>,
) -> Result<Returned> {
    let supervisor = call.supervisor();
    let limit = usize::try_from(call.plugin().limits().call.result.0).unwrap_or(usize::MAX);
    let outcome = match call.parts() {
        Ok((store, instance)) => match instance.get_func(&mut *store, function.index) {
            Some(func) => {
                let guest = function
                    .signature
                    .call_async(store, &func, arguments, limit);
                supervisor.run(pin!(guest)).await
            }
            None => Outcome::failed(wasmtime::format_err!(
                "the instance lacks an export of its component"
            )),
        },
        Err(error) => Outcome::failed(error),
    };
    call.finish(outcome)
}

fn argument(error: &ValueError) -> Problem {
    Problem::Value {
        code: error.code(),
        message: error.to_string(),
    }
}

fn result(error: &ReturnError) -> Problem {
    Problem::Value {
        code: error.code(),
        message: error.to_string(),
    }
}
