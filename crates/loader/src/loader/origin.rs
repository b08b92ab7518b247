//! One version on its way from the store to its first call.

use super::launch::Launch;
use super::lives::Lives;
use crate::serving::{Loading, Source};
use crate::state::{Actor, Compiled, Discovered, Failed, Life, Resolved};
use crate::store::{Pinned, Store, Stored};
use crate::verify::{Unverified, Verifier};
use crate::{Broker, Consumer, Error, Result};
use plugwright_host::{Engine, Plugin};
use plugwright_manifest::{Digest, PluginId};
use std::sync::Arc;

/// What all versions of a loader are loaded with.
#[derive(Clone)]
pub(super) struct Workshop {
    pub(super) engine: Engine,
    pub(super) store: Store,
    pub(super) verifier: Arc<dyn Verifier>,
    pub(super) launch: Arc<dyn Launch>,
    pub(super) broker: Broker,
    pub(super) lives: Arc<Lives>,
}

/// A version in the store. Each load reads it, has it verified, and begins or goes on with its life.
pub(super) struct Origin {
    pub(super) workshop: Workshop,
    pub(super) id: PluginId,
    pub(super) pinned: Pinned,
    pub(super) component: Digest,
}

impl Source for Origin {
    fn load(&self) -> Loading<'_> {
        Box::pin(async {
            let release = self.pinned.release(&self.id);
            match self.workshop.lives.take(&release, self.component) {
                Some(life) => self.lead(life).await,
                // An earlier load of the same version is alive; its state is what counts.
                None => self.again().await,
            }
        })
    }
}

impl Origin {
    async fn lead(&self, life: Life<Discovered>) -> Result<Plugin> {
        let lives = &self.workshop.lives;
        let verified =
            self.blocking(move |store, _, pinned, verifier| store.verify(life, pinned, verifier));
        let (life, stored) = match verified.await? {
            Ok(verified) => verified,
            Err(Unverified { life, error }) => {
                lives.give_back(self.component, life);
                return Err(*error);
            }
        };
        let life = life.enter::<Resolved>(Actor::Host.because("it fits all else that is active"));
        match self.compile(stored).await {
            Ok(plugin) => {
                let cause = Actor::Host.because("it is compiled, and its first instance started");
                lives.give_back(self.component, life.enter::<Compiled>(cause));
                Ok(plugin)
            }
            Err(error) => {
                let cause = Actor::Host.because(format!("{error} [{}]", error.code()));
                lives.give_back(self.component, life.enter::<Failed>(cause));
                Err(error)
            }
        }
    }

    async fn again(&self) -> Result<Plugin> {
        let stored =
            self.blocking(|store, id, pinned, verifier| store.load_verified(id, pinned, verifier));
        self.compile(stored.await??).await
    }

    async fn compile(&self, stored: Stored) -> Result<Plugin> {
        let Workshop {
            engine,
            launch,
            broker,
            ..
        } = &self.workshop;
        let terms = launch.launch(&stored.record, &self.pinned)?;
        let consumer = Consumer::of(&stored.record, terms.calls);
        let builder = engine
            .plugin(self.id.clone(), stored.component)
            .version(self.pinned.version.clone())
            .grants(broker.link(&consumer, terms.grants)?)
            .limits(terms.limits)
            .reuse(terms.reuse);
        Ok(builder.load().await?)
    }

    /// Reads and verifies where a disk may be waited for.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store, &PluginId, &Pinned, &dyn Verifier) -> T + Send + 'static,
    ) -> Result<T> {
        let (store, verifier) = (self.workshop.store.clone(), self.workshop.verifier.clone());
        let (id, pinned) = (self.id.clone(), self.pinned.clone());
        let done = tokio::task::spawn_blocking(move || work(&store, &id, &pinned, &*verifier));
        done.await.map_err(|_| Error::LoadPanicked)
    }
}
