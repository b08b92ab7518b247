//! The slow way of a call: a plugin that is not loaded is loaded, once, however many callers wait for it.

use super::active::Active;
use super::door::{Door, Lock, Opening};
use super::event::Event;
use super::settings::jitter;
use super::slot::{Slot, State};
use super::source::Source;
use crate::error::{Error, Result};
use crate::faults::Consequence;
use futures_util::FutureExt as _;
use plugwright_host::Plugin;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, MutexGuard};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// What a call does that found no version to call at once.
enum Way {
    Enter(Arc<Active>),
    WaitFor(Opening),
    EnterAfter(Duration, Arc<Active>),
}

impl Slot {
    /// The version to call, when the plugin takes the call.
    pub(crate) async fn admit(self: &Arc<Self>) -> Result<Arc<Active>> {
        let asked = Instant::now();
        let admitted = self.wait_for_way().await;
        self.account.waited(asked.elapsed());
        admitted
    }

    async fn wait_for_way(self: &Arc<Self>) -> Result<Arc<Active>> {
        loop {
            let way = self.way()?;
            match way {
                Way::Enter(active) => return Ok(active),
                Way::EnterAfter(wait, active) => {
                    sleep(wait).await;
                    return Ok(active);
                }
                Way::WaitFor(opening) => {
                    opening.await.map_err(|cause| Error::NotLoaded {
                        plugin: self.id.clone(),
                        cause,
                    })?;
                }
            }
        }
    }

    fn way(self: &Arc<Self>) -> Result<Way> {
        let mut state = self.lock();
        match &mut state.door {
            Door::Open(open) => Ok(Way::Enter(open.active.clone())),
            Door::Narrow(open, throttle) => throttle
                .pass(Instant::now())
                .map(|wait| Way::EnterAfter(wait, open.active.clone()))
                .map_err(|excess| excess.error(&self.id)),
            Door::Opening(opening) => Ok(Way::WaitFor(opening.clone())),
            Door::Locked(lock) => Err(lock.error(&self.id)),
            Door::Closed => {
                state
                    .restarts
                    .admit(Instant::now())
                    .map_err(|refusal| refusal.error(&self.id))?;
                let opening = self.begin_to_open(state.source.clone());
                state.door = Door::Opening(opening.clone());
                Ok(Way::WaitFor(opening))
            }
        }
    }

    /// Loads in a task of its own, so that a caller that gives up does not take the load with it.
    fn begin_to_open(self: &Arc<Self>, source: Arc<dyn Source>) -> Opening {
        let slot = self.clone();
        let load = tokio::spawn(async move {
            let load = AssertUnwindSafe(slot.load(&*source)).catch_unwind();
            let loaded = load.await.unwrap_or(Err(Error::LoadPanicked));
            slot.opened(loaded)
        });
        // The task ends early only with its runtime.
        let outcome = load.map(|ended| ended.unwrap_or(Err(Arc::new(Error::LoadPanicked))));
        outcome.boxed().shared()
    }

    /// Loads when it is its turn.
    pub(crate) async fn load(&self, source: &dyn Source) -> Result<(Plugin, Duration)> {
        let asked = Instant::now();
        self.tell(&Event::Queued);
        let turn = self.settings.loads.acquire().await;
        self.tell(&Event::Loading);
        let plugin = source.load().await?;
        drop(turn);
        Ok((plugin, asked.elapsed()))
    }

    fn opened(self: &Arc<Self>, loaded: Result<(Plugin, Duration)>) -> Result<(), Arc<Error>> {
        let mut state = self.lock();
        if !matches!(state.door, Door::Opening(_)) {
            // Stopped or removed meanwhile: what waits asks the door again.
            return Ok(());
        }
        let switched = loaded.and_then(|(plugin, took)| {
            let (loaded, _) = self.switch(&mut state, plugin)?;
            Ok(Event::Active { loaded, took })
        });
        match switched {
            Ok(event) => {
                drop(state);
                self.tell(&event);
                Ok(())
            }
            Err(error) => {
                self.load_failed(state, &error);
                Err(Arc::new(error))
            }
        }
    }

    fn load_failed(&self, mut state: MutexGuard<'_, State>, error: &Error) {
        let consequence = state
            .restarts
            .failed(Instant::now(), error.code(), jitter());
        let failed = Event::LoadFailed {
            code: error.code(),
            reason: error.to_string(),
        };
        match consequence {
            Consequence::TryAfter(_) => {
                state.door = Door::Closed;
                drop(state);
                self.tell(&failed);
            }
            Consequence::GiveUp(reason) => {
                state.door = Door::Locked(Lock::Quarantined(reason.clone()));
                drop(state);
                self.tell(&failed);
                self.tell(&Event::Quarantined { reason });
            }
        }
    }
}
