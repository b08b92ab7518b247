//! What runs, and how it is made the same as what is active in the store.

use super::builder::Preload;
use super::lineup::{Lineup, Member};
use super::origin::{Origin, Workshop};
use crate::resolve::HostFacts;
use crate::serving::{Fleet, Serving};
use crate::state::{Actor, Cause, Entry, Ledger, State};
use crate::store::{ActiveSet, Store};
use crate::swap::{SwapPlan, SwapReport};
use crate::{Broker, Error, Release, Result};
use plugwright_manifest::PluginId;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The plugins of a program, as they are active in a [`Store`]. Clones are the same loader.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use plugwright_loader::{Facts, Loader, Refusal, store::Store};
/// # struct MyVerifier;
/// # impl plugwright_loader::Verifier for MyVerifier {
/// #     fn verify(&self, facts: &Facts<'_>) -> Result<(), Refusal> { Ok(()) }
/// # }
/// # let engine = plugwright_host::Engine::new()?;
/// let store = Store::open("plugins".as_ref())?;
/// let loader = Loader::builder(engine, store, MyVerifier).start().await?;
/// let following = loader.follow(); // what `plugwright update` changes reaches callers at once
///
/// let greeter = loader.serving(&"acme:greeter".parse()?)?;
/// println!("{}", greeter.call_wave("greet(\"Ada\")").await?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Loader(pub(super) Arc<Shared>);

pub(super) struct Shared {
    pub(super) workshop: Workshop,
    pub(super) fleet: Fleet,
    pub(super) host: HostFacts,
    pub(super) plan: SwapPlan,
    /// Held while something is changed, so that changes come one after another.
    pub(super) running: Mutex<Running>,
}

/// What the fleet serves.
#[derive(Default)]
pub(super) struct Running {
    /// The generation of the active set that was looked at last.
    pub(super) generation: u64,
    pub(super) members: BTreeMap<PluginId, Member>,
}

/// What it took to make what runs the same as what is active.
#[derive(Debug, Default)]
pub struct Synced {
    /// Plugins that run now, and did not before.
    pub added: Vec<Release>,
    /// Versions that took over.
    pub swapped: Vec<Release>,
    /// Plugins that do not run any more.
    pub removed: Vec<PluginId>,
    /// Versions that are active in the store and could not take over: what ran before goes on.
    pub refused: Vec<(Release, Error)>,
}

impl Loader {
    pub(super) fn new(workshop: Workshop, fleet: Fleet, host: HostFacts, plan: SwapPlan) -> Self {
        Self(Arc::new(Shared {
            workshop,
            fleet,
            host,
            plan,
            running: Mutex::default(),
        }))
    }

    /// The plugin of a name; it is loaded when it is first called.
    ///
    /// # Errors
    /// [`Error::UnknownPlugin`] if it is not active or was left out; [`Loader::why_not_active`] says why.
    pub fn serving(&self, id: &PluginId) -> Result<Serving> {
        self.0.fleet.serving(id)
    }

    /// What serves the plugins: usage, rules, stopping and releasing.
    pub fn fleet(&self) -> &Fleet {
        &self.0.fleet
    }

    /// Who calls whom.
    pub fn broker(&self) -> &Broker {
        &self.0.workshop.broker
    }

    /// What happened to every version.
    pub fn ledger(&self) -> &Ledger {
        self.0.workshop.lives.ledger()
    }

    /// Where the plugins are installed.
    pub fn store(&self) -> &Store {
        &self.0.workshop.store
    }

    /// All versions that this loader has seen, or those in one state.
    pub fn list(&self, state: Option<State>) -> Vec<Entry> {
        self.ledger().list(state)
    }

    /// Why no version of a plugin is active, in plain words with the next step. None if one is.
    pub fn why_not_active(&self, id: &PluginId) -> Option<String> {
        self.ledger().why_not_active(id)
    }

    /// Makes what runs the same as what is active in the store, plugin by plugin: a version that does not start does not take
    /// over, and what ran before goes on.
    ///
    /// # Errors
    /// Changes nothing if the store cannot be read, or if what is active cannot run together ([`Error::Unresolvable`]).
    pub async fn sync(&self) -> Result<Synced> {
        let mut running = self.0.running.lock().await;
        let lineup = self.lineup().await?;
        let plan = lineup.resolve(&self.0.host)?;
        let mut synced = Synced::default();
        for (release, error) in lineup.unreadable {
            synced.refused.push((release, error));
        }
        let refused: Vec<&PluginId> = synced
            .refused
            .iter()
            .map(|(release, _)| &release.id)
            .collect();
        let gone: Vec<PluginId> = running
            .members
            .keys()
            .filter(|id| !lineup.members.contains_key(*id) && !refused.contains(id))
            .cloned()
            .collect();
        for id in gone {
            self.take_out(&mut running, &id, "it is not in the active set any more")
                .await?;
            synced.removed.push(id);
        }
        for release in plan.activation() {
            let Some(member) = lineup.members.get(&release.id) else {
                continue;
            };
            match self.bring(&mut running, &release.id, member).await {
                Ok(Brought::Already) => {}
                Ok(Brought::Added) => synced.added.push(release.clone()),
                Ok(Brought::Swapped(_)) => synced.swapped.push(release.clone()),
                Err(error) => synced.refused.push((release.clone(), error)),
            }
        }
        running.generation = lineup.generation;
        Ok(synced)
    }

