//! One name: its door, its views, its versions.

use super::active::Active;
use super::door::{Door, Lock, Open};
use super::event::{Event, Loaded};
use super::idle::Idleness;
use super::settings::Settings;
use super::source::Source;
use super::view::{Follow, View};
use crate::accounting::{Account, Review, Usage};
use crate::drain::Draining;
use crate::error::Result;
use crate::faults::Restarts;
use plugwright_host::Plugin;
use plugwright_manifest::PluginId;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// Everything that there is of one plugin name.
pub(crate) struct Slot {
    pub(crate) id: PluginId,
    pub(crate) settings: Arc<Settings>,
    state: Mutex<State>,
    /// Held while one version replaces another.
    pub(crate) exchange: Arc<tokio::sync::Mutex<()>>,
    numbers: AtomicU64,
    pub(crate) account: Arc<Account>,
    upkeep: Mutex<Upkeep>,
}

/// What is known from one look at the plugin to the next.
pub(crate) struct Upkeep {
    pub(crate) idleness: Idleness,
    pub(crate) review: Review,
}

/// What changes together.
pub(crate) struct State {
    pub(crate) door: Door,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) restarts: Restarts,
    views: Vec<Weak<dyn Follow>>,
    /// Versions that answer calls, those that take none any more included.
    versions: Vec<Weak<Active>>,
}

impl Slot {
    pub(crate) fn new(id: PluginId, source: Arc<dyn Source>, settings: Arc<Settings>) -> Self {
        Self {
            id,
            state: Mutex::new(State {
                door: Door::Closed,
                source,
                restarts: Restarts::new(settings.restarts),
                views: Vec::new(),
                versions: Vec::new(),
            }),
            upkeep: Mutex::new(Upkeep {
                idleness: Idleness::new(Instant::now()),
                review: Review::new(&settings.rules),
            }),
            settings,
            exchange: Arc::default(),
            numbers: AtomicU64::new(1),
            account: Arc::default(),
        }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn upkeep(&self) -> MutexGuard<'_, Upkeep> {
        self.upkeep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the plugin used until now.
    pub(crate) fn usage(&self) -> Usage {
        loop {
            // Held until they are added up, so that none of them is closed meanwhile and counts twice.
            let held: Vec<_> = self
                .lock()
                .versions
                .iter()
                .filter_map(Weak::upgrade)
                .collect();
            let used: Vec<_> = held.iter().map(|version| version.usage()).collect();
            if let Some(usage) = self.account.usage(&used) {
                return usage;
            }
            std::thread::yield_now();
        }
    }

    pub(crate) fn tell(&self, event: &Event) {
        self.settings.tell(&self.id, event);
    }

    /// The version that takes calls.
    pub(crate) fn active(&self) -> Option<Arc<Active>> {
        self.lock().door.open().map(|open| open.active.clone())
    }

    /// Shows the active version to a view, from now on.
    pub(super) fn follow<T: Send + Sync + 'static>(&self, view: &Arc<View<T>>) -> Result<()> {
        let mut state = self.lock();
        if let Some(open) = state.door.open() {
            let show = view.clone().prepare(&open.active)?;
            if matches!(state.door, Door::Open(_)) {
                show();
            }
        }
        state.views.retain(|view| view.strong_count() > 0);
        let view: Weak<View<T>> = Arc::downgrade(view);
        state.views.push(view);
        Ok(())
    }

    /// Has a plugin take all calls from now on, and answers with what it is and the version that took them before. Fails if
    /// the plugin does not fit what its callers call through; nothing is changed then.
    pub(crate) fn switch(
        &self,
        state: &mut State,
        plugin: Plugin,
    ) -> Result<(Loaded, Option<Draining>)> {
        if let Door::Locked(lock @ (Lock::Stopped(_) | Lock::Removed)) = &state.door {
            return Err(lock.error(&self.id));
        }
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let (active, gone) = Active::new(plugin, number, self.account.clone());
        state.versions.retain(|version| version.strong_count() > 0);
        state.versions.push(Arc::downgrade(&active));
        let views = state.views.iter().filter_map(Weak::upgrade);
        let shows: Vec<_> = views
            .map(|view| view.prepare(&active))
            .collect::<Result<_, _>>()?;
        let loaded = active.loaded();
        let open = Door::Open(Open { active, gone });
        let old = std::mem::replace(&mut state.door, open);
        shows.into_iter().for_each(|show| show());
        Ok((loaded, draining(old)))
    }

    /// Has nothing take calls, and answers with the version that took them.
    pub(crate) fn shut(state: &mut State, door: Door) -> Option<Draining> {
        let old = std::mem::replace(&mut state.door, door);
        state.hide();
        draining(old)
    }

    /// Takes no calls until somebody releases it.
    pub(crate) fn lock_up(self: &Arc<Self>, lock: Lock) {
        let event = match &lock {
            Lock::Quarantined(reason) => Some(Event::Quarantined {
                reason: reason.clone(),
            }),
            Lock::Stopped(reason) => Some(Event::Stopped {
                reason: reason.clone(),
            }),
            Lock::Removed => None,
        };
        let old = Self::shut(&mut self.lock(), Door::Locked(lock));
        event.iter().for_each(|event| self.tell(event));
        self.drain_in_background(old);
    }

    /// Takes calls again, with nothing held against it.
    pub(crate) fn release(&self) -> bool {
        let mut state = self.lock();
        let locked = matches!(
            state.door,
            Door::Locked(Lock::Quarantined(_) | Lock::Stopped(_))
        );
        if locked {
            state.door = Door::Closed;
        }
        state.restarts.forget();
        let active = state.door.open().map(|open| open.active.plugin.clone());
        drop(state);
        active.inspect(Plugin::release);
        if locked {
            self.tell(&Event::Released);
        }
        locked
    }

    /// Lets a version finish its calls while nobody waits for that.
    pub(crate) fn drain_in_background(self: &Arc<Self>, old: Option<Draining>) {
        self.drain_within(old, self.settings.drain);
    }

    /// The same with a deadline of its own.
    pub(crate) fn drain_within(self: &Arc<Self>, old: Option<Draining>, deadline: Duration) {
        if let Some(old) = old {
            let slot = self.clone();
            tokio::spawn(async move { slot.drain(old, deadline).await });
        }
    }

    /// Loads from another source from now on; answers with the one before.
    pub(crate) fn replace_source(&self, source: Arc<dyn Source>) -> Arc<dyn Source> {
        std::mem::replace(&mut self.lock().source, source)
    }

    /// Lets a version finish its calls.
    pub(crate) async fn drain(&self, old: Draining, deadline: Duration) {
        let loaded = old.loaded();
        self.tell(&Event::Draining {
            loaded: loaded.clone(),
        });
        let (how, took) = old.finish(deadline).await;
        self.tell(&Event::Drained { loaded, how, took });
    }
}

impl State {
    /// Lets calls of a version pass. A view that the version does not fit goes on asking, and is told why.
    pub(crate) fn show(&self, active: &Arc<Active>) {
        let views = self.views.iter().filter_map(Weak::upgrade);
        views
            .filter_map(|view| view.prepare(active).ok())
            .for_each(|show| show());
    }

    /// Lets no call pass without asking.
    pub(crate) fn hide(&self) {
        let views = self.views.iter().filter_map(Weak::upgrade);
        views.for_each(|view| view.clear());
    }
}

fn draining(old: Door) -> Option<Draining> {
    match old {
        Door::Open(open) | Door::Narrow(open, _) => Some(Draining::new(open.active, open.gone)),
        Door::Closed | Door::Opening(_) | Door::Locked(_) => None,
    }
}
