//! State that one version carries over to the next: `plugwright:plugin/handover`, which both have to export.
//!
//! State lives in an instance, so it is only handed over between versions that have a single one: with more there is no such
//! thing as the plugin's state. Calls wait meanwhile, because one that the old version answered after it gave its state away
//! would be lost to the new one.

use super::exchange::{Switched, switch};
use crate::drain::Draining;
use crate::error::{Error, Result};
use crate::serving::{Door, Loaded, Slot};
use futures_util::FutureExt as _;
use plugwright_host::Plugin;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Every compatible version of the interface is asked.
const INTERFACE: &str = "plugwright:plugin/handover@0.1.";

/// Switches with the state of the old version, if both versions are made for that.
pub(super) async fn hand_over(
    slot: &Arc<Slot>,
    next: &Plugin,
    longest_pause: Duration,
) -> Result<Option<Switched>> {
    let Some(old) = slot.active().map(|active| active.plugin.clone()) else {
        return Ok(None);
    };
    if !(keeps_state(&old) && keeps_state(next)) {
        return Ok(None);
    }
    let started = Instant::now();
    let Some((pause, running)) = Pause::begin(slot, old.clone()) else {
        return Ok(None);
    };
    let drained = running.loaded();
    if !running.wait(longest_pause).await {
        return Err(refused(
            slot,
            "calls of the old version were not over in time",
        ));
    }
    let size = transfer(slot, &old, next).await?;
    let to = pause.end(next.clone())?;
    Ok(Some(Switched {
        to,
        from: Some(old),
        draining: None,
        drained: Some(drained),
        pause: started.elapsed(),
        state: Some(size),
    }))
}

fn keeps_state(plugin: &Plugin) -> bool {
    let exports = plugin
        .functions()
        .iter()
        .any(|function| function.name.starts_with(INTERFACE));
    exports && plugin.limits().concurrency.instances.get() == 1
}

async fn transfer(slot: &Slot, old: &Plugin, next: &Plugin) -> Result<usize> {
    let saved = old
        .call_json("plugwright:plugin/handover#save", &[])
        .await?;
    let state = accepted(slot, saved)?;
    let size = state.as_str().map_or(0, |base64| base64.len() / 4 * 3);
    let restored = next
        .call_json("plugwright:plugin/handover#restore", &[state])
        .await?;
    accepted(slot, restored)?;
    Ok(size)
}

/// The good case of a WIT `result` as JSON.
fn accepted(slot: &Slot, answer: Value) -> Result<Value> {
    match answer {
        Value::Object(mut cases) if cases.contains_key("ok") => {
            Ok(cases.remove("ok").unwrap_or_default())
        }
        refusal => Err(refused(slot, refusal.to_string())),
    }
}

fn refused(slot: &Slot, reason: impl Into<String>) -> Error {
    Error::HandoverFailed {
        plugin: slot.id.clone(),
        reason: reason.into(),
    }
}

/// Calls wait while there is one; if it ends without a new version, the old one takes them again.
struct Pause {
    slot: Arc<Slot>,
    old: Option<Plugin>,
    _over: oneshot::Sender<()>,
}

impl Pause {
    /// Lets calls wait; answers with the version that finishes those that run, or nothing if none is active.
    fn begin(slot: &Arc<Slot>, old: Plugin) -> Option<(Self, Draining)> {
        let (over, is_over) = oneshot::channel();
        let opening = is_over.map(|_| Ok(())).boxed().shared();
        let mut state = slot.lock();
        state.door.open()?;
        let running = Slot::shut(&mut state, Door::Opening(opening))?;
        drop(state);
        let pause = Self {
            slot: slot.clone(),
            old: Some(old),
            _over: over,
        };
        Some((pause, running))
    }

    /// Has the new version take the calls that wait.
    fn end(mut self, next: Plugin) -> Result<Loaded> {
        let switched = switch(&self.slot, next)?;
        self.old = None;
        Ok(switched.to)
    }
}

impl Drop for Pause {
    fn drop(&mut self) {
        let Some(old) = self.old.take() else {
            return;
        };
        let mut state = self.slot.lock();
        if matches!(state.door, Door::Opening(_)) && self.slot.switch(&mut state, old).is_err() {
            // It fitted its callers a moment ago; if it does not any more, the next call loads it anew.
            state.door = Door::Closed;
        }
    }
}
