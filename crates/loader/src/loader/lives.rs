//! The ledger, led by what the fleet tells.
//!
//! The fleet knows what takes calls; the ledger knows in which state every version is and why. Events of one plugin can
//! overtake each other, and a version that is loaded again can still finish the calls of its load before. So an event says
//! which state is true now, and the life goes there by the shortest way that the table has.

use crate::Release;
use crate::serving::{Event, Listener, Loaded};
use crate::state::{Actor, AnyLife, Cause, Discovered, Ledger, Life, State};
use plugwright_manifest::{Digest, PluginId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// A version that was given up for the one before it.
#[derive(Clone, Debug)]
pub(super) struct GivenUp {
    pub(super) release: Release,
    pub(super) reason: String,
}

/// The lives of all versions that a loader leads.
pub(super) struct Lives {
    ledger: Ledger,
    plugins: Mutex<BTreeMap<PluginId, Versions>>,
    given_up: mpsc::UnboundedSender<GivenUp>,
}

/// All versions of a plugin.
#[derive(Default)]
struct Versions {
    led: Vec<Led>,
    /// Why the one that takes calls is to take no more.
    leaving: Option<Cause>,
}

/// One version.
struct Led {
    release: Release,
    component: Digest,
    /// None while it is at rest, or on its way from the store.
    life: Option<AnyLife>,
    /// The load that the state is about.
    load: u64,
    /// The last load that takes no calls any more.
    ended: u64,
}

/// The most versions of one plugin that are remembered: a watched folder makes one with each save.
const KEPT: usize = 16;

impl Lives {
    pub(super) fn new(ledger: Ledger) -> (Arc<Self>, mpsc::UnboundedReceiver<GivenUp>) {
        let (given_up, told) = mpsc::unbounded_channel();
        let lives = Self {
            ledger,
            plugins: Mutex::default(),
            given_up,
        };
        (Arc::new(lives), told)
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// A version is known from now on.
    pub(super) fn discovered(&self, release: &Release, component: Digest, cause: &Cause) {
        let mut plugins = self.plugins();
        let led = led(&mut plugins, release, component);
        if led.life.is_none() {
            self.lead(led, State::Discovered, cause);
        }
    }

    /// The life of a version that is about to be loaded; none if it is alive, because an earlier load of it is.
    pub(super) fn take(&self, release: &Release, component: Digest) -> Option<Life<Discovered>> {
        let mut plugins = self.plugins();
        let led = led(&mut plugins, release, component);
        if led.life.as_ref().is_some_and(has_calls) {
            return None;
        }
        self.lead(
            led,
            State::Discovered,
            &Actor::Host.because("it is to be loaded"),
        );
        match led.life.take()? {
            AnyLife::Discovered(life) => Some(life),
            other => {
                led.life = Some(other);
                None
            }
        }
    }

    /// Gives a life back that was taken.
    pub(super) fn give_back(&self, component: Digest, life: impl Into<AnyLife>) {
        let life = life.into();
        let mut plugins = self.plugins();
        let release = life.release().clone();
        led(&mut plugins, &release, component).life = Some(life);
    }

    /// A version does not run, for a reason that is not its own loading.
    pub(super) fn failed(&self, release: &Release, component: Digest, cause: &Cause) {
        let mut plugins = self.plugins();
        let led = led(&mut plugins, release, component);
        if !led.life.as_ref().is_some_and(has_calls) {
            self.lead(led, State::Failed, cause);
        }
    }

    /// A plugin is not wanted any more, and is about to be taken out.
    pub(super) fn leaving(&self, id: &PluginId, cause: Cause) {
        if let Some(versions) = self.plugins().get_mut(id) {
            versions.leaving = Some(cause);
        }
    }

    /// The same when its calls are over.
    pub(super) fn removed(&self, id: &PluginId, cause: &Cause) {
        for mut led in self.plugins().remove(id).unwrap_or_default().led {
            if led.life.is_some() {
                self.lead(&mut led, State::Unloaded, cause);
            }
        }
    }

    fn told(&self, id: &PluginId, event: &Event) {
        let mut plugins = self.plugins();
        let Some(Versions {
            led: versions,
            leaving,
        }) = plugins.get_mut(id)
        else {
            return;
        };
        match event {
            Event::Evicted => *leaving = Some(Actor::Host.because("nobody called it for a while")),
            Event::Stopped { reason } => {
                *leaving = Some(Actor::Host.because(format!("it was stopped: {reason}")));
            }
            Event::Active { loaded, .. } => {
                self.active(
                    versions,
                    loaded,
                    &Actor::Host.because("it is loaded and takes calls"),
                );
            }
            Event::Switched { from, to, .. } => {
                let from = from.as_ref().map(|from| format!(" from {from}"));
                let why = format!("it took over{}", from.unwrap_or_default());
                *leaving = Some(Actor::Host.because(format!("{} took over", to.version)));
                self.active(versions, to, &Actor::Host.because(why));
            }
            Event::RolledBack { from, to, reason } => {
                self.active(versions, to, &went_back(from, reason));
                self.rolled_back(versions, from, reason);
            }
            Event::Draining { loaded } => self.draining(versions, loaded, leaving.as_ref()),
            Event::Drained { loaded, .. } => self.drained(versions, loaded, leaving.take()),
            Event::LoadFailed { code, reason } => {
                let cause = Actor::Host.because(format!("{reason} [{code}]"));
                self.all_in(versions, State::Compiled, State::Failed, &cause);
            }
            Event::Restarting { reason } => {
                self.all_in(versions, State::Active, State::Failed, &faults(reason));
            }
            Event::Quarantined { reason } => self.quarantined(versions, &faults(reason)),
            Event::Released => self.released(versions),
            _ => {}
        }
    }

    fn active(&self, versions: &mut [Led], loaded: &Loaded, cause: &Cause) {
        if let Some(led) = of(versions, loaded)
            && loaded.number > led.ended
        {
            led.load = loaded.number;
            self.lead(led, State::Active, cause);
        }
    }

    fn draining(&self, versions: &mut [Led], loaded: &Loaded, why: Option<&Cause>) {
        let Some(led) = of(versions, loaded) else {
            return;
        };
        let is_current = loaded.number >= led.load;
        led.load = led.load.max(loaded.number);
        led.ended = led.ended.max(loaded.number);
        if is_current && !led.life.as_ref().is_none_or(is_at_rest) {
            let cause = why
                .cloned()
                .unwrap_or_else(|| Actor::Host.because("another load took over"));
            self.lead(led, State::Draining, &cause);
        }
    }

    fn drained(&self, versions: &mut [Led], loaded: &Loaded, why: Option<Cause>) {
        let Some(led) = of(versions, loaded) else {
            return;
        };
        led.ended = led.ended.max(loaded.number);
        if loaded.number >= led.load && !led.life.as_ref().is_none_or(is_at_rest) {
            self.lead(
                led,
                State::Unloaded,
                &why.unwrap_or_else(|| Actor::Host.because("its last call is over")),
            );
        }
    }

    fn rolled_back(&self, versions: &mut [Led], from: &Loaded, reason: &str) {
        let Some(led) = of(versions, from) else {
            return;
        };
        led.ended = led.ended.max(from.number);
        self.lead(led, State::Failed, &faults(reason));
        // Nobody listens when the loader is gone, and then nothing has to be put right.
        let _ = self.given_up.send(GivenUp {
            release: led.release.clone(),
            reason: reason.to_owned(),
        });
    }

    fn quarantined(&self, versions: &mut [Led], cause: &Cause) {
        // The version that it is about was the last to do anything.
        let last = versions.iter_mut().filter(|led| {
            let state = self.ledger.state(&led.release);
            matches!(
                state,
                Some(State::Active | State::Failed | State::Compiled | State::Draining)
            )
        });
        if let Some(led) = last.max_by_key(|led| led.load) {
            led.ended = led.ended.max(led.load);
            self.lead(led, State::Quarantined, cause);
        }
    }

    fn released(&self, versions: &mut [Led]) {
        for led in versions {
            if let Some(life) = self.ledger.take_quarantined(&led.release) {
                led.life = Some(life.into());
                let cause = Actor::Host.because("it was released, and is loaded when it is called");
                self.lead(led, State::Unloaded, &cause);
            }
        }
    }

    fn all_in(&self, versions: &mut [Led], from: State, to: State, cause: &Cause) {
        for led in versions {
            if led.life.as_ref().is_some_and(|life| life.state() == from) {
                led.ended = led.ended.max(led.load);
                self.lead(led, to, cause);
            }
        }
    }

    /// Leads a life to a state, from wherever it is. A life at rest is let go: it begins anew.
    fn lead(&self, led: &mut Led, to: State, cause: &Cause) {
        let life = match led.life.take() {
            Some(life) => Some(life),
            None => self.begin(&led.release, cause),
        };
        let Some(mut life) = life else {
            return;
        };
        for step in way(life.state(), to) {
            match life.enter(step, cause.clone()) {
                Ok(next) => life = next,
                Err(stuck) => {
                    tracing::error!(release = %led.release, from = %stuck.state(), to = %step, "a plugin is in a state that it cannot leave so");
                    life = stuck;
                    break;
                }
            }
        }
        led.life =
            Some(life).filter(|life| !matches!(life.state(), State::Unloaded | State::Quarantined));
    }

    fn begin(&self, release: &Release, cause: &Cause) -> Option<AnyLife> {
        if let Some(life) = self.ledger.take_quarantined(release) {
            return Some(life.into());
        }
        match self.ledger.discover(release.clone(), cause.clone()) {
            Ok(life) => Some(life.into()),
            Err(error) => {
                tracing::debug!(%release, %error, "the life of a plugin does not begin");
                None
            }
        }
    }

    fn plugins(&self) -> MutexGuard<'_, BTreeMap<PluginId, Versions>> {
        self.plugins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for Arc<Lives> {
    fn hear(&self, plugin: &PluginId, event: &Event) {
        self.told(plugin, event);
    }
}

fn of<'a>(versions: &'a mut [Led], loaded: &Loaded) -> Option<&'a mut Led> {
    versions
        .iter_mut()
        .find(|led| led.component == loaded.digest)
}

fn led<'a>(
    plugins: &'a mut BTreeMap<PluginId, Versions>,
    release: &Release,
    component: Digest,
) -> &'a mut Led {
    let versions = &mut plugins.entry(release.id.clone()).or_default().led;
    if let Some(place) = versions.iter().position(|led| led.release == *release) {
        // The latest at the end, so that what is forgotten is what was used least lately.
        let led = versions.remove(place);
        versions.push(led);
    } else {
        if versions.len() >= KEPT
            && let Some(over) = versions.iter().position(|led| led.life.is_none())
        {
            versions.remove(over);
        }
        versions.push(Led {
            release: release.clone(),
            component,
            life: None,
            load: 0,
            ended: 0,
        });
    }
    let last = versions.len() - 1;
    &mut versions[last]
}

