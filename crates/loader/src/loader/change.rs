//! Updating, rolling back and removing one plugin while it is called.
//!
//! First the version serves, then it stands in the store: a crash between the two brings back the version that was proved,
//! and a version that does not start never gets there.

use super::lineup::{Lineup, Member};
use super::lives::GivenUp;
use super::running::{Brought, Loader, Running, Shared};
use crate::store::{Pinned, Store};
use crate::swap::SwapReport;
use crate::{Error, Release, Result};
use plugwright_manifest::{Digest, PluginId};
use std::sync::{Arc, Weak};
use tokio::sync::mpsc;

impl Loader {
    /// Has an installed version serve, with grants, and makes it the active one. None if no version of the plugin ran before.
    ///
    /// Runs to its end even if its caller gives up.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; [`Error::Unresolvable`] if it does not fit what else is active; what keeps it from starting.
    /// The version before goes on in each of these cases, and stays the active one.
    pub async fn update(
        &self,
        release: &Release,
        grants: Option<Digest>,
    ) -> Result<Option<SwapReport>> {
        let (loader, release) = (self.clone(), release.clone());
        finished(tokio::spawn(async move {
            let mut running = loader.0.running.lock().await;
            let pinned = {
                let (store, release) = (loader.store().clone(), release.clone());
                blocking(move || store.pin(&release, grants)).await?
            };
            let report = loader.serve(&mut running, &release.id, pinned).await?;
            loader
                .keep(&mut running, move |store| {
                    store.activate(&release, grants).map(|set| set.generation)
                })
                .await?;
            Ok(report)
        }))
        .await
    }

    /// Goes back to the version that was active before. Doing it again goes back further.
    ///
    /// # Errors
    /// [`Error::NotActive`], [`Error::NothingBefore`]; otherwise as [`Loader::update`].
    pub async fn rollback(&self, id: &PluginId) -> Result<Option<SwapReport>> {
        let (loader, id) = (self.clone(), id.clone());
        finished(tokio::spawn(async move {
            let mut running = loader.0.running.lock().await;
            let before = {
                let (store, id) = (loader.store().clone(), id.clone());
                blocking(move || before(&store, &id)).await?
            };
            let report = loader.serve(&mut running, &id, before).await?;
            loader
                .keep(&mut running, move |store| {
                    store.rollback(&id).map(|set| set.generation)
                })
                .await?;
            Ok(report)
        }))
        .await
    }

    /// Stops a plugin when its calls are over, and takes it out of the active set. Its versions stay installed.
    ///
    /// # Errors
    /// [`Error::NotActive`]; [`Error::Unresolvable`] if another plugin needs it.
    pub async fn remove(&self, id: &PluginId) -> Result<()> {
        let (loader, id) = (self.clone(), id.clone());
        finished(tokio::spawn(async move {
            let mut running = loader.0.running.lock().await;
            loader.refuse_if_needed(&id).await?;
            let gone = id.clone();
            loader
                .keep(&mut running, move |store| {
                    store
                        .change(|change| change.deactivate(&gone))
                        .map(|set| set.generation)
                })
                .await?;
            if running.members.contains_key(&id) {
                loader.take_out(&mut running, &id, "it was removed").await?;
            }
            Ok(())
        }))
        .await
    }

    /// Stops all plugins, those that are needed last, each when its calls are over. What is active in the store stays so.
    pub async fn shut_down(self) {
        let mut running = self.0.running.lock().await;
        let order = match self
            .with_store(|store, set, host| Lineup::read(store, set, host).resolve(host))
            .await
        {
            Ok(plan) => plan.unloading().map(|release| release.id.clone()).collect(),
            Err(_) => Vec::new(),
        };
        let rest: Vec<PluginId> = running
            .members
            .keys()
            .filter(|id| !order.contains(id))
            .cloned()
            .collect();
        for id in rest.iter().chain(&order) {
            if running.members.contains_key(id) {
                // It can only be gone already.
                let _ = self.take_out(&mut running, id, "the program ends").await;
            }
        }
    }

