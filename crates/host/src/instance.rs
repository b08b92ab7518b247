//! One instance of a plugin in a store of its own.

use crate::bindings::Bindings;
use crate::call_count::CallCounter;
use crate::chain::CallChain;
use crate::ctx::Ctx;
use crate::deadline::{Deadline, DeadlinePassed, Watch, supervise};
use crate::lifecycle::{self, WithLifecycle};
use crate::program::Program;
use crate::statistics::Timing;
use crate::stopwatch::Stopwatch;
use plugwright_manifest::Limits;
use std::any::{Any, TypeId};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::Store;
use wasmtime::component::Instance;

/// How long an instance has to let go of what it holds.
const FAREWELL: Duration = Duration::from_secs(1);

/// What a plugin's `init` said when it refused.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct InitRefused(pub(crate) String);

/// An instance that calls can be made on, one after the other.
pub(crate) struct LiveInstance {
    pub(crate) store: Store<Ctx>,
    pub(crate) instance: Instance,
    pub(crate) program: Arc<Program>,
    /// What typed callers look up once and use for every call.
    bindings: Vec<(TypeId, Box<dyn Any + Send>)>,
    serial: u32,
    calls: u32,
    /// None if it is called once.
    counter: Option<CallCounter>,
    stopwatch: Stopwatch,
    /// Of the pool, when the instance was started.
    pub(crate) generation: u32,
    /// How many calls there were when it was last looked whether anybody calls, and when that number was new.
    seen: (u32, Instant),
    _permit: OwnedSemaphorePermit,
}

/// What an instance belongs to from its start.
pub(crate) struct Place {
    pub(crate) permit: OwnedSemaphorePermit,
    pub(crate) counter: Option<CallCounter>,
    pub(crate) generation: u32,
}

impl LiveInstance {
    /// Instantiates on a fiber, so that host functions may wait and a long start gives way to other tasks.
    pub(crate) async fn start(
        program: Arc<Program>,
        mut store: Store<Ctx>,
        deadline: Instant,
        place: Place,
        config: &[(String, String)],
    ) -> Result<Self, (wasmtime::Error, Box<Store<Ctx>>)> {
        arm(&mut store, Deadline::At(deadline), true);
        let instance = match program.pre.instantiate_async(&mut store).await {
            Ok(instance) => instance,
            Err(error) => return Err((error, Box::new(store))),
        };
        let mut live = Self::new(program, store, instance, place);
        match live.init(config).await {
            Ok(()) => Ok(live),
            Err(error) => Err((error, Box::new(live.store))),
        }
    }

    async fn init(&mut self, config: &[(String, String)]) -> wasmtime::Result<()> {
        if !self.program.has_lifecycle() {
            return Ok(());
        }
        let (store, bindings) = self.bindings::<WithLifecycle>()?;
        let answer = lifecycle::init(bindings, store, config).await?;
        answer.map_err(|reason| InitRefused(reason).into())
    }

    fn init_blocking(&mut self, config: &[(String, String)]) -> wasmtime::Result<()> {
        if !self.program.has_lifecycle() {
            return Ok(());
        }
        let (store, bindings) = self.bindings::<WithLifecycle>()?;
        let answer = lifecycle::init_blocking(bindings, store, config)?;
        answer.map_err(|reason| InitRefused(reason).into())
    }

    /// Instantiates on the caller's stack, for components that never wait.
    pub(crate) fn start_blocking(
        program: Arc<Program>,
        mut store: Store<Ctx>,
        deadline: Instant,
        place: Place,
        config: &[(String, String)],
    ) -> Result<Self, (wasmtime::Error, Box<Store<Ctx>>)> {
        arm(&mut store, Deadline::At(deadline), false);
        let instance = match program.pre.instantiate(&mut store) {
            Ok(instance) => instance,
            Err(error) => return Err((error, Box::new(store))),
        };
        let mut live = Self::new(program, store, instance, place);
        match live.init_blocking(config) {
            Ok(()) => Ok(live),
            Err(error) => Err((error, Box::new(live.store))),
        }
    }

