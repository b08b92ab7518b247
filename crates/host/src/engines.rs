//! The wasmtime engines behind one [`crate::Engine`].
//!
//! What a component needs decides how fast it can be called: support for concurrent tasks more than doubles the price of a
//! small call, counting fuel slows every loop, and the optimising compiler takes three times as long as the fast one. So
//! there is an engine for each combination, made when the first component needs it, and no caller ever sees which.

use crate::error::{Problem, Result};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig, Strategy};

/// How instances get their memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// Slots that are reserved once and reused, so that a fresh instance costs microseconds. The default.
    Pooling(PoolSize),
    /// Memory is mapped for each instance: slower, scales badly over threads, but reserves no address space ahead.
    OnDemand,
}

impl Default for Allocation {
    fn default() -> Self {
        Self::Pooling(PoolSize::default())
    }
}

/// What the pooling allocator reserves: address space, not memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolSize {
    /// Component instances of all plugins together. Default 2,000.
    pub instances: u32,
    /// Bytes of linear memory that the largest plugin may have. Default 512 MiB.
    pub memory_bytes: usize,
    /// Bytes of a slot that are cleared and kept instead of given back; best near what a call touches. Default 2 MiB.
    pub keep_resident: usize,
}

impl Default for PoolSize {
    fn default() -> Self {
        Self {
            instances: 2_000,
            memory_bytes: 512 << 20,
            keep_resident: 2 << 20,
        }
    }
}

/// Which compiler makes a component's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    /// Compiles fast; the code is slower. Serves a component until the optimised code is there.
    Fast,
    /// Compiles slowly; the code is fast.
    Optimised,
}

/// What a component needs of its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Flavor {
    /// Async functions, streams and futures of the component model.
    pub(crate) concurrent: bool,
    /// Counting instructions.
    pub(crate) fuel: bool,
    pub(crate) tier: Tier,
}

impl Flavor {
    pub(crate) fn with_tier(self, tier: Tier) -> Self {
        Self { tier, ..self }
    }

    fn index(self) -> usize {
        usize::from(self.concurrent)
            + 2 * usize::from(self.fuel)
            + 4 * usize::from(self.tier == Tier::Optimised)
    }
}

/// An engine, with the fingerprint that its compiled code is cached under.
#[derive(Clone)]
pub(crate) struct FlavoredEngine {
    pub(crate) engine: wasmtime::Engine,
    pub(crate) fingerprint: u64,
}

/// The engines, made when they are first needed.
pub(crate) struct Engines {
    allocation: Allocation,
    made: Mutex<[Option<FlavoredEngine>; 8]>,
}

impl Engines {
    pub(crate) fn new(allocation: Allocation) -> Self {
        Self {
            allocation,
            made: Mutex::default(),
        }
    }

    pub(crate) fn get(&self, flavor: Flavor) -> Result<FlavoredEngine> {
        let mut made = self.lock();
        let slot = made.get_mut(flavor.index());
        if let Some(Some(engine)) = &slot {
            return Ok(engine.clone());
        }
        let engine = self.make(flavor)?;
        if let Some(slot) = slot {
            *slot = Some(engine.clone());
        }
        Ok(engine)
    }

    /// Moves the epoch of every engine that was made.
    pub(crate) fn tick(&self) {
        let made = self.lock();
        made.iter()
            .flatten()
            .for_each(|flavored| flavored.engine.increment_epoch());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, [Option<FlavoredEngine>; 8]> {
        self.made
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn make(&self, flavor: Flavor) -> Result<FlavoredEngine, Problem> {
        let engine =
            wasmtime::Engine::new(&self.config(flavor)).map_err(|error| Problem::Engine {
                reason: format!("{error:#}"),
            })?;
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        flavor.hash(&mut hasher);
        Ok(FlavoredEngine {
            fingerprint: hasher.finish(),
            engine,
        })
    }

    fn config(&self, flavor: Flavor) -> Config {
        let mut config = Config::new();
        config
            .epoch_interruption(true)
            .consume_fuel(flavor.fuel)
            .concurrency_support(flavor.concurrent)
            .strategy(match flavor.tier {
                Tier::Fast => Strategy::Winch,
                Tier::Optimised => Strategy::Cranelift,
            })
            .wasm_component_model_map(true)
            .wasm_component_model_fixed_length_lists(true)
            .wasm_component_model_implements(true)
            .wasm_backtrace_max_frames(NonZeroUsize::new(32));
        if flavor.concurrent {
            config
                .wasm_component_model_async(true)
                .wasm_component_model_more_async_builtins(true)
                .wasm_component_model_async_stackful(true)
                .wasm_component_model_error_context(true);
        }
        if let Allocation::Pooling(size) = self.allocation {
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pooling(size)));
        }
        config
    }
}

/// The settings that made the difference when they were measured: all slots stay warm, and what a call touches is cleared
/// in place instead of unmapped.
fn pooling(size: PoolSize) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    let core_instances = size.instances.saturating_mul(4);
    pool.total_component_instances(size.instances)
        .total_core_instances(core_instances)
        .total_memories(size.instances)
        .total_tables(size.instances.saturating_mul(2))
        .total_stacks(size.instances)
        .total_gc_heaps(1)
        .max_core_instances_per_component(u32::MAX)
        .max_memories_per_component(u32::MAX)
        .max_tables_per_component(u32::MAX)
        .max_memories_per_module(16)
        .max_tables_per_module(16)
        .max_component_instance_size(1 << 20)
        .max_core_instance_size(1 << 20)
        .table_elements(100_000)
        .max_memory_size(size.memory_bytes)
        .max_unused_warm_slots(size.instances)
        .linear_memory_keep_resident(size.keep_resident)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    pool
}
