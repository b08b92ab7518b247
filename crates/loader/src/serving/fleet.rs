//! All plugins of a program, by name.

use super::door::{Door, Lock};
use super::handle::Serving;
use super::settings::{FleetBuilder, Settings};
use super::slot::Slot;
use super::source::Source;
use super::upkeep;
use crate::accounting::{Rule, Usage};
use crate::error::{Error, Result};
use crate::swap::{SwapPlan, SwapReport, exchange};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use plugwright_manifest::PluginId;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

/// The plugins of a program. Clones are the same fleet.
///
/// Adding a plugin costs next to nothing: it is loaded when it is first called, or by [`Fleet::preload`].
#[derive(Clone)]
pub struct Fleet(Arc<Shared>);

/// What finds a fleet for as long as somebody else holds it.
pub(crate) struct WeakFleet(Weak<Shared>);

impl WeakFleet {
    pub(crate) fn upgrade(&self) -> Option<Fleet> {
        self.0.upgrade().map(Fleet)
    }
}

pub(super) struct Shared {
    pub(super) settings: Arc<Settings>,
    slots: RwLock<BTreeMap<PluginId, Arc<Slot>>>,
}

impl Fleet {
    /// Settings to change before the start.
    pub fn builder() -> FleetBuilder {
        FleetBuilder::default()
    }

    pub(super) fn new(settings: Settings) -> Self {
        let shared = Arc::new(Shared {
            settings: Arc::new(settings),
            slots: RwLock::default(),
        });
        upkeep::start(&shared);
        Self(shared)
    }

    pub(crate) fn downgrade(&self) -> WeakFleet {
        WeakFleet(Arc::downgrade(&self.0))
    }

    /// Adds a plugin, which is loaded when it is first called.
    ///
    /// # Errors
    /// Fails if there is a plugin of that name.
    pub fn add(&self, id: PluginId, source: impl Source) -> Result<Serving> {
        let mut slots = self.0.slots.write().unwrap_or_else(PoisonError::into_inner);
        if slots.contains_key(&id) {
            return Err(Error::PluginExists { plugin: id });
        }
        let settings = self.0.settings.clone();
        let slot = Arc::new(Slot::new(id.clone(), Arc::new(source), settings));
        slots.insert(id, slot.clone());
        drop(slots);
        Serving::new(slot, |plugin| Ok(plugin.clone()))
    }

    /// The plugin of a name.
    ///
    /// # Errors
    /// Fails if there is none.
    pub fn serving(&self, id: &PluginId) -> Result<Serving> {
        Serving::new(self.slot(id)?, |plugin| Ok(plugin.clone()))
    }

    /// The names of all plugins, in order.
    pub fn ids(&self) -> Vec<PluginId> {
        self.0.slots().iter().map(|slot| slot.id.clone()).collect()
    }

    /// How many plugins are loaded.
    pub fn loaded(&self) -> usize {
        self.0
            .slots()
            .iter()
            .filter(|slot| slot.active().is_some())
            .count()
    }

    /// Loads plugins before anybody calls them, as many at once as the fleet may, and answers with each outcome.
    pub async fn preload(
        &self,
        ids: impl IntoIterator<Item = PluginId>,
    ) -> Vec<(PluginId, Result<()>)> {
        let loads: FuturesUnordered<_> = ids
            .into_iter()
            .map(async |id| {
                let loaded = match self.slot(&id) {
                    Ok(slot) => slot.admit().await.map(drop),
                    Err(error) => Err(error),
                };
                (id, loaded)
            })
            .collect();
        loads.collect().await
    }

    /// Replaces the active version of a plugin while it is called; [`SwapPlan`] says how.
    ///
    /// # Errors
    /// Fails if the other version cannot be loaded, is unhealthy, or does not fit what callers call through, and if another
    /// swap of this plugin is under way. The version that was active goes on in each of these cases.
    pub async fn swap(
        &self,
        id: &PluginId,
        next: impl Source,
        plan: SwapPlan,
    ) -> Result<SwapReport> {
        exchange(self.slot(id)?, Arc::new(next), plan).await
    }

    /// Stops a plugin: it takes no calls until it is released.
    ///
    /// # Errors
    /// Fails if there is none of that name.
    pub fn stop(&self, id: &PluginId, reason: impl Into<String>) -> Result<()> {
        self.slot(id)?.lock_up(Lock::Stopped(reason.into()));
        Ok(())
    }

    /// Takes a plugin out of quarantine or starts it after a stop, with nothing held against it; it is loaded when it is
    /// called.
    ///
    /// # Errors
    /// Fails if there is none of that name.
    pub fn release(&self, id: &PluginId) -> Result<()> {
        self.slot(id)?.release();
        Ok(())
    }

    /// What a plugin used until now.
    ///
    /// # Errors
    /// Fails if there is none of that name.
    pub fn usage(&self, id: &PluginId) -> Result<Usage> {
        Ok(self.slot(id)?.usage())
    }

    /// Gives a plugin rules of its own in the place of the fleet's.
    ///
    /// # Errors
    /// Fails if there is none of that name.
    pub fn replace_rules(&self, id: &PluginId, rules: &[Rule]) -> Result<()> {
        self.slot(id)?.upkeep().review.replace_rules(rules);
        Ok(())
    }

    /// Unloads a plugin until it is called again.
    ///
    /// # Errors
    /// Fails if there is none of that name.
    pub fn evict(&self, id: &PluginId) -> Result<()> {
        self.slot(id)?.evict();
        Ok(())
    }

    /// Takes a plugin out: it finishes the calls that it has and is unloaded. Waits for that.
    ///
    /// # Errors
    /// Fails if there is none of that name.
    pub async fn remove(&self, id: &PluginId) -> Result<()> {
        let slot = self.slot(id)?;
        self.0
            .slots
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
        let old = Slot::shut(&mut slot.lock(), Door::Locked(Lock::Removed));
        if let Some(old) = old {
            slot.drain(old, self.0.settings.drain).await;
        }
        Ok(())
    }

    pub(crate) fn slot(&self, id: &PluginId) -> Result<Arc<Slot>> {
        let slots = self.0.slots.read().unwrap_or_else(PoisonError::into_inner);
        slots
            .get(id)
            .cloned()
            .ok_or_else(|| Error::UnknownPlugin { plugin: id.clone() })
    }
}

impl Shared {
    pub(super) fn slots(&self) -> Vec<Arc<Slot>> {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        slots.values().cloned().collect()
    }
}