    fn new(program: Arc<Program>, store: Store<Ctx>, instance: Instance, place: Place) -> Self {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        Self {
            store,
            instance,
            program,
            bindings: Vec::new(),
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            calls: 0,
            counter: place.counter,
            stopwatch: Stopwatch::default(),
            generation: place.generation,
            seen: (0, Instant::now()),
            _permit: place.permit,
        }
    }

    /// Prepares the store for one call and gives the call its number.
    pub(crate) fn begin(&mut self, deadline: Deadline, may_yield: bool) -> u64 {
        arm(&mut self.store, deadline, may_yield);
        self.calls = self.calls.wrapping_add(1);
        u64::from(self.serial) << 32 | u64::from(self.calls)
    }

    /// Counts a call, if the instance has a counter.
    pub(crate) fn count_call(&mut self) -> bool {
        let counted = self.counter.as_mut().map(CallCounter::count);
        counted.is_some()
    }

    /// Starts the clock for a call that need not be timed, if it is this one's turn.
    pub(crate) fn start_clock(&mut self) -> Option<Instant> {
        self.stopwatch.start()
    }

    /// How long a call took that began then.
    pub(crate) fn stop_clock(&mut self, started: Instant) -> Timing {
        self.stopwatch.stop(started)
    }

    /// For how long nobody has called it, as far as those who look can tell: calls themselves do not note the time.
    pub(crate) fn idle_for(&mut self, now: Instant) -> Duration {
        if self.seen.0 != self.calls {
            self.seen = (self.calls, now);
        }
        now.saturating_duration_since(self.seen.1)
    }

    /// Whether the instance has come so near to its limit of memory or of handles that a fresh one is the better choice.
    pub(crate) fn is_worn(&mut self, limits: &Limits) -> bool {
        let ctx = self.store.data_mut();
        let peak = ctx.limit.memory_peak() as u64;
        // What is open between two calls was mostly forgotten.
        let open = ctx
            .granted
            .as_mut()
            .map_or(0, |granted| granted.table.iter_mut().count());
        peak > limits.memory.size.0 / 4 * 3 || open > limits.call.handles as usize / 2
    }

    /// Lets the instance go, and tells it first if it wants to be told. Nobody waits for that.
    pub(crate) fn retire(mut self: Box<Self>, runtime: &Handle) {
        if !self.program.has_lifecycle() {
            return;
        }
        runtime.spawn(async move {
            let deadline = Instant::now() + FAREWELL;
            arm(&mut self.store, Deadline::At(deadline), true);
            if let Ok((store, bindings)) = self.bindings::<WithLifecycle>() {
                // Whatever goes wrong now goes with the instance.
                let farewell = lifecycle::shutdown(bindings, store);
                let chain = CallChain::current();
                let _ = supervise(farewell, Some(&Watch { deadline, chain })).await;
            }
        });
    }

    /// The bindings of a type, looked up the first time that this instance is called through them.
    pub(crate) fn bindings<B: Bindings>(&mut self) -> wasmtime::Result<(&mut Store<Ctx>, &B)> {
        let id = TypeId::of::<B>();
        let known = self.bindings.iter().position(|(known, _)| *known == id);
        let position = if let Some(position) = known {
            position
        } else {
            let indices = self.program.indices::<B>()?;
            let bindings = B::load(&indices, &mut self.store, &self.instance)?;
            self.bindings.push((id, Box::new(bindings)));
            self.bindings.len() - 1
        };
        let bindings = self
            .bindings
            .get(position)
            .and_then(|(_, any)| any.downcast_ref());
        let bindings = bindings.ok_or_else(|| wasmtime::format_err!("bindings of another type"))?;
        Ok((&mut self.store, bindings))
    }
}

fn arm(store: &mut Store<Ctx>, deadline: Deadline, may_yield: bool) {
    store.set_epoch_deadline(1);
    if let Some(fuel) = store.data().fuel {
        // Only stores of an engine that counts have an amount.
        let _ = store.set_fuel(fuel);
    }
    let ctx = store.data_mut();
    ctx.deadline = deadline;
    ctx.may_yield = may_yield;
}

/// Whether an error is the epoch check's.
pub(crate) fn is_overdue(error: &wasmtime::Error) -> bool {
    error.downcast_ref::<DeadlinePassed>().is_some()
        || matches!(error.downcast_ref(), Some(wasmtime::Trap::Interrupt))
}
