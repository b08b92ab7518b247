//! One call of a plugin, from taking an instance to giving it back.
//!
//! The path of a call is short on purpose: who may call and whether the plugin takes calls, an instance, the deadline, the
//! guest, the counts. An instance that trapped, was stopped or was abandoned by its caller is never used again, because
//! nothing gives it back: it is dropped with the call.

use crate::bindings::Bindings;
use crate::chain::{CallChain, ChainViolation, MAX_DEPTH};
use crate::ctx::Ctx;
use crate::deadline::{Interruption, supervise, supervise_blocking};
use crate::error::{Error, Problem, Result};
use crate::fault::classify;
use crate::instance::LiveInstance;
use crate::plugin::{Plugin, Reuse};
use crate::pool::Admission;
use crate::program::Program;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tokio::time::timeout_at;
use tracing::{Instrument as _, Span};
use wasmtime::Store;
use wasmtime::component::Instance;

/// A call that has an instance and a deadline.
///
/// Generated bindings use it; programs call plugins through those, or through [`Plugin::call_json`].
pub struct Call<'p> {
    plugin: &'p Plugin,
    instance: Option<Box<LiveInstance>>,
    /// Where the instance goes back to if it is a session's.
    home: Option<&'p mut Option<Box<LiveInstance>>>,
    generation: u32,
    id: u64,
    chain: CallChain,
    started: Instant,
    deadline: Instant,
}

impl<'p> Call<'p> {
    /// Takes an instance, or makes one, or waits for one.
    pub(crate) async fn begin(plugin: &'p Plugin) -> Result<Self> {
        let mut call = Self::admit(plugin)?;
        let admission = match plugin.pool().try_take() {
            Some(admission) => Ok(admission),
            None => timeout_at(call.deadline.into(), plugin.pool().take())
                .await
                .unwrap_or(Err(Problem::Overloaded)),
        };
        let (instance, generation) = match admission {
            Ok(Admission::Instance(instance, generation)) => (Ok(instance), generation),
            Ok(Admission::Permit(permit)) => {
                let generation = plugin.pool().generation();
                (
                    plugin.start(permit, call.deadline, call.chain).await,
                    generation,
                )
            }
            Err(problem) => (Err(plugin.error(problem)), 0),
        };
        call.attach(instance, generation, true)?;
        Ok(call)
    }

    /// The same without waiting, for plugins that never wait.
    pub(crate) fn begin_blocking(plugin: &'p Plugin) -> Result<Self> {
        let mut call = Self::admit(plugin)?;
        let (instance, generation) = match plugin.pool().try_take() {
            Some(Admission::Instance(instance, generation)) => (Ok(instance), generation),
            Some(Admission::Permit(permit)) => {
                let generation = plugin.pool().generation();
                (
                    plugin.start_blocking(permit, call.deadline, call.chain),
                    generation,
                )
            }
            None => (Err(plugin.error(Problem::Overloaded)), 0),
        };
        call.attach(instance, generation, false)?;
        Ok(call)
    }

    /// Starts on the instance of a session.
    pub(crate) fn begin_on(
        plugin: &'p Plugin,
        home: &'p mut Option<Box<LiveInstance>>,
    ) -> Result<Self> {
        let mut call = Self::admit(plugin)?;
        let instance = home
            .take()
            .ok_or_else(|| plugin.error(Problem::SessionOver));
        call.attach(instance, 0, true)?;
        call.home = Some(home);
        Ok(call)
    }

    fn admit(plugin: &'p Plugin) -> Result<Self> {
        let started = Instant::now();
        let chain = CallChain::current()
            .enter(plugin.serial(), started + plugin.limits().time.call)
            .map_err(|violation| turn_away(plugin, chain_problem(violation)))?;
        plugin
            .pool()
            .admit(started)
            .map_err(|problem| turn_away(plugin, problem))?;
        Ok(Self {
            plugin,
            instance: None,
            home: None,
            generation: 0,
            id: 0,
            deadline: chain.deadline().unwrap_or(started),
            chain,
            started,
        })
    }

    fn attach(
        &mut self,
        instance: Result<Box<LiveInstance>>,
        generation: u32,
        may_yield: bool,
    ) -> Result<()> {
        match instance {
            Ok(mut instance) => {
                self.id = instance.begin(self.deadline, may_yield);
                self.generation = generation;
                self.instance = Some(instance);
                Ok(())
            }
            Err(error) => {
                self.plugin
                    .pool()
                    .failed(None, self.started.elapsed(), error.problem());
                Err(error.in_call(number_without_instance()))
            }
        }
    }

