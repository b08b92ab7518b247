//! Watches over a version that took over, and puts the one before it back if it has to.

use super::exchange::switch;
use super::plan::SwapPlan;
use super::probation::{Probation, Record};
use crate::error::Result;
use crate::serving::{Active, Event, Loaded, Phase, Slot, Source};
use plugwright_host::{Availability, Plugin};
use plugwright_manifest::Version;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// How often it is asked whether the host still takes calls for it: faults of calls that are not made through a handle of
/// the fleet are not told otherwise.
const LOOK: Duration = Duration::from_millis(100);

/// The version before, while it may be needed again.
pub(super) struct Standby {
    /// It stays loaded, so that going back takes no longer than a switch; none if it was not.
    pub(super) plugin: Option<Plugin>,
    pub(super) source: Arc<dyn Source>,
}

impl Standby {
    pub(super) fn version(&self) -> Option<Version> {
        self.plugin.as_ref().map(|plugin| plugin.version().clone())
    }
}

/// Watches in the background.
pub(super) fn watch_over(slot: &Arc<Slot>, standby: Standby, plan: SwapPlan) {
    if plan.probation.window.is_zero() {
        return;
    }
    let Some(active) = slot.active() else {
        return;
    };
    let slot = slot.clone();
    tokio::spawn(async move {
        let number = active.number;
        if let Some(reason) = watch(active, &plan.probation).await {
            go_back(&slot, number, standby, plan, reason).await;
        }
    });
}

/// Why a version has to go; nothing if its time was over first, or if it is already on its way.
async fn watch(active: Arc<Active>, probation: &Probation) -> Option<String> {
    let deadline = Instant::now() + probation.window;
    let mut phase = active.phase.subscribe();
    // What is kept here must not keep it from being drained.
    let (watched, fault) = (Arc::downgrade(&active), active.fault.clone());
    drop(active);
    loop {
        let active = watched.upgrade()?;
        if let Some(reason) = probation.judge(record(&active)) {
            return Some(reason);
        }
        drop(active);
        tokio::select! {
            () = sleep_until(deadline) => return None,
            _ = phase.wait_for(|phase| *phase > Phase::Serving) => return None,
            () = fault.notified() => {}
            () = sleep(LOOK) => {}
        }
    }
}

fn record(active: &Active) -> Record {
    let (calls, faults) = active.record();
    Record {
        calls,
        faults,
        rests: !matches!(
            active.plugin.availability(),
            Availability::Serving | Availability::Probing
        ),
    }
}

async fn go_back(slot: &Arc<Slot>, number: u64, standby: Standby, plan: SwapPlan, reason: String) {
    let _alone = slot.exchange.lock().await;
    let Some(faulty) = slot.active().filter(|active| active.number == number) else {
        return;
    };
    let from = faulty.loaded();
    drop(faulty);
    match put_back(slot, standby, plan).await {
        Ok(to) => slot.tell(&Event::RolledBack { from, to, reason }),
        Err(error) => slot.tell(&Event::SwapRefused {
            code: error.code(),
            reason: format!("{} is too faulty ({reason}), but: {error}", from.version),
        }),
    }
}

async fn put_back(slot: &Arc<Slot>, standby: Standby, plan: SwapPlan) -> Result<Loaded> {
    let plugin = match standby.plugin {
        Some(plugin) => plugin,
        None => slot.load(&*standby.source).await?.0,
    };
    let switched = switch(slot, plugin)?;
    slot.replace_source(standby.source);
    slot.drain_within(switched.draining, plan.drain);
    Ok(switched.to)
}
