//! The engine: what all plugins of a program share.

use crate::breaker::FaultBudget;
use crate::cache::{Cache, CacheStatistics};
use crate::compile::Compiler;
use crate::engines::{Allocation, Engines};
use crate::error::{Problem, Result};
use crate::host_interface::HostInterface;
use crate::loaded::Loaded;
use crate::loader::PluginBuilder;
use crate::observer::Observer;
use crate::scan::StaticLimits;
use crate::ticker::{Ticked, Ticker};
use plugwright_manifest::PluginId;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// When optimised code is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tiering {
    /// A component that is not in the cache is first compiled fast, and again with optimisation in the background while it
    /// already answers. The default where the fast compiler is complete (x86-64).
    Background,
    /// Only optimised code is ever run.
    OptimisedOnly,
    /// Code is compiled fast and never again, for programs that run a component once: tests, tools that look at one.
    FastOnly,
}

impl Default for Tiering {
    fn default() -> Self {
        if cfg!(target_arch = "x86_64") {
            Self::Background
        } else {
            Self::OptimisedOnly
        }
    }
}

/// Settings of an engine; each has a default.
pub struct EngineBuilder {
    cache_dir: Option<PathBuf>,
    allocation: Allocation,
    tiering: Tiering,
    compile_threads: usize,
    compile_timeout: Duration,
    tick: Duration,
    idle_timeout: Duration,
    fault_budget: FaultBudget,
    static_limits: StaticLimits,
    interfaces: Vec<Arc<dyn HostInterface>>,
    observer: Option<Arc<dyn Observer>>,
}

impl Default for EngineBuilder {
    fn default() -> Self {
        Self {
            cache_dir: None,
            allocation: Allocation::default(),
            tiering: Tiering::default(),
            compile_threads: 2,
            compile_timeout: Duration::from_secs(60),
            tick: Duration::from_millis(10),
            idle_timeout: Duration::from_secs(60),
            fault_budget: FaultBudget::default(),
            static_limits: StaticLimits::default(),
            interfaces: Vec::new(),
            observer: None,
        }
    }
}

impl EngineBuilder {
    /// Where compiled components are kept; without it they are compiled again after each start.
    #[must_use]
    pub fn cache_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(dir.into());
        self
    }

    /// How instances get their memory.
    #[must_use]
    pub fn allocation(mut self, allocation: Allocation) -> Self {
        self.allocation = allocation;
        self
    }

    /// When optimised code is made.
    #[must_use]
    pub fn tiering(mut self, tiering: Tiering) -> Self {
        self.tiering = tiering;
        self
    }

    /// How many components are compiled at the same time; default 2.
    #[must_use]
    pub fn compile_threads(mut self, threads: usize) -> Self {
        self.compile_threads = threads;
        self
    }

    /// How long a load waits for the compiler, its turn included; default 60 s. A compilation cannot be stopped, so one that
    /// takes longer keeps one of the compiler's threads until it is done; what it makes is not used.
    #[must_use]
    pub fn compile_timeout(mut self, timeout: Duration) -> Self {
        self.compile_timeout = timeout;
        self
    }

    /// How often a computing guest gives way and its deadline is looked at; default 10 ms. A guest runs at most two ticks
    /// over its deadline.
    #[must_use]
    pub fn tick(mut self, tick: Duration) -> Self {
        self.tick = tick.max(Duration::from_millis(1));
        self
    }

    /// How long an instance that nobody calls is kept; default 60 s.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How many faults a plugin may have before it rests.
    #[must_use]
    pub fn fault_budget(mut self, budget: FaultBudget) -> Self {
        self.fault_budget = budget;
        self
    }

    /// The most that a component may declare.
    #[must_use]
    pub fn static_limits(mut self, limits: StaticLimits) -> Self {
        self.static_limits = limits;
        self
    }

    /// Serves interfaces of the embedding program to plugins that were granted them.
    #[must_use]
    pub fn serve(mut self, interface: impl HostInterface) -> Self {
        self.interfaces.push(Arc::new(interface));
        self
    }

    /// Who hears what happens to plugins; default nobody.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the engine.
    ///
    /// # Errors
    /// Fails if the cache directory is not this user's alone, or if a thread cannot be started.
    pub fn build(self) -> Result<Engine> {
        let engines = Arc::new(Engines::new(self.allocation));
        let cache = self.cache_dir.map(|dir| Cache::open(&dir)).transpose()?;
        let clock = Arc::new(Clock {
            engines: engines.clone(),
            plugins: Mutex::default(),
            ticks: AtomicU64::new(0),
            idle_timeout: self.idle_timeout,
            ticks_a_second: (1_000 / u64::try_from(self.tick.as_millis()).unwrap_or(1_000).max(1))
                .max(1),
        });
        let ticker =
            Ticker::start(self.tick, Arc::downgrade(&clock)).map_err(|error| Problem::Engine {
                reason: format!("no thread for the ticker: {error}"),
            })?;
        Ok(Engine(Arc::new(Shared {
            compiler: Compiler::new(engines, cache, self.compile_threads, self.compile_timeout)?,
            clock,
            tiering: self.tiering,
            fault_budget: self.fault_budget,
            static_limits: self.static_limits,
            interfaces: self.interfaces,
            observer: self.observer,
            _ticker: ticker,
        })))
    }
}

