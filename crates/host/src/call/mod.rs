//! One call of a plugin, from taking an instance to giving it back.
//!
//! The path of a call is short on purpose: who may call and whether the plugin takes calls, an instance, the deadline, the
//! guest, the counts. An instance that trapped, was stopped or was abandoned by its caller is never used again, because
//! nothing gives it back: it is dropped with the call.

mod supervisor;

pub use supervisor::{Outcome, Supervisor};

use crate::bindings::Bindings;
use crate::chain::{CallChain, ChainViolation, MAX_DEPTH};
use crate::ctx::Ctx;
use crate::deadline::{Deadline, Interruption, Watch};
use crate::error::{Error, Problem, Result};
use crate::fault::classify;
use crate::instance::LiveInstance;
use crate::plugin::{Plugin, Reuse};
use crate::pool::Admission;
use crate::program::Program;
use crate::statistics::Timing;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tokio::time::timeout_at;
use tracing::Span;
use tracing::level_filters::LevelFilter;
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
    id: u64,
    /// Whether the plugin takes this call.
    admitted: bool,
    /// None for a call that can only compute: its instance knows when it has to be over.
    watch: Option<Box<Watch>>,
    /// Whether its deadline is the caller's, which is earlier than the plugin's own.
    hurried: bool,
    /// None for a call that is not timed.
    started: Option<Instant>,
}

impl<'p> Call<'p> {
    /// Takes an instance, or makes one, or waits for one.
    pub(crate) async fn begin(plugin: &'p Plugin) -> Result<Self> {
        let mut call = Self::new(plugin);
        if !call.begin_at_once()? {
            call.begin_later().await?;
        }
        Ok(call)
    }

    /// Takes an idle instance, if there is one.
    ///
    /// # Errors
    /// Fails if the plugin takes no calls now.
    pub fn begin_at_once(&mut self) -> Result<bool> {
        self.enter()?;
        match self.plugin.pool().take_idle() {
            Some(instance) => self.attach(Ok(instance), true).map(|()| true),
            None => Ok(false),
        }
    }

    /// Makes an instance, or waits for one.
    ///
    /// # Errors
    /// Fails if there is none in time.
    pub async fn begin_later(&mut self) -> Result<()> {
        let plugin = self.plugin;
        let admission = match plugin.pool().try_take() {
            Some(admission) => Ok(admission),
            None => timeout_at(self.watch().deadline.into(), plugin.pool().take())
                .await
                .unwrap_or(Err(Problem::Overloaded)),
        };
        let instance = match admission {
            Ok(Admission::Instance(instance)) => Ok(instance),
            Ok(Admission::Permit(permit)) => plugin.start(permit, self.watch()).await,
            Err(problem) => Err(plugin.error(problem)),
        };
        self.attach(instance, true)
    }

    /// The same without waiting, for plugins that never wait.
    fn begin_blocking(&mut self) -> Result<()> {
        let plugin = self.plugin;
        self.enter()?;
        let instance = match plugin.pool().try_take() {
            Some(Admission::Instance(instance)) => Ok(instance),
            Some(Admission::Permit(permit)) => plugin.start_blocking(permit, self.watch()),
            None => Err(plugin.error(Problem::Overloaded)),
        };
        self.attach(instance, false)
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
        call.attach(instance, true)?;
        call.home = Some(home);
        Ok(call)
    }

    pub(crate) fn new(plugin: &'p Plugin) -> Self {
        Self {
            plugin,
            instance: None,
            home: None,
            id: 0,
            admitted: false,
            watch: None,
            hurried: false,
            started: None,
        }
    }

    fn admit(plugin: &'p Plugin) -> Result<Self> {
        let mut call = Self::new(plugin);
        call.enter()?;
        Ok(call)
    }

    fn enter(&mut self) -> Result<()> {
        if self.plugin.can_wait() || !CallChain::is_none() {
            let started = Instant::now();
            let watch = watch(self.plugin, started)?;
            self.hurried = watch.deadline < started + self.plugin.limits().time.call;
            self.watch = Some(Box::new(watch));
            self.started = Some(started);
        }
        self.plugin
            .pool()
            .admit()
            .map_err(|problem| turn_away(self.plugin, problem))?;
        self.admitted = true;
        Ok(())
    }

    /// What binds the call while it has no instance yet.
    fn watch(&self) -> Watch {
        self.watch.as_deref().copied().unwrap_or_else(|| Watch {
            deadline: self.started.unwrap_or_else(Instant::now) + self.plugin.limits().time.call,
            chain: CallChain::current(),
        })
    }