    async fn serve(
        &self,
        running: &mut Running,
        id: &PluginId,
        pinned: Pinned,
    ) -> Result<Option<SwapReport>> {
        let member = self.checked(id, pinned).await?;
        match self.bring(running, id, &member).await? {
            Brought::Swapped(report) => Ok(Some(report)),
            Brought::Already => Ok(None),
            Brought::Added => {
                let loaded = self.0.fleet.preload([id.clone()]).await.pop();
                match loaded.map_or(Ok(()), |(_, loaded)| loaded) {
                    Ok(()) => Ok(None),
                    Err(error) => {
                        self.take_out(running, id, "it does not start").await?;
                        Err(error)
                    }
                }
            }
        }
    }

    /// The version with all that is active beside it, if that fits.
    async fn checked(&self, id: &PluginId, pinned: Pinned) -> Result<Member> {
        let id = id.clone();
        self.with_store(move |store, set, host| {
            let mut lineup = Lineup::with(store, set, host, (&id, &pinned))?;
            lineup.resolve(host)?;
            lineup
                .members
                .remove(&id)
                .ok_or_else(|| Error::not_active(&id))
        })
        .await
    }

    async fn refuse_if_needed(&self, id: &PluginId) -> Result<()> {
        let id = id.clone();
        self.with_store(move |store, set, host| {
            let mut set = set.clone();
            set.plugins
                .remove(&id)
                .ok_or_else(|| Error::not_active(&id))?;
            Lineup::read(store, &set, host).resolve(host).map(drop)
        })
        .await
    }

    /// Changes the active set, which then is the one that runs.
    async fn keep(
        &self,
        running: &mut Running,
        change: impl FnOnce(&Store) -> Result<u64> + Send + 'static,
    ) -> Result<()> {
        let store = self.store().clone();
        let generation = blocking(move || change(&store)).await?;
        // If others changed it in between, whoever follows the store sees a generation that it does not know.
        if generation == running.generation + 1 {
            running.generation = generation;
        }
        Ok(())
    }

    /// What the fleet rolled back by its faults is rolled back in the store as well.
    pub(super) fn go_back_when_told(&self, mut given_up: mpsc::UnboundedReceiver<GivenUp>) {
        let shared: Weak<Shared> = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            while let Some(given_up) = given_up.recv().await {
                let Some(shared) = shared.upgrade() else {
                    return;
                };
                let release = given_up.release.clone();
                if let Err(error) = Self(shared).went_back(given_up).await {
                    tracing::error!(%release, %error, "a plugin was rolled back, but the store still has it as the active version");
                }
            }
        });
    }

    async fn went_back(&self, GivenUp { release, reason }: GivenUp) -> Result<()> {
        let mut running = self.0.running.lock().await;
        tracing::warn!(%release, reason, "a version was rolled back by its faults");
        let faulty = release.clone();
        let store = self.store().clone();
        let set = blocking(move || {
            store.change(|change| {
                let active = change.set().plugins.get(&faulty.id);
                if active.is_some_and(|plugin| plugin.now.release(&faulty.id) == faulty) {
                    change.rollback(&faulty.id)?;
                }
                Ok(())
            })
        })
        .await?;
        let lineup = self.lineup().await?;
        let serves = self
            .serving(&release.id)
            .ok()
            .and_then(|serving| serving.active());
        let now = set
            .plugins
            .get(&release.id)
            .map(|plugin| plugin.now.clone());
        let before = lineup.members.get(&release.id);
        if let (Some(pinned), Some(plugin), Some(before)) = (now, serves, before) {
            let member = Member {
                pinned,
                component: *plugin.digest(),
                offering: before.offering.clone(),
            };
            self.0.workshop.broker.offer(member.offering.clone());
            running.members.insert(release.id, member);
        }
        running.generation = set.generation;
        Ok(())
    }
}

fn before(store: &Store, id: &PluginId) -> Result<Pinned> {
    let set = store.active()?;
    let plugin = set.plugins.get(id).ok_or_else(|| Error::not_active(id))?;
    let before = plugin.earlier.last().cloned();
    before.ok_or_else(|| Error::NothingBefore { id: id.clone() })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work);
    done.await.unwrap_or(Err(Error::LoadPanicked))
}

async fn finished<T>(task: tokio::task::JoinHandle<Result<T>>) -> Result<T> {
    task.await.unwrap_or(Err(Error::LoadPanicked))
}