/// Whether it answers calls, or finishes those that it has.
fn has_calls(life: &AnyLife) -> bool {
    matches!(life.state(), State::Active | State::Draining)
}

fn is_at_rest(life: &AnyLife) -> bool {
    life.state().is_rest()
}

fn faults(reason: &str) -> Cause {
    Actor::Faults.because(reason)
}

fn went_back(from: &Loaded, reason: &str) -> Cause {
    Actor::Faults.because(format!(
        "it was kept at hand, and {} was given up: {reason}",
        from.version
    ))
}

/// The shortest way from one state to another; nothing if it is there already. It leads through no failure.
fn way(from: State, to: State) -> Vec<State> {
    if from == to {
        return Vec::new();
    }
    let mut before: BTreeMap<State, State> = BTreeMap::new();
    let mut next = VecDeque::from([from]);
    while let Some(state) = next.pop_front() {
        for successor in state.successors() {
            let is_detour =
                matches!(successor, State::Failed | State::Quarantined) && *successor != to;
            if is_detour || *successor == from || before.contains_key(successor) {
                continue;
            }
            before.insert(*successor, state);
            next.push_back(*successor);
        }
    }
    let mut way: Vec<State> = std::iter::successors(Some(to), |state| before.get(state).copied())
        .take_while(|state| *state != from)
        .collect();
    way.reverse();
    way
}