/// Compiles, links and runs plugins. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) compiler: Compiler,
    pub(crate) clock: Arc<Clock>,
    pub(crate) tiering: Tiering,
    pub(crate) fault_budget: FaultBudget,
    pub(crate) static_limits: StaticLimits,
    pub(crate) interfaces: Vec<Arc<dyn HostInterface>>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    _ticker: Ticker,
}

impl Engine {
    /// Settings to change before the engine starts.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// An engine with the default settings.
    ///
    /// # Errors
    /// Fails if a thread cannot be started.
    pub fn new() -> Result<Self> {
        Self::builder().build()
    }

    /// Starts to load a plugin from the bytes of its component.
    pub fn plugin(&self, id: PluginId, component: impl Into<Vec<u8>>) -> PluginBuilder {
        PluginBuilder::new(self.clone(), id, component.into())
    }

    /// How well the cache of compiled components does.
    pub fn cache_statistics(&self) -> CacheStatistics {
        self.0.compiler.cache_statistics()
    }

    /// Reports the counts of all plugins to the recorder of the `metrics` crate that the program installed. Call it when
    /// they are collected, for example before a scrape.
    pub fn publish_metrics(&self) {
        self.0
            .clock
            .loaded()
            .iter()
            .for_each(|plugin| plugin.publish_metrics());
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }
}

/// What happens over time: epochs move, idle instances go.
pub(crate) struct Clock {
    engines: Arc<Engines>,
    plugins: Mutex<Vec<Weak<Loaded>>>,
    ticks: AtomicU64,
    idle_timeout: Duration,
    ticks_a_second: u64,
}

impl Clock {
    pub(crate) fn watch(&self, plugin: &Arc<Loaded>) {
        self.lock().push(Arc::downgrade(plugin));
    }

    fn loaded(&self) -> Vec<Arc<Loaded>> {
        let mut plugins = self.lock();
        plugins.retain(|plugin| plugin.strong_count() > 0);
        plugins.iter().filter_map(Weak::upgrade).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Weak<Loaded>>> {
        self.plugins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticked for Clock {
    fn tick(&self) {
        self.engines.tick();
        let tick = self.ticks.fetch_add(1, Ordering::Relaxed);
        if tick % self.ticks_a_second == self.ticks_a_second - 1 {
            self.loaded()
                .iter()
                .for_each(|plugin| plugin.drop_idle(self.idle_timeout));
        }
    }
}