    /// The first line-up: what cannot run is left out.
    pub(super) async fn begin(&self, preload: &Preload) -> Result<()> {
        let mut running = self.0.running.lock().await;
        let lineup = self.lineup().await?;
        let (plan, left_out) = lineup.resolve_rest(&self.0.host)?;
        let lives = &self.0.workshop.lives;
        for (release, error) in &lineup.unreadable {
            let cause = Actor::Host.because(format!("{error} [{}]", error.code()));
            lives.failed(release, release.digest, &cause);
        }
        for left_out in left_out {
            if let Some(member) = lineup.members.get(&left_out.id) {
                let release = member.pinned.release(&left_out.id);
                lives.failed(
                    &release,
                    member.component,
                    &Actor::Host.because(left_out.why.to_string()),
                );
            }
        }
        for release in plan.activation() {
            if let Some(member) = lineup.members.get(&release.id) {
                self.add(&mut running, &release.id, member)?;
            }
        }
        running.generation = lineup.generation;
        drop(running);
        for mut group in lineup.groups(&plan) {
            group.retain(|id| preload.includes(id));
            // Who cannot be loaded is told by the ledger, and tried again when it is called.
            self.0.fleet.preload(group).await;
        }
        Ok(())
    }

    /// What is active in the store now.
    pub(super) async fn lineup(&self) -> Result<Lineup> {
        self.with_store(|store, set, host| Ok(Lineup::read(store, set, host)))
            .await
    }

    /// Works with the store and what is active in it, where a disk may be waited for.
    pub(super) async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store, &ActiveSet, &HostFacts) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (store, host) = (self.store().clone(), self.0.host.clone());
        let done = tokio::task::spawn_blocking(move || {
            let set = store.active()?;
            work(&store, &set, &host)
        });
        done.await.unwrap_or(Err(Error::LoadPanicked))
    }

    /// Has a version serve, whatever served before.
    pub(super) async fn bring(
        &self,
        running: &mut Running,
        id: &PluginId,
        member: &Member,
    ) -> Result<Brought> {
        let brought = match running.members.get(id) {
            Some(current) if current == member => return Ok(Brought::Already),
            Some(_) => Brought::Swapped(self.swap(id, member).await?),
            None => {
                self.add(running, id, member)?;
                Brought::Added
            }
        };
        running.members.insert(id.clone(), member.clone());
        Ok(brought)
    }

    fn add(&self, running: &mut Running, id: &PluginId, member: &Member) -> Result<()> {
        let because = Actor::Host.because("it is active in the store");
        self.0.workshop.broker.offer(member.offering.clone());
        self.discovered(id, member, &because);
        self.0.fleet.add(id.clone(), self.origin(id, member))?;
        running.members.insert(id.clone(), member.clone());
        Ok(())
    }

    async fn swap(&self, id: &PluginId, member: &Member) -> Result<SwapReport> {
        self.discovered(id, member, &Actor::Host.because("it is to take over"));
        let swapped = self
            .0
            .fleet
            .swap(id, self.origin(id, member), self.0.plan)
            .await;
        if swapped.is_ok() {
            self.0.workshop.broker.offer(member.offering.clone());
        }
        swapped.inspect_err(|error| {
            let cause = Actor::Host.because(format!("{error} [{}]", error.code()));
            let release = member.pinned.release(id);
            self.0
                .workshop
                .lives
                .failed(&release, member.component, &cause);
        })
    }

    pub(super) async fn take_out(
        &self,
        running: &mut Running,
        id: &PluginId,
        why: &str,
    ) -> Result<()> {
        let lives = &self.0.workshop.lives;
        lives.leaving(id, Actor::Host.because(why));
        self.0.fleet.remove(id).await?;
        lives.removed(id, &Actor::Host.because(why));
        self.0.workshop.broker.withdraw(id);
        running.members.remove(id);
        Ok(())
    }

    fn discovered(&self, id: &PluginId, member: &Member, cause: &Cause) {
        let release = member.pinned.release(id);
        self.0
            .workshop
            .lives
            .discovered(&release, member.component, cause);
    }

    fn origin(&self, id: &PluginId, member: &Member) -> Origin {
        Origin {
            workshop: self.0.workshop.clone(),
            id: id.clone(),
            pinned: member.pinned.clone(),
            component: member.component,
        }
    }
}

/// What it took to have a version serve.
pub(super) enum Brought {
    /// It did.
    Already,
    /// The plugin was not there.
    Added,
    /// Another version was.
    Swapped(SwapReport),
}
