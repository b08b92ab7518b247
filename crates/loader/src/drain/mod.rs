//! An old version finishes the calls that it has, until a deadline.

use crate::serving::{Active, Loaded, Phase};
use plugwright_host::Plugin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

/// How long calls that are stopped have to notice it: a guest that computes gives way at each tick of its engine.
const GRACE: Duration = Duration::from_secs(1);

/// How a version ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// All of its calls were over in time.
    Finished,
    /// Calls that were not over in time were stopped; their callers got [`DrainedAway`](crate::Error::DrainedAway).
    Cut,
    /// Somebody calls it on a stack of their own, which cannot be stopped: it is unloaded when they are done.
    Held,
}

/// A version that takes no new calls.
pub(crate) struct Draining {
    active: Arc<Active>,
    gone: oneshot::Receiver<()>,
}

impl Draining {
    pub(crate) fn new(active: Arc<Active>, gone: oneshot::Receiver<()>) -> Self {
        active.phase.send_replace(Phase::Retired);
        Self { active, gone }
    }

    /// Which version it is.
    pub(crate) fn loaded(&self) -> Loaded {
        self.active.loaded()
    }

    /// The version.
    pub(crate) fn plugin(&self) -> &Plugin {
        &self.active.plugin
    }

    /// Waits until its calls are over, and stops those that are not in time.
    pub(crate) async fn finish(self, deadline: Duration) -> (Drained, Duration) {
        let started = Instant::now();
        let phase = self.active.phase.clone();
        let mut gone = self.gone;
        drop(self.active);
        if timeout(deadline, &mut gone).await.is_ok() {
            return (Drained::Finished, started.elapsed());
        }
        phase.send_replace(Phase::Cut);
        let ended = match timeout(GRACE, gone).await {
            Ok(_) => Drained::Cut,
            Err(_) => Drained::Held,
        };
        (ended, started.elapsed())
    }

    /// Waits until its calls are over, and stops none.
    pub(crate) async fn wait(self, deadline: Duration) -> bool {
        drop(self.active);
        timeout(deadline, self.gone).await.is_ok()
    }
}
