//! A loaded plugin: its code, its rights, its limits, and its instances.

use crate::bindings::Bindings;
use crate::breaker::Availability;
use crate::call::{Call, Outcome};
use crate::chain::CallChain;
use crate::compile::Urgency;
use crate::ctx::Ctx;
use crate::deadline::{Interruption, supervise, supervise_blocking};
use crate::egress::{EgressCounts, EgressPolicy};
use crate::engine::{Engine, Tiering};
use crate::engines::{Flavor, Tier};
use crate::error::{Error, PluginRef, Problem, Result};
use crate::fault::classify;
use crate::grants::Grants;
use crate::host_interface::HostInterface;
use crate::instance::LiveInstance;
use crate::lifecycle::{self, Health, HealthStatus, WithLifecycle};
use crate::loader::linked;
use crate::logging::LogRecord;
use crate::memory_limit::{MemoryLimit, StoreCeiling};
use crate::metrics::PluginMetrics;
use crate::pool::{Admission, Pool};
use crate::program::Program;
use crate::rights::Rights;
use crate::scan::Declared;
use crate::session::Session;
use crate::statistics::Tally;
use arc_swap::ArcSwap;
use plugwright_manifest::{ByteSize, Digest, Limits, PluginId, Version};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{CallHook, Store};

/// Whether an instance answers more than one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reuse {
    /// Instances are kept and called again: fastest, and a plugin may remember things from call to call.
    #[default]
    Pooled,
    /// Each call gets a fresh instance: nothing is remembered.
    FreshPerCall,
}

/// A plugin that can be called. Clones are the same plugin.
#[derive(Clone)]
pub struct Plugin {
    loaded: Arc<Loaded>,
    seat: Arc<Seat>,
}

/// What all tenants of a plugin share.
pub(crate) struct Loaded {
    engine: Engine,
    reference: Arc<PluginRef>,
    component: Arc<[u8]>,
    grants: Grants,
    limits: Limits,
    reuse: Reuse,
    declared: Declared,
    flavor: Flavor,
    program: ArcSwap<Program>,
    interfaces: Vec<Arc<dyn HostInterface>>,
    seats: Mutex<HashMap<String, Weak<Seat>>>,
    runtime: Handle,
}

/// What one tenant has of a plugin: instances, counts and faults of its own.
struct Seat {
    serial: u32,
    pool: Pool,
    rights: Rights,
    runtime: Handle,
}

impl Plugin {
    pub(crate) fn new(loaded: Arc<Loaded>) -> Result<Self> {
        let seat = loaded.seat("")?;
        Ok(Self { loaded, seat })
    }

    /// The plugin's id.
    pub fn id(&self) -> &PluginId {
        &self.loaded.reference.id
    }

    /// The plugin's version.
    pub fn version(&self) -> &Version {
        &self.loaded.reference.version
    }

    /// The digest of the plugin's component.
    pub fn digest(&self) -> &Digest {
        &self.loaded.reference.digest
    }

    /// How much the plugin may use.
    pub fn limits(&self) -> &Limits {
        &self.loaded.limits
    }

    /// Which compiler made the code that runs now.
    pub fn tier(&self) -> Tier {
        self.loaded.program.load().tier()
    }

    /// The same plugin for a tenant: same code and rights, but instances, counts and quarantine of its own, so that nothing
    /// of one tenant reaches another.
    ///
    /// # Errors
    /// Fails if a grant cannot be used.
    pub fn tenant(&self, name: &str) -> Result<Self> {
        let seat = self
            .loaded
            .seat(name)
            .map_err(|error| error.at(&self.loaded.reference))?;
        Ok(Self {
            loaded: self.loaded.clone(),
            seat,
        })
    }

    /// What the plugin did.
    pub fn metrics(&self) -> PluginMetrics {
        self.seat.metrics()
    }

    /// What the plugin wrote to its log lately, the oldest first.
    pub fn logs(&self) -> Vec<LogRecord> {
        self.seat.rights.logs().records()
    }

    /// Puts other configuration values in the place of those that were granted; keys that were not granted stay unseen.
    pub fn replace_config(&self, values: BTreeMap<String, String>) {
        self.seat.rights.replace_config(values);
    }

    /// Puts another policy in the place of the one that was granted; requests that are on their way are finished.
    pub fn replace_http_policy(&self, policy: EgressPolicy) {
        self.seat.rights.replace_http(policy);
    }

