//! What is the same for all plugins of a fleet.

use super::event::{Event, Listener};
use super::fleet::Fleet;
use crate::accounting::Rule;
use crate::faults::RestartBudget;
use plugwright_manifest::PluginId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Settings of a fleet; each has a default.
pub struct FleetBuilder {
    loads_at_once: usize,
    loaded_at_most: usize,
    idle_timeout: Option<Duration>,
    drain: Duration,
    upkeep: Duration,
    restarts: RestartBudget,
    rules: Vec<Rule>,
    listeners: Vec<Arc<dyn Listener>>,
}

/// The same after the start.
pub(crate) struct Settings {
    pub(crate) loads: Semaphore,
    pub(crate) loaded_at_most: usize,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) drain: Duration,
    pub(crate) upkeep: Duration,
    pub(crate) restarts: RestartBudget,
    pub(crate) rules: Vec<Rule>,
    listeners: Vec<Arc<dyn Listener>>,
}

impl Default for FleetBuilder {
    fn default() -> Self {
        Self {
            loads_at_once: 4,
            loaded_at_most: usize::MAX,
            idle_timeout: None,
            drain: Duration::from_secs(30),
            upkeep: Duration::from_secs(1),
            restarts: RestartBudget::default(),
            rules: Vec::new(),
            listeners: Vec::new(),
        }
    }
}

impl FleetBuilder {
    /// How many plugins are loaded at the same time; default 4. Compilations are bounded by the engine as well.
    #[must_use]
    pub fn loads_at_once(mut self, loads: usize) -> Self {
        self.loads_at_once = loads.max(1);
        self
    }

    /// How many plugins stay loaded; those that were called least lately are evicted above that. Default: all.
    #[must_use]
    pub fn loaded_at_most(mut self, plugins: usize) -> Self {
        self.loaded_at_most = plugins;
        self
    }

    /// How long a plugin that nobody calls stays loaded; default for ever.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// How long a version that was replaced, evicted or stopped has to finish its calls; default 30 s.
    #[must_use]
    pub fn drain(mut self, deadline: Duration) -> Self {
        self.drain = deadline;
        self
    }

    /// How often plugins are looked at: whether they are idle, ended in quarantine, or use too much. Default 1 s.
    #[must_use]
    pub fn upkeep(mut self, interval: Duration) -> Self {
        self.upkeep = interval.max(Duration::from_millis(1));
        self
    }

    /// How often a plugin that fails as a whole is started again.
    #[must_use]
    pub fn restarts(mut self, budget: RestartBudget) -> Self {
        self.restarts = budget;
        self
    }

    /// What plugins may use, and what follows if one uses more; may be given several times. It holds for every plugin that
    /// has no rules of its own ([`Fleet::replace_rules`]).
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Who hears what happens; may be given several times.
    #[must_use]
    pub fn listener(mut self, listener: impl Listener) -> Self {
        self.listeners.push(Arc::new(listener));
        self
    }

    /// A fleet without plugins; to be called within a tokio runtime.
    pub fn start(self) -> Fleet {
        Fleet::new(Settings {
            loads: Semaphore::new(self.loads_at_once),
            loaded_at_most: self.loaded_at_most,
            idle_timeout: self.idle_timeout,
            drain: self.drain,
            upkeep: self.upkeep,
            restarts: self.restarts,
            rules: self.rules,
            listeners: self.listeners,
        })
    }
}

impl Settings {
    pub(crate) fn tell(&self, plugin: &PluginId, event: &Event) {
        for listener in &self.listeners {
            listener.hear(plugin, event);
        }
    }
}

/// A number between 0 and 1 that differs each time; nothing secret depends on it.
pub(crate) fn jitter() -> f64 {
    use std::hash::{BuildHasher as _, RandomState};
    let random = RandomState::new().hash_one(0u8);
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}
