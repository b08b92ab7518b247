//! A function's parameters and result, prepared once, and calls of it.

use std::fmt::Write as _;

use serde_json::Value;
use wasmtime::component::Func;
use wasmtime::component::types::ComponentFunc;
use wasmtime::{Result, Store};

use super::abi::{BoxedCall, DirectCall, slots};
use super::describe::Wit;
use super::handles::{HandleTable, HandleUse};
use super::return_error::ReturnError;
use super::tokens::{Arguments, Returned};
use super::type_names::TypeNames;
use super::value_error::ValueError;
use super::value_type::{Builder, TypeTooLarge, ValueType};
use super::{json, wave};

/// What a dynamic call must know of a function. Made when a component is loaded; belongs to all of its instances.
#[derive(Debug)]
pub(crate) struct Signature {
    parameters: Box<[Parameter]>,
    result: Option<ValueType>,
    is_async: bool,
}

/// A named parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Box<str>,
    pub(crate) ty: ValueType,
}

impl Signature {
    /// Prepares a function's types. `names` are those of the interface that exports it.
    pub(crate) fn new(
        func: &ComponentFunc,
        names: &TypeNames,
    ) -> std::result::Result<Self, TypeTooLarge> {
        let mut builder = Builder::new(names);
        let parameters = func
            .params()
            .map(|(name, ty)| {
                Ok(Parameter {
                    name: name.into(),
                    ty: builder.build(&ty)?,
                })
            })
            .collect::<std::result::Result<_, TypeTooLarge>>()?;
        let result = func.results().next();
        Ok(Self {
            parameters,
            result: result.map(|ty| builder.build(&ty)).transpose()?,
            is_async: func.async_(),
        })
    }

    /// How many slots its parameters take; more than a function can have are one more than that.
    pub(crate) fn parameter_slots(&self) -> usize {
        slots::all(self.parameters.iter().map(|parameter| &parameter.ty))
    }

    /// How many slots its result takes.
    pub(crate) fn result_slots(&self) -> usize {
        slots::all(&self.result)
    }

    /// Whether another function takes and returns the same; the names of parameters are no part of a type.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let same = |(one, other): (&ValueType, &ValueType)| one.is_same(other);
        self.is_async == other.is_async
            && self.parameters.len() == other.parameters.len()
            && self.result.is_some() == other.result.is_some()
            && self.types().zip(other.types()).all(same)
    }

    /// The types of its parameters, and of its result.
    pub(crate) fn types(&self) -> impl Iterator<Item = &ValueType> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        parameters.chain(&self.result)
    }

    /// The type of its result, if it has one.
    pub(crate) fn result(&self) -> Option<&ValueType> {
        self.result.as_ref()
    }

    /// The function's type in WIT: `func(ctx: plugin-context) -> result<verdict, error>`.
    pub(crate) fn describe(&self) -> String {
        let mut text = String::from(if self.is_async {
            "async func("
        } else {
            "func("
        });
        for (index, parameter) in self.parameters.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(
                text,
                "{separator}{}: {}",
                parameter.name,
                Wit(&parameter.ty)
            );
        }
        text.push(')');
        if let Some(result) = &self.result {
            let _ = write!(text, " -> {}", Wit(result));
        }
        text
    }

    /// Checks arguments given as JSON, one value each. Owned handles leave the table only when all arguments are good.
    pub(crate) fn args_from_json<'v>(
        &self,
        values: &'v [Value],
        handles: &mut HandleTable,
    ) -> std::result::Result<Arguments<'v>, ValueError> {
        json::arguments(&self.parameters, values, HandleUse::new(handles))
    }

    /// Checks arguments given as WAVE, in parentheses: `(1, "x")`.
    pub(crate) fn args_from_wave<'s>(
        &self,
        text: &'s str,
        handles: &mut HandleTable,
    ) -> std::result::Result<Arguments<'s>, ValueError> {
        wave::arguments(&self.parameters, text, HandleUse::new(handles))
    }

    /// Calls the function on a store that never suspends. `limit` is how many bytes of the host's memory the result may take.
    /// wasmtime counts them as the store's fuel for host calls: what the plugin passes to one host call is limited alike, and a
    /// lower fuel that the store already has stays in force.
    ///
    /// After an error the store is not to be used again: the guest may have stopped half way.
    #[allow(
        dead_code,
        reason = "for hosts whose stores never suspend; the pool's stores all do"
    )]
    pub(crate) fn call<T: 'static>(
        &self,
        store: &mut Store<T>,
        func: &Func,
        arguments: &Arguments<'_>,
        limit: usize,
    ) -> Result<Returned> {
        let fuel = limit_result(store, limit);
        let returned = if self.is_async {
            self.boxed(func, arguments)?.call(&mut *store)?
        } else {
            DirectCall::new(&mut *store, func, arguments)?.call(&mut *store)?
        };
        store.set_hostcall_fuel(fuel);
        Ok(returned)
    }

    /// Calls the function on a store whose guest may wait for the host; otherwise as [`Signature::call`].
    pub(crate) async fn call_async<T: Send + 'static>(
        &self,
        store: &mut Store<T>,
        func: &Func,
        arguments: &Arguments<'_>,
        limit: usize,
    ) -> Result<Returned> {
        let fuel = limit_result(store, limit);
        let returned = if self.is_async {
            self.boxed(func, arguments)?.call_async(&mut *store).await?
        } else {
            let call = DirectCall::new(&mut *store, func, arguments)?;
            call.call_async(&mut *store).await?
        };
        store.set_hostcall_fuel(fuel);
        Ok(returned)
    }

    /// What the function returned, as JSON; null if it returns nothing.
    pub(crate) fn result_to_json(
        &self,
        returned: Returned,
        handles: &mut HandleTable,
    ) -> std::result::Result<Value, ReturnError> {
        json::value(self.result.as_ref(), returned, handles)
    }

    /// What the function returned, as WAVE; empty if it returns nothing.
    pub(crate) fn result_to_wave(
        &self,
        returned: Returned,
        handles: &mut HandleTable,
    ) -> std::result::Result<String, ReturnError> {
        wave::value(self.result.as_ref(), returned, handles)
    }

    pub(super) fn boxed<'f>(
        &'f self,
        func: &'f Func,
        arguments: &Arguments<'_>,
    ) -> Result<BoxedCall<'f>> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        BoxedCall::new(func, parameters, self.result.as_ref(), arguments)
    }
}

/// Lets wasmtime count the bytes that a result takes, and gives the fuel that was set before.
fn limit_result<T>(store: &mut Store<T>, limit: usize) -> usize {
    let before = store.hostcall_fuel();
    store.set_hostcall_fuel(before.min(limit));
    before
}
