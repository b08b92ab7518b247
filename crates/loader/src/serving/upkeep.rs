//! What is done for plugins from time to time, away from their calls.

use super::door::{Door, Lock};
use super::event::Event;
use super::fleet::Shared;
use super::idle::evicted;
use super::settings::jitter;
use super::slot::Slot;
use super::throttle::Throttle;
use crate::accounting::{Action, Findings, Rule, Verdict};
use crate::faults::Consequence;
use plugwright_host::Availability;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Calls of a plugin that is only evicted end at their own deadlines.
const AS_LONG_AS_IT_TAKES: Duration = Duration::from_secs(24 * 3600);
/// How long a call of a throttled plugin waits at most.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Looks after a fleet for as long as there is one.
pub(super) fn start(fleet: &Arc<Shared>) {
    let interval = fleet.settings.upkeep;
    let fleet = Arc::downgrade(fleet);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(interval).await;
            let Some(fleet) = fleet.upgrade() else {
                return;
            };
            look_after(&fleet, Instant::now());
        }
    });
}

fn look_after(fleet: &Shared, now: Instant) {
    let mut loaded = Vec::new();
    for slot in fleet.slots() {
        slot.review(now);
        slot.restart_if_given_up_by_the_host(now);
        slot.release_if_it_waited_long_enough(now);
        if let Some(idle) = slot.idle_for(now) {
            loaded.push((slot, idle));
        }
    }
    let idle: Vec<_> = loaded.iter().map(|(_, idle)| *idle).collect();
    let settings = &fleet.settings;
    for place in evicted(&idle, settings.idle_timeout, settings.loaded_at_most) {
        if let Some((slot, _)) = loaded.get(place) {
            slot.evict();
        }
    }
}

impl Slot {
    /// Unloads the plugin until it is called again.
    pub(crate) fn evict(self: &Arc<Self>) {
        let mut state = self.lock();
        if !matches!(state.door, Door::Open(_)) {
            return;
        }
        let old = Self::shut(&mut state, Door::Closed);
        drop(state);
        self.tell(&Event::Evicted);
        self.drain_within(old, AS_LONG_AS_IT_TAKES);
    }

    /// For how long nobody has called the version that is loaded.
    fn idle_for(&self, now: Instant) -> Option<Duration> {
        let active = self.active()?;
        let calls = active.plugin.metrics().calls;
        Some(self.upkeep().idleness.observe(active.number, calls, now))
    }

    fn review(self: &Arc<Self>, now: Instant) {
        let usage = self.usage();
        let Findings {
            verdicts,
            anomalies,
        } = self.upkeep().review.look(usage, now);
        for anomaly in anomalies {
            self.tell(&Event::Unusual(anomaly));
        }
        for verdict in verdicts {
            match verdict {
                Verdict::Broken { rule, measured } => self.over_budget(rule, measured),
                Verdict::Kept { rule } => self.within_budget(rule),
            }
        }
    }

    fn over_budget(self: &Arc<Self>, rule: Rule, measured: f64) {
        self.tell(&Event::OverBudget { rule, measured });
        match rule.action {
            Action::Warn => {}
            Action::Throttle { calls_a_second } => {
                self.narrow(Throttle::new(calls_a_second, LONGEST_WAIT));
            }
            Action::Stop => self.lock_up(Lock::Stopped(format!(
                "{measured:.3} {}, where {} are allowed",
                rule.quantity, rule.at_most
            ))),
        }
    }

    fn within_budget(&self, rule: Rule) {
        self.tell(&Event::WithinBudget { rule });
        if matches!(rule.action, Action::Throttle { .. }) {
            self.widen();
        }
    }

    /// Lets calls through at a rate.
    fn narrow(&self, throttle: Throttle) {
        let mut state = self.lock();
        state.door = match std::mem::replace(&mut state.door, Door::Closed) {
            Door::Open(open) | Door::Narrow(open, _) => Door::Narrow(open, throttle),
            other => other,
        };
        if matches!(state.door, Door::Narrow(..)) {
            state.hide();
        }
    }

    /// Lets calls through as they come.
    fn widen(&self) {
        let mut state = self.lock();
        state.door = match std::mem::replace(&mut state.door, Door::Closed) {
            Door::Narrow(open, _) => {
                state.show(&open.active);
                Door::Open(open)
            }
            other => other,
        };
    }

    /// A plugin that the host takes no calls for is loaded anew, as often as its budget allows.
    fn restart_if_given_up_by_the_host(self: &Arc<Self>, now: Instant) {
        let Some(active) = self.active() else {
            return;
        };
        let Availability::Quarantined { reason } = active.plugin.availability() else {
            return;
        };
        let mut state = self.lock();
        if state.door.open().map(|open| open.active.number) != Some(active.number) {
            return;
        }
        match state.restarts.failed(now, &reason, jitter()) {
            Consequence::GiveUp(reason) => {
                drop(state);
                self.lock_up(Lock::Quarantined(reason));
            }
            Consequence::TryAfter(_) => {
                let old = Self::shut(&mut state, Door::Closed);
                drop(state);
                self.tell(&Event::Restarting { reason });
                self.drain_in_background(old);
            }
        }
    }

    fn release_if_it_waited_long_enough(&self, now: Instant) {
        let state = self.lock();
        let release = matches!(state.door, Door::Locked(Lock::Quarantined(_)))
            && state.restarts.may_leave_quarantine(now);
        drop(state);
        if release {
            self.release();
        }
    }
}