    /// Asks the plugin how it is; one without the lifecycle interface is healthy if it has an instance.
    ///
    /// # Errors
    /// Fails if the plugin does not answer.
    pub async fn health(&self) -> Result<Health> {
        let mut call = self.begin().await?;
        if !call.program()?.has_lifecycle() {
            let health = Health {
                status: HealthStatus::Healthy,
                detail: String::new(),
            };
            return call.finish(Outcome::success(health));
        }
        let supervisor = call.supervisor();
        let outcome = match call.bindings::<WithLifecycle>() {
            Ok((store, bindings)) => supervisor.run(lifecycle::health(bindings, store)).await,
            Err(error) => Outcome::failed(error),
        };
        call.finish(outcome)
    }

    /// Whether the plugin takes calls.
    pub fn availability(&self) -> Availability {
        self.seat.pool.availability()
    }

    /// Takes the plugin out of quarantine or out of its rest.
    pub fn release(&self) {
        self.seat.pool.release();
    }

    /// How many instances wait to be called.
    pub fn idle_instances(&self) -> usize {
        self.seat.pool.idle()
    }

    /// Waits until the code that runs is optimised.
    ///
    /// # Errors
    /// Fails if the optimising compiler refuses the component, which goes on with the code that it has.
    pub async fn optimised(&self) -> Result<()> {
        self.loaded.optimise(Urgency::Awaited).await
    }

    /// Whether the component exports what bindings need.
    ///
    /// # Errors
    /// Fails with the differences if it does not.
    pub fn check<B: Bindings>(&self) -> Result<()> {
        let mismatch = |differences: Vec<String>| {
            self.error(Problem::WorldMismatch {
                world: B::WORLD.into(),
                differences,
            })
        };
        let program = self.program();
        let missing = program.functions().missing(B::EXPORTS);
        if !missing.is_empty() {
            return Err(mismatch(missing));
        }
        program
            .indices::<B>()
            .map_err(|error| mismatch(vec![error.root_cause().to_string()]))?;
        let typed = self
            .pool()
            .with_idle(|instance| instance.bindings::<B>().map(drop));
        typed
            .unwrap_or(Ok(()))
            .map_err(|error| mismatch(vec![format!("{error:#}")]))
    }