    fn attach(&mut self, instance: Result<Box<LiveInstance>>, may_yield: bool) -> Result<()> {
        match instance {
            Ok(mut instance) => {
                let deadline = match &self.watch {
                    Some(watch) => Deadline::At(watch.deadline),
                    None => Deadline::AfterFirstTick(self.plugin.limits().time.call),
                };
                self.id = instance.begin(deadline, may_yield);
                self.started = self.started.or_else(|| instance.start_clock());
                self.instance = Some(instance);
                Ok(())
            }
            Err(error) => Err(self.without_instance(error)),
        }
    }

    #[cold]
    fn without_instance(&self, error: Error) -> Error {
        let error = self.blame(error);
        let timing = self.started.map(|started| Timing {
            took: started.elapsed(),
            stands_for: 1,
        });
        self.plugin.failed(None, timing, error.problem());
        error.in_call(number_without_instance())
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
                    self.plugin.pool().put(instance);
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
    pub fn supervisor(&mut self) -> Supervisor {
        Supervisor {
            watch: self.watch.take(),
            span: (LevelFilter::current() >= LevelFilter::DEBUG).then(|| Box::new(self.span())),
        }
    }

    #[cold]
    fn span(&self) -> Span {
        tracing::debug_span!(
            target: "plugwright::call",
            "call",
            plugin = %self.plugin.id(),
            version = %self.plugin.version(),
            call = self.id,
        )
    }

    /// Ends the call: counts it, and gives the instance back if it did nothing wrong.
    ///
    /// # Errors
    /// Fails with what went wrong in the guest, whose instance is dropped.
    pub fn finish<R>(&mut self, outcome: Outcome<wasmtime::Result<R>>) -> Result<R> {
        let Some(mut instance) = self.instance.take() else {
            return Err(self.plugin.error(Problem::Internal {
                reason: "a call ended twice".into(),
            }));
        };
        let timing = self.started.map(|started| instance.stop_clock(started));
        match outcome.0 {
            Ok(Ok(result)) => {
                if let Some(home) = self.home.take() {
                    self.plugin.pool().succeeded(&mut instance, timing);
                    *home = Some(instance);
                } else if self.plugin.reuse() == Reuse::Pooled
                    && !instance.is_worn(self.plugin.limits())
                {
                    self.plugin.pool().give_back(instance, timing);
                } else {
                    self.plugin.pool().succeeded(&mut instance, timing);
                    self.plugin.retire(instance);
                }
                Ok(result)
            }
            failed => {
                let error = self.error(failed.map(Result::err), &mut instance);
                self.plugin
                    .failed(Some(&mut instance), timing, error.problem());
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
        self.blame(error)
            .at(self.plugin.reference())
            .in_call(self.id)
    }

    /// A plugin is not to blame for a deadline that is its caller's: a caller in a hurry must not bring it into quarantine.
    fn blame(&self, error: Error) -> Error {
        let callers = match error.problem() {
            Problem::DeadlineExceeded { .. } => self.hurried,
            Problem::InitDeadlineExceeded { .. } => {
                self.hurried && self.watch().deadline <= Instant::now()
            }
            _ => false,
        };
        if callers {
            self.plugin.error(Problem::CallerDeadline)
        } else {
            error
        }
    }
}

impl Plugin {
    /// Calls on the caller's stack, without waiting: for generated bindings.
    ///
    /// # Errors
    /// Fails if the plugin takes no calls now, if all its instances are busy, if it imports functions that wait, or with what
    /// went wrong in the guest.
    pub fn call_blocking<B: Bindings, R>(
        &self,
        guest: impl FnOnce(&mut Store<Ctx>, &B) -> wasmtime::Result<R>,
    ) -> Result<R> {
        // Nothing of it is moved once it is begun: small calls take little longer than that would.
        let mut call = Call::new(self);
        call.begin_blocking()?;
        let supervisor = call.supervisor();
        let outcome = match call.bindings() {
            Ok((store, bindings)) => supervisor.run_blocking(|| guest(store, bindings)),
            Err(error) => Outcome::failed(error),
        };
        call.finish(outcome)
    }
}

/// A call whose future was dropped in the middle: the instance goes with it, and it counts as abandoned. One that was still
/// waiting for its instance tried nothing.
impl Drop for Call<'_> {
    fn drop(&mut self) {
        if let Some(mut instance) = self.instance.take() {
            let timing = self.started.map(|started| instance.stop_clock(started));
            self.plugin
                .failed(Some(&mut instance), timing, &Problem::Abandoned);
        } else if self.admitted && self.id == 0 {
            self.plugin.pool().proved_nothing();
        }
    }
}

/// The chain that goes on with the plugin, and the deadline that this gives.
fn watch(plugin: &Plugin, started: Instant) -> Result<Watch> {
    let latest = started + plugin.limits().time.call;
    let chain = CallChain::current()
        .enter(plugin.serial(), latest)
        .map_err(|violation| turn_away(plugin, chain_problem(violation)))?;
    Ok(Watch {
        deadline: chain.deadline().unwrap_or(latest),
        chain,
    })
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
