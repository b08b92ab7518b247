//! The steps of a swap.

use super::handover::hand_over;
use super::plan::{SwapPlan, SwapReport};
use super::rollback::{Standby, watch_over};
use crate::drain::{Drained, Draining};
use crate::error::{Error, Result};
use crate::serving::{Event, Loaded, Slot, Source};
use plugwright_host::{HealthStatus, Plugin};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What a switch did.
pub(super) struct Switched {
    /// The version that is called.
    pub(super) to: Loaded,
    /// The version that was called.
    pub(super) from: Option<Plugin>,
    /// The same while it has calls.
    pub(super) draining: Option<Draining>,
    /// The same if its calls are over.
    pub(super) drained: Option<Loaded>,
    pub(super) pause: Duration,
    pub(super) state: Option<usize>,
}

/// Has another version take over. Runs to its end even if its caller gives up, so that no plugin is left between two versions.
pub(crate) async fn exchange(
    slot: Arc<Slot>,
    next: Arc<dyn Source>,
    plan: SwapPlan,
) -> Result<SwapReport> {
    let work = tokio::spawn(async move {
        let Ok(_alone) = slot.exchange.clone().try_lock_owned() else {
            return Err(Error::SwapUnderWay {
                plugin: slot.id.clone(),
            });
        };
        slot.tell(&Event::Preparing);
        let done = replace(&slot, next, plan).await;
        if let Err(error) = &done {
            slot.tell(&Event::SwapRefused {
                code: error.code(),
                reason: error.to_string(),
            });
        }
        done
    });
    work.await.unwrap_or(Err(Error::LoadPanicked))
}

async fn replace(slot: &Arc<Slot>, next: Arc<dyn Source>, plan: SwapPlan) -> Result<SwapReport> {
    let started = Instant::now();
    let (plugin, _) = slot.load(&*next).await?;
    check_health(&plugin).await?;
    let preparation = started.elapsed();

    let switched = match hand_over(slot, &plugin, plan.longest_pause).await? {
        Some(switched) => switched,
        None => switch(slot, plugin.clone())?,
    };
    let standby = Standby {
        plugin: switched.from,
        source: slot.replace_source(next),
    };
    let report = SwapReport {
        from: standby.version(),
        to: plugin.version().clone(),
        preparation,
        pause: switched.pause,
        state: switched.state,
    };
    slot.tell(&Event::Switched {
        from: report.from.clone(),
        to: switched.to,
        pause: report.pause,
    });
    if let Some(loaded) = switched.drained {
        slot.tell(&Event::Drained {
            loaded,
            how: Drained::Finished,
            took: report.pause,
        });
    }
    slot.drain_within(switched.draining, plan.drain);
    watch_over(slot, standby, plan);
    Ok(report)
}

async fn check_health(plugin: &Plugin) -> Result<()> {
    let health = plugin.health().await?;
    if health.status == HealthStatus::Unhealthy {
        return Err(Error::Unhealthy {
            plugin: plugin.id().clone(),
            version: plugin.version().clone(),
            detail: health.detail,
        });
    }
    Ok(())
}

/// Replaces the pointer; nobody waits.
pub(super) fn switch(slot: &Slot, plugin: Plugin) -> Result<Switched> {
    let mut state = slot.lock();
    let (to, draining) = slot.switch(&mut state, plugin)?;
    state.restarts.forget();
    Ok(Switched {
        to,
        from: draining.as_ref().map(|old| old.plugin().clone()),
        draining,
        drained: None,
        pause: Duration::ZERO,
        state: None,
    })
}
