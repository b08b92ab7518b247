//! What a loader is made of.

use super::launch::{Launch, Terms};
use super::lives::Lives;
use super::origin::Workshop;
use super::running::Loader;
use crate::resolve::HostFacts;
use crate::serving::{Fleet, FleetBuilder};
use crate::state::Ledger;
use crate::store::{Pinned, Record, Store};
use crate::swap::SwapPlan;
use crate::verify::Verifier;
use crate::{Broker, Result};
use plugwright_host::Engine;
use plugwright_manifest::PluginId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Settings of a [`Loader`]; all but the verifier have a default.
pub struct LoaderBuilder {
    engine: Engine,
    store: Store,
    verifier: Arc<dyn Verifier>,
    launch: Arc<dyn Launch>,
    host: HostFacts,
    fleet: FleetBuilder,
    plan: SwapPlan,
    ledger: Ledger,
    preload: Preload,
}

/// What is loaded before anybody calls it.
pub(super) enum Preload {
    Nothing,
    All,
    Some(BTreeSet<PluginId>),
}

impl Loader {
    /// A loader of what is active in `store`, each version judged by `verifier` before it is compiled.
    pub fn builder(engine: Engine, store: Store, verifier: impl Verifier) -> LoaderBuilder {
        LoaderBuilder {
            engine,
            store,
            verifier: Arc::new(verifier),
            launch: Arc::new(|_: &Record, _: &Pinned| Ok(Terms::default())),
            host: HostFacts::of_this_version(),
            fleet: Fleet::builder(),
            plan: SwapPlan::default(),
            ledger: Ledger::new(),
            preload: Preload::Nothing,
        }
    }
}

impl LoaderBuilder {
    /// On which terms versions run; default without any right, within the default limits.
    #[must_use]
    pub fn launch(mut self, launch: impl Launch) -> Self {
        self.launch = Arc::new(launch);
        self
    }

    /// What the program says about itself to those who need certain versions of it; default [`HostFacts::of_this_version`].
    #[must_use]
    pub fn host(mut self, host: HostFacts) -> Self {
        self.host = host;
        self
    }

    /// Settings of the fleet.
    #[must_use]
    pub fn fleet(mut self, fleet: FleetBuilder) -> Self {
        self.fleet = fleet;
        self
    }

    /// How one version takes the place of another.
    #[must_use]
    pub fn swap_plan(mut self, plan: SwapPlan) -> Self {
        self.plan = plan;
        self
    }

    /// The ledger that is led; default a new one. Several loaders may share one.
    #[must_use]
    pub fn ledger(mut self, ledger: Ledger) -> Self {
        self.ledger = ledger;
        self
    }

    /// Loads all plugins when it starts, each after those that it needs. By default a plugin is loaded when it is first called.
    #[must_use]
    pub fn preload_all(mut self) -> Self {
        self.preload = Preload::All;
        self
    }

    /// Loads these plugins when it starts.
    #[must_use]
    pub fn preload(mut self, ids: impl IntoIterator<Item = PluginId>) -> Self {
        self.preload = Preload::Some(ids.into_iter().collect());
        self
    }

    /// Reads what is active and is ready to be called; to be called within a tokio runtime. A plugin that cannot run, or not
    /// together with the others, is left out, and [`Loader::why_not_active`] says why.
    ///
    /// # Errors
    /// If the store cannot be read, and if the search for what fits together takes too long.
    pub async fn start(self) -> Result<Loader> {
        let (lives, given_up) = Lives::new(self.ledger);
        let fleet = self.fleet.listener(lives.clone()).start();
        let workshop = Workshop {
            engine: self.engine,
            store: self.store,
            verifier: self.verifier,
            launch: self.launch,
            broker: Broker::new(&fleet),
            lives,
        };
        let loader = Loader::new(workshop, fleet, self.host, self.plan);
        loader.begin(&self.preload).await?;
        loader.go_back_when_told(given_up);
        Ok(loader)
    }
}

impl Preload {
    pub(super) fn includes(&self, id: &PluginId) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Some(ids) => ids.contains(id),
        }
    }
}