    /// Starts a call: for generated bindings.
    ///
    /// # Errors
    /// Fails if the plugin takes no calls now or has no instance in time.
    pub async fn begin(&self) -> Result<Call<'_>> {
        Call::begin(self).await
    }

    /// Starts a call that does not wait: for generated bindings.
    ///
    /// # Errors
    /// Fails if the plugin takes no calls now, if all its instances are busy, or if it imports functions that wait.
    pub fn begin_blocking(&self) -> Result<Call<'_>> {
        Call::begin_blocking(self)
    }

    /// Takes one instance for several calls.
    ///
    /// # Errors
    /// Fails if the plugin takes no calls now or has no instance in time.
    pub async fn session(&self) -> Result<Session> {
        let instance = Call::begin(self).await?.into_instance();
        let instance = instance.ok_or_else(|| self.error(Problem::SessionOver))?;
        Ok(Session::new(self.clone(), instance))
    }

    pub(crate) fn program(&self) -> Arc<Program> {
        self.loaded.program.load_full()
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.seat.pool
    }

    /// Lets an instance go that is not used again.
    pub(crate) fn retire(&self, instance: Box<LiveInstance>) {
        instance.retire(&self.seat.runtime);
    }

    pub(crate) fn serial(&self) -> u32 {
        self.seat.serial
    }

    pub(crate) fn reuse(&self) -> Reuse {
        self.loaded.reuse
    }

    pub(crate) fn reference(&self) -> &Arc<PluginRef> {
        &self.loaded.reference
    }

    pub(crate) fn error(&self, problem: Problem) -> Error {
        Error::new(problem).at(&self.loaded.reference)
    }

    /// Starts an instance and keeps it for the first call, which proves that the plugin starts at all.
    pub(crate) async fn warm_up(&self) -> Result<()> {
        let started = Instant::now();
        let deadline = started + self.limits().time.init;
        let chain = CallChain::current();
        let generation = self.pool().generation();
        if let Some(Admission::Permit(permit)) = self.pool().try_take() {
            let instance = self.start(permit, deadline, chain).await?;
            if self.reuse() == Reuse::Pooled {
                self.pool().put(instance, generation);
            }
        }
        Ok(())
    }

    pub(crate) async fn start(
        &self,
        permit: OwnedSemaphorePermit,
        deadline: Instant,
        chain: CallChain,
    ) -> Result<Box<LiveInstance>> {
        let deadline = deadline.min(Instant::now() + self.limits().time.init);
        let (program, store) = self.loaded.store(&self.seat.rights, deadline)?;
        let config = self.init_config(&program);
        let starting = LiveInstance::start(program, store, deadline, permit, &config);
        self.started(supervise(starting, deadline, chain).await)
    }

    pub(crate) fn start_blocking(
        &self,
        permit: OwnedSemaphorePermit,
        deadline: Instant,
        chain: CallChain,
    ) -> Result<Box<LiveInstance>> {
        let deadline = deadline.min(Instant::now() + self.limits().time.init);
        let (program, store) = self.loaded.store(&self.seat.rights, deadline)?;
        let config = self.init_config(&program);
        let starting = || LiveInstance::start_blocking(program, store, deadline, permit, &config);
        self.started(supervise_blocking(starting, chain))
    }

    fn init_config(&self, program: &Program) -> Vec<(String, String)> {
        if program.has_lifecycle() {
            self.seat.rights.config()
        } else {
            Vec::new()
        }
    }

    fn started(
        &self,
        outcome: Result<Result<LiveInstance, (wasmtime::Error, Box<Store<Ctx>>)>, Interruption>,
    ) -> Result<Box<LiveInstance>> {
        let overdue = Problem::InitDeadlineExceeded {
            limit: self.limits().time.init,
        };
        let error = match outcome {
            Ok(Ok(instance)) => return Ok(Box::new(instance)),
            Ok(Err((error, mut store))) => classify(error, store.data_mut(), self.limits()),
            Err(Interruption::Overdue) => Error::new(overdue.clone()),
            Err(Interruption::Panicked(message)) => {
                Error::new(Problem::HostPanicked).with_detail(message)
            }
        };
        let error = match error.problem() {
            Problem::DeadlineExceeded { .. } => Error::new(overdue),
            _ => error,
        };
        Err(error.at(&self.loaded.reference))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.retire(self.pool.renew());
    }
}

impl Seat {
    fn retire(&self, instances: Vec<Box<LiveInstance>>) {
        instances
            .into_iter()
            .for_each(|instance| instance.retire(&self.runtime));
    }

    fn metrics(&self) -> PluginMetrics {
        let (egress, dropped) = (self.rights.egress_counts(), self.rights.logs().dropped());
        PluginMetrics::new(self.pool.tally(), egress, dropped)
    }
}

