//! One loaded version of a plugin while it is called.

use super::event::Loaded;
use crate::accounting::{Account, Usage};
use plugwright_host::{Error, Plugin};
use plugwright_manifest::Fault;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use tokio::sync::{Notify, oneshot, watch};

/// How far a version is on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// New calls go to it.
    Serving,
    /// It finishes the calls that it has.
    Retired,
    /// Its calls are stopped.
    Cut,
}

/// The time was over that an old version had to finish its calls.
#[derive(Debug)]
pub(crate) struct CutOff;

/// A version, shared by its views and by the calls that it answers; what holds it last says that it is gone.
pub(crate) struct Active {
    pub(crate) plugin: Plugin,
    /// Counts the versions of a slot, so that one is not taken for another of the same digest.
    pub(crate) number: u64,
    pub(crate) phase: watch::Sender<Phase>,
    pub(crate) account: Arc<Account>,
    /// What the plugin used before, which it did if it was active before.
    before: Usage,
    faults: AtomicU64,
    /// Told at each fault.
    pub(crate) fault: Arc<Notify>,
    _gone: oneshot::Sender<()>,
}

impl Active {
    /// A version that takes calls, and what resolves when its last call is over.
    pub(crate) fn new(
        plugin: Plugin,
        number: u64,
        account: Arc<Account>,
    ) -> (Arc<Self>, oneshot::Receiver<()>) {
        let (gone, is_gone) = oneshot::channel();
        account.open();
        let active = Self {
            before: Usage::of(&plugin.metrics()),
            plugin,
            number,
            phase: watch::Sender::new(Phase::Serving),
            account,
            faults: AtomicU64::new(0),
            fault: Arc::default(),
            _gone: gone,
        };
        (Arc::new(active), is_gone)
    }

    /// Which version it is.
    pub(crate) fn loaded(&self) -> Loaded {
        Loaded {
            version: self.plugin.version().clone(),
            digest: *self.plugin.digest(),
            number: self.number,
        }
    }

    /// Drives a call until it is over or cut off. A call that answers at its first poll pays for nothing.
    pub(crate) async fn until_cut<F: Future>(
        &self,
        mut call: Pin<&mut F>,
    ) -> Result<F::Output, CutOff> {
        let mut cut = None;
        std::future::poll_fn(|context| {
            if let Poll::Ready(answer) = call.as_mut().poll(context) {
                return Poll::Ready(Ok(answer));
            }
            cut.get_or_insert_with(|| {
                let mut phase = self.phase.subscribe();
                // The sender is in `self`, which outlives this.
                Box::pin(async move { phase.wait_for(|phase| *phase == Phase::Cut).await.is_ok() })
            })
            .as_mut()
            .poll(context)
            .map(|_| Err(CutOff))
        })
        .await
    }

    /// Notes a call that failed.
    #[cold]
    pub(crate) fn failed(&self, error: &Error) {
        if error.fault() == Fault::Plugin {
            self.faults.fetch_add(1, Ordering::Relaxed);
            self.fault.notify_one();
        }
    }

    /// Calls that ended since it took over, and how many of them were its own fault.
    pub(crate) fn record(&self) -> (u64, u64) {
        let faults = self.faults.load(Ordering::Relaxed);
        (self.usage().calls.max(faults), faults)
    }

    /// What it used since it took over.
    pub(crate) fn usage(&self) -> Usage {
        Usage::of(&self.plugin.metrics()) - self.before
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.account.close(self.usage());
    }
}
