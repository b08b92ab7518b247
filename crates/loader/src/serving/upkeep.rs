//! What is done for plugins from time to time, away from their calls.

use super::door::Door;
use super::event::Event;
use super::fleet::Shared;
use super::slot::Slot;
use std::sync::Arc;

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
            drop(fleet);
        }
    });
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
        self.drain_in_background(old);
    }
}
