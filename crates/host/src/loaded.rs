//! What is behind the handles of a plugin: its code and rights, shared by all tenants, and each tenant's own instances.

use crate::compile::Urgency;
use crate::ctx::Ctx;
use crate::deadline::Deadline;
use crate::egress::EgressCounts;
use crate::engine::{Engine, Tiering};
use crate::engines::{Flavor, Tier};
use crate::error::{PluginRef, Problem, Result};
use crate::grants::Grants;
use crate::host_interface::HostInterface;
use crate::loader::linked;
use crate::memory_limit::{MemoryLimit, StoreCeiling};
use crate::metrics::{LogLosses, PluginMetrics};
use crate::observer::{PluginEvent, Witness};
use crate::plugin::Reuse;
use crate::pool::{BoxedInstance, Pool};
use crate::program::Program;
use crate::rights::Rights;
use crate::scan::Declared;
use crate::statistics::Tally;
use arc_swap::ArcSwap;
use plugwright_manifest::{ByteSize, Limits};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use wasmtime::{CallHook, Store};

/// What all tenants of a plugin share.
pub(crate) struct Loaded {
    pub(crate) engine: Engine,
    pub(crate) reference: Arc<PluginRef>,
    pub(crate) component: Arc<[u8]>,
    pub(crate) grants: Grants,
    pub(crate) limits: Limits,
    pub(crate) reuse: Reuse,
    pub(crate) declared: Declared,
    pub(crate) witness: Witness,
    /// Whether it was said that the plugin takes calls.
    pub(crate) announced: AtomicBool,
    pub(crate) flavor: Flavor,
    pub(crate) program: ArcSwap<Program>,
    pub(crate) interfaces: Vec<Arc<dyn HostInterface>>,
    pub(crate) seats: Mutex<HashMap<String, Weak<Seat>>>,
    /// Why nothing of the plugin may be called any more.
    pub(crate) revoked: OnceLock<String>,
    pub(crate) runtime: Handle,
}

/// What one tenant has of a plugin: instances, counts and faults of its own.
pub(crate) struct Seat {
    pub(crate) serial: u32,
    pub(crate) pool: Pool,
    pub(crate) rights: Rights,
    pub(crate) runtime: Handle,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.retire(self.pool.renew());
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        if *self.announced.get_mut() {
            self.witness.tell(&PluginEvent::Unloaded);
        }
    }
}

impl Seat {
    pub(crate) fn retire(&self, instances: Vec<BoxedInstance>) {
        instances
            .into_iter()
            .for_each(|instance| instance.retire(&self.runtime));
    }

    fn revoke(&self, reason: &str) {
        self.pool.revoke(reason);
        self.rights.revoke();
        self.retire(self.pool.renew());
    }

    pub(crate) fn metrics(&self) -> PluginMetrics {
        PluginMetrics::new(
            self.pool.tally(),
            self.rights.egress_counts(),
            self.log_losses(),
        )
    }

    fn log_losses(&self) -> LogLosses {
        let logs = self.rights.logs();
        LogLosses {
            records_dropped: logs.dropped(),
            bytes_dropped: logs.dropped_bytes(),
            records_overwritten: logs.overwritten(),
        }
    }
}

impl Loaded {
    /// Says that the plugin takes calls.
    pub(crate) fn announce(&self) {
        self.announced.store(true, Ordering::Relaxed);
        self.witness.tell(&PluginEvent::Loaded);
    }

    /// The seat of a tenant, which is made when the tenant first comes.
    pub(crate) fn seat(&self, tenant: &str) -> Result<Arc<Seat>> {
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
            rights: Rights::new(
                &self.reference,
                tenant,
                &self.grants,
                &self.limits,
                self.witness.clone(),
            )?,
        });
        // With the lock, so that a tenant who comes at this moment is found by who revokes, or finds it.
        if let Some(reason) = self.revoked.get() {
            seat.revoke(reason);
        }
        seats.insert(tenant.to_owned(), Arc::downgrade(&seat));
        Ok(seat)
    }

    /// Lets no call of any tenant through any more.
    pub(crate) fn revoke(&self, reason: &str) {
        let reason = self.revoked.get_or_init(|| reason.to_owned());
        self.occupied_seats()
            .iter()
            .for_each(|seat| seat.revoke(reason));
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
        let (mut egress, mut losses) = (EgressCounts::default(), LogLosses::default());
        for seat in self.occupied_seats() {
            all.merge(&seat.pool.tally());
            egress = egress + seat.rights.egress_counts();
            losses = losses + seat.log_losses();
        }
        PluginMetrics::new(all, egress, losses).publish(&self.reference);
    }

    /// Whether a call can wait for anything but its turn, or call another plugin: what imports nothing cannot.
    pub(crate) fn can_wait(&self) -> bool {
        !self.declared.imports.is_empty()
    }

    /// A store that knows its limits and its rights.
    pub(crate) fn store(
        &self,
        rights: &Rights,
        deadline: Instant,
    ) -> Result<(Arc<Program>, Store<Ctx>)> {
        let program = self.program.load_full();
        let ctx = Ctx {
            plugin: self.reference.clone(),
            tenant: rights.tenant().clone(),
            limit: MemoryLimit::new(self.ceiling()),
            deadline: Deadline::At(deadline),
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
        store.epoch_deadline_callback(|mut store| store.data_mut().at_tick());
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

    /// Puts optimised code in the place of fast code, if that is what runs.
    pub(crate) async fn optimise(&self, urgency: Urgency) -> Result<()> {
        if self.program.load().tier() == Tier::Optimised {
            return Ok(());
        }
        let shared = self.engine.shared();
        let digest = &self.reference.digest;
        let code = shared
            .compiler
            .code(&self.component, digest, self.flavor, urgency)
            .await?;
        let (program, _) = linked(shared, code, &self.declared, &self.grants)?;
        self.program.store(Arc::new(program));
        self.occupied_seats()
            .iter()
            .for_each(|seat| seat.retire(seat.pool.renew()));
        Ok(())
    }
}
