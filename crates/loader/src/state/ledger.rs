//! What happened to every plugin, for everybody to read.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::SystemTime;

use plugwright_manifest::PluginId;

use super::standing::why_not_active;
use super::{Cause, Discovered, Event, Life, Listener, Quarantined, State};
use crate::{Error, Release};

/// The most events that are kept of one release: more than any life that is not in a loop.
const KEPT_EVENTS: usize = 64;

/// The most releases that are remembered after they were unloaded: a watched folder makes one with each save.
const KEPT_ENDED: usize = 1024;

/// The states of all plugins and how they got there. Clones share one.
#[derive(Clone)]
pub struct Ledger(Arc<Books>);

/// A release in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub release: Release,
    /// Its state.
    pub state: State,
    /// The last of what happened to it, oldest first; never empty.
    pub events: Vec<Event>,
}

impl Ledger {
    /// An empty one, on the system's clock.
    pub fn new() -> Self {
        Self::on_clock(SystemTime::now)
    }

    /// An empty one, on another clock.
    pub fn on_clock(clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(Books {
            pages: Mutex::default(),
            listeners: RwLock::default(),
            clock: Box::new(clock),
        }))
    }

    /// Tells `listener` of every transition from now on.
    pub fn listen(&self, listener: Arc<dyn Listener>) {
        let listeners = self.0.listeners.write();
        listeners
            .unwrap_or_else(PoisonError::into_inner)
            .push(listener);
    }

    /// Begins the life of a plugin, or begins it again after it failed or was unloaded.
    ///
    /// # Errors
    /// [`Error::AlreadyLed`] while somebody else leads it, [`Error::Quarantined`] if it has to be let out first.
    pub fn discover(&self, release: Release, cause: Cause) -> Result<Life<Discovered>, Error> {
        self.0.claim(&release)?;
        self.0.record(&release, State::Discovered, cause);
        Ok(Life::new(release, self.0.clone()))
    }

    /// Takes up a life that was left in quarantine. None if it is not there, or somebody else leads it.
    pub fn take_quarantined(&self, release: &Release) -> Option<Life<Quarantined>> {
        let mut pages = self.0.pages();
        let page = pages.get_mut(release)?;
        if page.led || page.state != State::Quarantined {
            return None;
        }
        page.led = true;
        Some(Life::new(release.clone(), self.0.clone()))
    }

    /// The state of a release, if it was ever discovered.
    pub fn state(&self, release: &Release) -> Option<State> {
        self.0.state(release)
    }

    /// All releases, or those in one state, by id and version.
    pub fn list(&self, state: Option<State>) -> Vec<Entry> {
        let pages = self.0.pages();
        pages
            .iter()
            .filter(|(_, page)| state.is_none_or(|state| page.state == state))
            .map(|(release, page)| page.entry(release))
            .collect()
    }

    /// Why no version of a plugin is active, in plain words with the next step. None if one is.
    pub fn why_not_active(&self, id: &PluginId) -> Option<String> {
        let mut entries = self.list(None);
        entries.retain(|entry| entry.release.id == *id);
        why_not_active(id, &entries, (self.0.clock)())
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pages = self.0.pages();
        let states = pages
            .iter()
            .map(|(release, page)| (release.to_string(), page.state));
        f.debug_map().entries(states).finish()
    }
}

/// What clones of a ledger and the lives in it share.
pub(super) struct Books {
    pages: Mutex<BTreeMap<Release, Page>>,
    listeners: RwLock<Vec<Arc<dyn Listener>>>,
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
}

struct Page {
    state: State,
    events: VecDeque<Event>,
    /// Whether there is a [`Life`] of it.
    led: bool,
}

impl Books {
    pub(super) fn state(&self, release: &Release) -> Option<State> {
        self.pages().get(release).map(|page| page.state)
    }

    /// Writes a transition down, then tells it. Only a [`Life`] and [`Ledger::discover`] may, which know that it is in the table.
    pub(super) fn record(&self, release: &Release, to: State, cause: Cause) {
        let event = self.write(release, to, cause);
        let listeners = self.listeners.read();
        let listeners = listeners.unwrap_or_else(PoisonError::into_inner).clone();
        for listener in &listeners {
            listener.heard(&event);
        }
    }

    fn write(&self, release: &Release, to: State, cause: Cause) -> Event {
        let when = (self.clock)();
        let mut pages = self.pages();
        let page = pages.entry(release.clone()).or_insert_with(Page::new);
        let event = Event {
            release: release.clone(),
            when,
            from: page.events.back().map(|last| last.to),
            to,
            cause,
        };
        page.state = to;
        page.events.push_back(event.clone());
        if page.events.len() > KEPT_EVENTS {
            page.events.pop_front();
        }
        event
    }

    /// Notes that there is a life of `release` from now on.
    fn claim(&self, release: &Release) -> Result<(), Error> {
        let mut pages = self.pages();
        forget_ended(&mut pages);
        let page = pages.entry(release.clone()).or_insert_with(Page::new);
        let release = || Box::new(release.clone());
        if page.led {
            return Err(Error::AlreadyLed { release: release() });
        }
        if page.state == State::Quarantined {
            return Err(Error::Quarantined { release: release() });
        }
        page.led = true;
        Ok(())
    }

    pub(super) fn let_go(&self, release: &Release) {
        if let Some(page) = self.pages().get_mut(release) {
            page.led = false;
        }
    }

    fn pages(&self) -> MutexGuard<'_, BTreeMap<Release, Page>> {
        // No code that can panic runs while it is held in a half-changed state.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    fn new() -> Self {
        Self {
            state: State::Discovered,
            events: VecDeque::new(),
            led: false,
        }
    }

    fn entry(&self, release: &Release) -> Entry {
        Entry {
            release: release.clone(),
            state: self.state,
            events: self.events.iter().cloned().collect(),
        }
    }

    fn ended(&self) -> Option<SystemTime> {
        let over = self.state == State::Unloaded && !self.led;
        over.then(|| self.events.back().map(|event| event.when))?
    }
}

/// Drops the oldest of the unloaded when there are too many.
fn forget_ended(pages: &mut BTreeMap<Release, Page>) {
    let ended = pages.values().filter_map(Page::ended);
    if ended.clone().count() < KEPT_ENDED {
        return;
    }
    let oldest = ended.min();
    pages.retain(|_, page| page.ended().is_none() || page.ended() > oldest);
}