    /// The plugin that is called.
    pub(crate) fn plugin(&self) -> &'p Plugin {
        self.plugin
    }

    /// The program that the instance is one of.
    pub(crate) fn program(&mut self) -> Result<Arc<Program>> {
        let program = self.live().map(|live| live.program.clone());
        program.map_err(|error| {
            self.plugin.error(Problem::Internal {
                reason: error.to_string(),
            })
        })
    }

    /// Ends the call before the guest ran, because the caller asked for something impossible.
    pub(crate) fn refuse(mut self, problem: Problem) -> Error {
        if let Some(instance) = self.instance.take() {
            self.plugin.pool().proved_nothing();
            match self.home.take() {
                Some(home) => *home = Some(instance),
                None if self.plugin.reuse() == Reuse::Pooled => {
                    self.plugin.pool().put(instance, self.generation);
                }
                None => {}
            }
        }
        self.plugin.error(problem).in_call(self.id)
    }

    /// Ends the call before the guest ran, and keeps the instance.
    pub(crate) fn into_instance(mut self) -> Option<Box<LiveInstance>> {
        self.plugin.pool().proved_nothing();
        self.instance.take()
    }

    /// The store and the bindings to call.
    ///
    /// # Errors
    /// Fails if the plugin does not export the bindings' world.
    pub fn bindings<B: Bindings>(&mut self) -> wasmtime::Result<(&mut Store<Ctx>, &B)> {
        self.live()?.bindings()
    }

    /// The store and the instance to call.
    pub(crate) fn parts(&mut self) -> wasmtime::Result<(&mut Store<Ctx>, &Instance)> {
        let live = self.live()?;
        Ok((&mut live.store, &live.instance))
    }

    fn live(&mut self) -> wasmtime::Result<&mut LiveInstance> {
        self.instance
            .as_deref_mut()
            .ok_or_else(|| wasmtime::format_err!("the call is over"))
    }

    /// When the guest has to be done, and the chain of calls that it is a part of.
    pub fn supervisor(&self) -> Supervisor {
        Supervisor {
            deadline: self.deadline,
            chain: self.chain,
            span: tracing::debug_span!(
                target: "plugwright::call",
                "call",
                plugin = %self.plugin.id(),
                version = %self.plugin.version(),
                call = self.id,
            ),
        }
    }

    /// Ends the call: counts it, and gives the instance back if it did nothing wrong.
    ///
    /// # Errors
    /// Fails with what went wrong in the guest, whose instance is dropped.
    pub fn finish<R>(mut self, outcome: Outcome<wasmtime::Result<R>>) -> Result<R> {
        let took = self.started.elapsed();
        let Some(mut instance) = self.instance.take() else {
            return Err(self.plugin.error(Problem::Internal {
                reason: "a call ended twice".into(),
            }));
        };
        match outcome.0 {
            Ok(Ok(result)) => {
                if let Some(home) = self.home.take() {
                    self.plugin.pool().succeeded(&mut instance, took);
                    *home = Some(instance);
                } else if self.plugin.reuse() == Reuse::Pooled
                    && !instance.is_worn(self.plugin.limits())
                {
                    instance.idle_since = self.started + took;
                    self.plugin
                        .pool()
                        .give_back(instance, self.generation, took);
                } else {
                    self.plugin.pool().succeeded(&mut instance, took);
                    self.plugin.retire(instance);
                }
                Ok(result)
            }
            failed => {
                let error = self.error(failed.map(Result::err), &mut instance);
                self.plugin
                    .pool()
                    .failed(Some(&mut instance), took, error.problem());
                Err(error)
            }
        }
    }

    #[cold]
    fn error(
        &self,
        failed: Result<Option<wasmtime::Error>, Interruption>,
        instance: &mut LiveInstance,
    ) -> Error {
        let limits = self.plugin.limits();
        let error = match failed {
            Ok(Some(error)) => classify(&error, instance.store.data_mut(), limits),
            Ok(None) => Error::new(Problem::Internal {
                reason: "a call failed without an error".into(),
            }),
            Err(Interruption::Overdue) => Error::new(Problem::DeadlineExceeded {
                limit: limits.time.call,
            }),
            Err(Interruption::Panicked(message)) => {
                Error::new(Problem::HostPanicked).with_detail(message)
            }
        };
        error.at(self.plugin.reference()).in_call(self.id)
    }
}

/// A call whose future was dropped in the middle: the instance goes with it, and it counts as abandoned. One that was still
/// waiting for its instance tried nothing.
impl Drop for Call<'_> {
    fn drop(&mut self) {
        if let Some(mut instance) = self.instance.take() {
            let abandoned = Problem::Abandoned;
            self.plugin
                .pool()
                .failed(Some(&mut instance), self.started.elapsed(), &abandoned);
        } else if self.id == 0 {
            self.plugin.pool().proved_nothing();
        }
    }
}

/// What became of a guest's future.
pub struct Outcome<T>(Result<T, Interruption>);

impl<R> Outcome<wasmtime::Result<R>> {
    /// A call that has its answer without the guest.
    pub(crate) fn success(answer: R) -> Self {
        Self(Ok(Ok(answer)))
    }

    /// A call that could not even start.
    pub fn failed(error: wasmtime::Error) -> Self {
        Self(Ok(Err(error)))
    }
}

/// Runs the guest of a call, in a span that the host functions it calls are part of.
pub struct Supervisor {
    deadline: Instant,
    chain: CallChain,
    span: Span,
}

impl Supervisor {
    /// Runs a guest that may wait.
    pub async fn run<F: Future>(self, guest: F) -> Outcome<F::Output> {
        let guest = guest.instrument(self.span);
        Outcome(supervise(guest, self.deadline, self.chain).await)
    }

    /// Runs a guest that never waits.
    pub fn run_blocking<R>(self, guest: impl FnOnce() -> R) -> Outcome<R> {
        Outcome(supervise_blocking(|| self.span.in_scope(guest), self.chain))
    }
}

/// The error of a call that is not even tried.
#[cold]
fn turn_away(plugin: &Plugin, problem: Problem) -> Error {
    plugin.pool().turned_away(&problem);
    plugin.error(problem).in_call(number_without_instance())
}

/// Calls are numbered by their instances; those that never had one count in the upper half of the numbers.
fn number_without_instance() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(1 << 63);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

fn chain_problem(violation: ChainViolation) -> Problem {
    match violation {
        ChainViolation::Reentrant => Problem::Reentrancy,
        ChainViolation::Cycle => Problem::CallCycle,
        ChainViolation::TooDeep => Problem::CallDepth { limit: MAX_DEPTH },
    }
}
