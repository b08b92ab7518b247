//! Changes that others make in the store: an operator's command, another process of the same program.

use super::running::{Loader, Shared};
use crate::watch::notifications;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::timeout;

/// How often the store is looked at though nothing was heard of it.
const LOOK: Duration = Duration::from_secs(1);

/// Follows the store until it is dropped.
#[derive(Debug)]
#[must_use = "a store is followed for as long as this is kept"]
pub struct Following {
    task: AbortHandle,
    _watcher: Option<notify::RecommendedWatcher>,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Loader {
    /// Makes what runs the same as what is active whenever that changes, as [`Loader::sync`] does. What could not be made so is
    /// logged, and tried again when the store changes again.
    pub fn follow(&self) -> Following {
        let changed = Arc::new(Notify::new());
        let watcher = notifications(self.store().folder(), changed.clone()).inspect_err(|error| {
            tracing::warn!(%error, "no notifications of the plugin store: it is only looked at from time to time");
        });
        let loader = Arc::downgrade(&self.0);
        Following {
            task: tokio::spawn(follow(loader, changed)).abort_handle(),
            _watcher: watcher.ok(),
        }
    }

    /// Looks at the store, and syncs if it is of another generation than `seen`; answers with the one that it has.
    async fn sync_if_changed(&self, seen: Option<u64>) -> Option<u64> {
        let generation = self.with_store(|_, set, _| Ok(set.generation)).await.ok()?;
        let known = self.0.running.lock().await.generation;
        if generation == known || Some(generation) == seen {
            return Some(generation);
        }
        match self.sync().await {
            Ok(synced) => {
                for (release, error) in &synced.refused {
                    tracing::error!(%release, %error, code = error.code(), "a version cannot take over");
                }
                tracing::info!(
                    generation,
                    added = synced.added.len(),
                    swapped = synced.swapped.len(),
                    removed = synced.removed.len(),
                    "the plugins are those that are active now"
                );
            }
            Err(error) => {
                tracing::error!(%error, code = error.code(), "the active set cannot run; what ran before goes on");
            }
        }
        Some(generation)
    }
}

async fn follow(loader: Weak<Shared>, changed: Arc<Notify>) {
    let mut seen = None;
    loop {
        let Some(shared) = loader.upgrade() else {
            return;
        };
        seen = Loader(shared).sync_if_changed(seen).await.or(seen);
        drop(timeout(LOOK, changed.notified()).await);
    }
}