impl Loaded {
    #[expect(
        clippy::too_many_arguments,
        reason = "everything that a loaded plugin is made of, once"
    )]
    pub(crate) fn new(
        engine: Engine,
        reference: Arc<PluginRef>,
        component: Arc<[u8]>,
        grants: Grants,
        limits: Limits,
        reuse: Reuse,
        declared: Declared,
        flavor: Flavor,
        program: Program,
        interfaces: Vec<Arc<dyn HostInterface>>,
    ) -> Result<Self> {
        Ok(Self {
            engine,
            reference,
            component,
            grants,
            limits,
            reuse,
            declared,
            flavor,
            program: ArcSwap::from_pointee(program),
            interfaces,
            seats: Mutex::default(),
            runtime: Handle::try_current().map_err(|_| Problem::Engine {
                reason: "plugins are loaded within a tokio runtime".into(),
            })?,
        })
    }

    fn seat(&self, tenant: &str) -> Result<Arc<Seat>> {
        static SERIAL: AtomicU32 = AtomicU32::new(1);
        let mut seats = self.seats();
        if let Some(seat) = seats.get(tenant).and_then(Weak::upgrade) {
            return Ok(seat);
        }
        seats.retain(|_, seat| seat.strong_count() > 0);
        let concurrency = self.limits.concurrency;
        let budget = self.engine.shared().fault_budget;
        let seat = Arc::new(Seat {
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            pool: Pool::new(concurrency.instances.get(), concurrency.queue, budget),
            runtime: self.runtime.clone(),
            rights: Rights::new(&self.reference, tenant, &self.grants, &self.limits)?,
        });
        seats.insert(tenant.to_owned(), Arc::downgrade(&seat));
        Ok(seat)
    }

    fn seats(&self) -> std::sync::MutexGuard<'_, HashMap<String, Weak<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn occupied_seats(&self) -> Vec<Arc<Seat>> {
        self.seats().values().filter_map(Weak::upgrade).collect()
    }

    pub(crate) fn drop_idle(&self, idle_for: Duration) {
        self.occupied_seats()
            .iter()
            .for_each(|seat| seat.retire(seat.pool.take_idle_since(idle_for)));
    }

    pub(crate) fn publish_metrics(&self) {
        let mut all = Tally::default();
        let (mut egress, mut dropped) = (EgressCounts::default(), 0);
        for seat in self.occupied_seats() {
            let metrics = seat.metrics();
            all.merge(&seat.pool.tally());
            egress = egress + metrics.egress;
            dropped += metrics.log_records_dropped;
        }
        PluginMetrics::new(all, egress, dropped).publish(&self.reference);
    }

    /// A store that knows its limits and its rights.
    fn store(&self, rights: &Rights, deadline: Instant) -> Result<(Arc<Program>, Store<Ctx>)> {
        let program = self.program.load_full();
        let ctx = Ctx {
            plugin: self.reference.clone(),
            limit: MemoryLimit::new(self.ceiling()),
            deadline,
            may_yield: true,
            fuel: self.limits.fuel,
            host_calls: 0,
            granted: if self.declared.imports.is_empty() {
                None
            } else {
                Some(rights.granted()?)
            },
            states: self
                .interfaces
                .iter()
                .map(|served| served.state(&self.reference))
                .collect(),
        };
        let mut store =
            Store::try_new(program.pre.engine(), ctx).map_err(|error| Problem::Internal {
                reason: format!("no store: {error:#}"),
            })?;
        store.limiter(|ctx| &mut ctx.limit);
        store.epoch_deadline_callback(|store| store.data().at_tick());
        store.set_max_component_handles(self.limits.call.handles as usize);
        let bytes = |size: ByteSize| usize::try_from(size.0).unwrap_or(usize::MAX);
        let result = bytes(self.limits.call.result);
        let arguments = bytes(self.limits.call.host_calls);
        store.set_hostcall_fuel(result);
        if !self.declared.imports.is_empty() {
            store.call_hook(move |mut store, hook| {
                match hook {
                    CallHook::CallingHost => {
                        store.data_mut().host_calls += 1;
                        store.set_hostcall_fuel(arguments);
                    }
                    CallHook::ReturningFromHost => store.set_hostcall_fuel(result),
                    CallHook::CallingWasm | CallHook::ReturningFromWasm => {}
                }
                Ok(())
            });
        }
        Ok((program, store))
    }

    fn ceiling(&self) -> StoreCeiling {
        let memory = &self.limits.memory;
        StoreCeiling {
            memory_bytes: usize::try_from(memory.size.0).unwrap_or(usize::MAX),
            table_elements: memory.table_elements as usize,
            instances: memory.instances as usize,
            memories: memory.memories as usize,
            tables: memory.tables as usize,
        }
    }

    /// Compiles with optimisation while the fast code already answers.
    pub(crate) fn optimise_in_background(self: &Arc<Self>) {
        if self.engine.shared().tiering != Tiering::Background
            || self.program.load().tier() == Tier::Optimised
        {
            return;
        }
        let loaded = Arc::downgrade(self);
        tokio::spawn(async move {
            let Some(loaded) = loaded.upgrade() else {
                return;
            };
            if let Err(error) = loaded.optimise(Urgency::Background).await {
                tracing::warn!(%error, "the optimising compiler refuses a component that the fast one took");
            }
        });
    }

    async fn optimise(&self, urgency: Urgency) -> Result<()> {
        if self.program.load().tier() == Tier::Optimised {
            return Ok(());
        }
        let shared = self.engine.shared();
        let digest = &self.reference.digest;
        let code = shared
            .compiler
            .code(&self.component, digest, self.flavor, urgency)
            .await?;
        let (program, _) = linked(shared, code, self.flavor, &self.declared, &self.grants)?;
        self.program.store(Arc::new(program));
        self.occupied_seats()
            .iter()
            .for_each(|seat| seat.retire(seat.pool.renew()));
        Ok(())
    }
}
