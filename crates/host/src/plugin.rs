//! The handle of a loaded plugin: what programs hold and call.

use crate::bindings::Bindings;
use crate::breaker::Availability;
use crate::call::{Call, Outcome};
use crate::chain::CallChain;
use crate::compile::Urgency;
use crate::ctx::Ctx;
use crate::deadline::{Interruption, Watch, supervise, supervise_blocking};
use crate::egress::EgressPolicy;
use crate::engines::Tier;
use crate::error::{Error, PluginRef, Problem, Result};
use crate::fault::classify;
use crate::instance::{LiveInstance, Place};
use crate::lifecycle::{self, Health, HealthStatus, WithLifecycle};
use crate::loaded::{Loaded, Seat};
use crate::logging::LogRecord;
use crate::metrics::PluginMetrics;
use crate::observer::PluginEvent;
use crate::pool::{Admission, Pool};
use crate::program::Program;
use crate::session::Session;
use crate::statistics::Timing;
use plugwright_manifest::{Digest, Limits, PluginId, Version};
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::Store;

/// Whether an instance answers more than one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reuse {
    /// Instances are kept and called again: fastest, and a plugin may remember things from call to call.
    #[default]
    Pooled,
    /// Each call gets a fresh instance: nothing is remembered.
    FreshPerCall,
}

/// What became of a start: an instance, or why there is none and the store that knows more.
type Start = Result<LiveInstance, (wasmtime::Error, Box<Store<Ctx>>)>;

/// A plugin that can be called. Clones are the same plugin.
#[derive(Clone)]
pub struct Plugin {
    loaded: Arc<Loaded>,
    seat: Arc<Seat>,
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

    /// Takes back all that the plugin was granted, for all tenants and for as long as it is loaded.
    ///
    /// Every call from now on fails with `PW-GRANT-REVOKED`, those of sessions too. A call that runs may end, but what it asks
    /// of the network or the configuration meanwhile is denied. [`Plugin::release`] does not undo it: load it again with what it may
    /// have.
    pub fn revoke(&self, reason: &str) {
        self.loaded.revoke(reason);
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
            Ok((store, bindings)) => {
                let health = pin!(lifecycle::health(bindings, store));
                supervisor.run(health).await
            }
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
        self.loaded.witness.tell(&PluginEvent::Released);
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
        let program = self.program();
        let fits = program.indices::<B>().and_then(|_| {
            self.pool()
                .with_idle(|instance| instance.bindings::<B>().map(drop))
                .unwrap_or(Ok(()))
        });
        let Err(error) = fits else {
            return Ok(());
        };
        let missing = program.functions().missing(B::EXPORTS);
        Err(self.error(Problem::WorldMismatch {
            world: B::WORLD.into(),
            differences: if missing.is_empty() {
                vec![format!("{error:#}")]
            } else {
                missing
            },
        }))
    }

    /// A call that is not begun: for generated bindings.
    pub fn new_call(&self) -> Call<'_> {
        Call::new(self)
    }

    /// A call with an instance.
    pub(crate) async fn begin(&self) -> Result<Call<'_>> {
        Call::begin(self).await
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

    /// Says that the plugin takes calls.
    pub(crate) fn announce(&self) {
        self.loaded.announce();
    }

    /// Counts a call that failed, and says so; its instance, if there was one, is gone.
    pub(crate) fn failed(
        &self,
        instance: Option<&mut LiveInstance>,
        timing: Option<Timing>,
        problem: &Problem,
    ) {
        let quarantine = self.pool().failed(instance, timing, problem);
        let witness = &self.loaded.witness;
        witness.failed(problem);
        if let Some(reason) = quarantine {
            witness.tell(&PluginEvent::Quarantined { reason });
        }
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.seat.pool
    }

    /// Lets an instance go that is not used again.
    pub(crate) fn retire(&self, instance: Box<LiveInstance>) {
        instance.retire(&self.seat.runtime);
    }

    /// Whether a call can wait for anything but its turn, or call another plugin.
    pub(crate) fn can_wait(&self) -> bool {
        self.loaded.can_wait()
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
        let watch = Watch {
            deadline,
            chain: CallChain::current(),
        };
        if let Some(Admission::Permit(permit)) = self.pool().try_take() {
            let instance = self.start(permit, watch).await?;
            if self.reuse() == Reuse::Pooled {
                self.pool().put(instance);
            }
        }
        Ok(())
    }

    pub(crate) async fn start(
        &self,
        permit: OwnedSemaphorePermit,
        mut watch: Watch,
    ) -> Result<Box<LiveInstance>> {
        watch.deadline = watch.deadline.min(Instant::now() + self.limits().time.init);
        // The generation is older than the program: an instance of code that is replaced meanwhile is not used.
        let place = self.place(permit);
        let (program, store) = self.loaded.store(&self.seat.rights, watch.deadline)?;
        let config = self.init_config(&program);
        let starting = LiveInstance::start(program, store, watch.deadline, place, &config);
        self.started(supervise(starting, Some(&watch)).await)
    }

    pub(crate) fn start_blocking(
        &self,
        permit: OwnedSemaphorePermit,
        mut watch: Watch,
    ) -> Result<Box<LiveInstance>> {
        watch.deadline = watch.deadline.min(Instant::now() + self.limits().time.init);
        // The generation is older than the program: an instance of code that is replaced meanwhile is not used.
        let place = self.place(permit);
        let (program, store) = self.loaded.store(&self.seat.rights, watch.deadline)?;
        let config = self.init_config(&program);
        let starting =
            || LiveInstance::start_blocking(program, store, watch.deadline, place, &config);
        self.started(supervise_blocking(starting, Some(&watch)))
    }

    fn place(&self, permit: OwnedSemaphorePermit) -> Place {
        Place {
            permit,
            counter: (self.reuse() == Reuse::Pooled).then(|| self.pool().counter()),
            generation: self.pool().generation(),
        }
    }

    fn init_config(&self, program: &Program) -> Vec<(String, String)> {
        if program.has_lifecycle() {
            self.seat.rights.config()
        } else {
            Vec::new()
        }
    }

    fn started(&self, outcome: Result<Start, Interruption>) -> Result<Box<LiveInstance>> {
        let overdue = Problem::InitDeadlineExceeded {
            limit: self.limits().time.init,
        };
        let error = match outcome {
            Ok(Ok(instance)) => return Ok(Box::new(instance)),
            Ok(Err((error, mut store))) => classify(&error, store.data_mut(), self.limits()),
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
