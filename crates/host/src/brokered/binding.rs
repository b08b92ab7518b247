//! The functions that a caller is linked with: each takes its call to the provider.

use super::failure::{self, ProviderError};
use super::interface::ImportedInterface;
use super::provider::{Answers, BrokeredCall, Provider, Unanswered};
use crate::ctx::Ctx;
use crate::dynamic::{self, Answer, Tokens};
use crate::error::{PluginRef, Problem};
use crate::logging::TokenBucket;
use crate::observer::Access;
use plugwright_manifest::PluginId;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use wasmtime::StoreContextMut;
use wasmtime::component::{Component, Linker};

/// How many failures a second are written to the host's log for one import, and how many at once: a guest that calls a
/// plugin which is down must not fill it.
const REPORTS: (u64, u64) = (1, 10);

/// One interface of a caller and what answers it.
struct Binding {
    interface: Arc<ImportedInterface>,
    provider: PluginId,
    answers: Box<dyn Answers>,
    reports: Mutex<TokenBucket>,
}

/// Who calls.
struct Caller {
    plugin: Arc<PluginRef>,
    tenant: Arc<str>,
}

/// Has a provider answer one import of a component.
pub(crate) fn link(
    linker: &mut Linker<Ctx>,
    component: &Component,
    import: &str,
    provider: &Arc<dyn Provider>,
) -> Result<(), Problem> {
    let unusable = |reason: String| Problem::UnusableProvider {
        interface: import.to_owned(),
        provider: provider.id().clone(),
        reason,
    };
    let interface = Arc::new(ImportedInterface::of(component, import).map_err(unusable)?);
    let answers = provider.bind(&interface);
    let binding = Arc::new(Binding {
        provider: provider.id().clone(),
        answers: answers.map_err(|unanswered| unusable(unanswered.message))?,
        interface,
        reports: Mutex::new(TokenBucket::new(REPORTS.0, REPORTS.1, Instant::now())),
    });
    binding.link(linker).map_err(|error| Problem::Internal {
        reason: format!("linking failed: {error:#}"),
    })
}

impl Binding {
    fn link(self: &Arc<Self>, linker: &mut Linker<Ctx>) -> wasmtime::Result<()> {
        let mut instance = linker.instance(self.interface.name())?;
        for (place, function) in self.interface.functions().iter().enumerate() {
            let binding = self.clone();
            let host = move |mut store: StoreContextMut<'_, Ctx>, arguments| -> Answer {
                let binding = binding.clone();
                let caller = binding.caller(store.data_mut(), place);
                Box::pin(async move { binding.call(place, &caller, arguments).await })
            };
            dynamic::define(
                &mut instance,
                &function.name,
                &function.signature,
                Arc::new(host),
            )?;
        }
        Ok(())
    }

    fn caller(&self, ctx: &mut Ctx, place: usize) -> Caller {
        let access = || Access::Plugin {
            provider: self.provider.clone(),
            function: self.function_name(place),
        };
        ctx.granted().witness.used(access);
        Caller {
            plugin: ctx.plugin.clone(),
            tenant: ctx.tenant.clone(),
        }
    }

    async fn call(
        &self,
        place: usize,
        caller: &Caller,
        arguments: Tokens,
    ) -> wasmtime::Result<Tokens> {
        let answered = self.answers.call(BrokeredCall {
            function: place,
            tenant: &caller.tenant,
            arguments,
        });
        let unanswered = match answered.await {
            Ok(answered) => return Ok(answered.0),
            Err(unanswered) => unanswered,
        };
        self.report(place, caller, &unanswered);
        if self.can_fail(place) {
            return Ok(failure::value(&self.function_name(place), &unanswered));
        }
        Err(ProviderError {
            provider: self.provider.clone(),
            function: self.function_name(place),
            code: unanswered.code,
        }
        .into())
    }

    fn can_fail(&self, place: usize) -> bool {
        let function = self.interface.functions().get(place);
        function.is_some_and(|function| function.can_fail)
    }

    #[cold]
    fn report(&self, place: usize, caller: &Caller, unanswered: &Unanswered) {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if !reports.has(1, Instant::now()) {
            return;
        }
        reports.take(1);
        drop(reports);
        tracing::warn!(
            target: "plugwright::broker",
            caller = %caller.plugin,
            provider = %self.provider,
            function = %self.function_name(place),
            code = unanswered.code,
            fault = %unanswered.fault,
            error = %unanswered.message,
            "a plugin had no answer for another"
        );
    }

    fn function_name(&self, place: usize) -> String {
        let function = self.interface.functions().get(place);
        let function = function.map_or("", |function| &function.name);
        format!("{}#{function}", self.interface.name())
    }
}
