//! Nothing is compiled before somebody has said that it may run. Who that is, the embedding program decides.

use std::time::SystemTime;

use std::sync::Arc;

use plugwright_manifest::PluginId;
use plugwright_package::Archive;

use crate::state::{Actor, Discovered, Failed, Life, Verified};
use crate::store::{Pinned, Record, Store, Stored};
use crate::{Error, Release, Result};

/// Says whether an installed version may run: by its signatures, its origin, what it asks for and what was granted.
pub trait Verifier: Send + Sync + 'static {
    /// Judges one version. It is asked each time before the version is compiled, and reads as much as it needs.
    ///
    /// # Errors
    /// Why the version must not run, in plain words.
    fn verify(&self, facts: &Facts<'_>) -> std::result::Result<(), Refusal>;
}

impl<V: Verifier + ?Sized> Verifier for Arc<V> {
    fn verify(&self, facts: &Facts<'_>) -> std::result::Result<(), Refusal> {
        (**self).verify(facts)
    }
}

/// What a [`Verifier`] may look at. All of it was compared with the digests of the active set.
#[derive(Debug)]
pub struct Facts<'a> {
    store: &'a Store,
    pinned: &'a Pinned,
    record: &'a Record,
}

impl Facts<'_> {
    /// Which version.
    pub fn release(&self) -> &Release {
        &self.record.release
    }

    /// What is known of it: its origin, its manifest, its imports.
    pub fn record(&self) -> &Record {
        self.record
    }

    /// What was pinned when it was activated, with the digest of its grants.
    pub fn pinned(&self) -> &Pinned {
        self.pinned
    }

    /// When it was installed, by the clock of this machine; none if nobody knows. Unlike the rest, no digest covers it.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn installed_at(&self) -> Result<Option<SystemTime>> {
        self.store.installed_at(self.release())
    }

    /// Its package with the signatures, read from its first byte to its last.
    ///
    /// # Errors
    /// [`Error::Package`] or [`Error::Damaged`] if it is not what was installed.
    pub fn package(&self) -> Result<Archive> {
        self.store.package(self.release())
    }
}

/// Why a version must not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, in plain words.
    pub reason: String,
}

/// A plugin that did not become verified.
#[derive(Debug)]
pub struct Unverified {
    /// Its life, to try again or to end.
    pub life: Life<Failed>,
    /// What went wrong.
    pub error: Box<Error>,
}

impl Store {
    /// Reads a version of the active set and has it judged. The bytes that are judged are the bytes that come back.
    ///
    /// # Errors
    /// [`Error::Refused`]; otherwise as [`Store::load`].
    pub fn load_verified(
        &self,
        id: &PluginId,
        pinned: &Pinned,
        verifier: &dyn Verifier,
    ) -> Result<Stored> {
        let stored = self.load(id, pinned)?;
        let facts = Facts {
            store: self,
            pinned,
            record: &stored.record,
        };
        let verdict = verifier.verify(&facts);
        verdict.map_err(|refusal| Error::Refused {
            release: Box::new(stored.record.release.clone()),
            reason: refusal.reason,
        })?;
        Ok(stored)
    }

    /// As [`Store::load_verified`], as a step of the plugin's life.
    ///
    /// # Errors
    /// [`Unverified`]: the life that failed, and of what.
    pub fn verify(
        &self,
        life: Life<Discovered>,
        pinned: &Pinned,
        verifier: &dyn Verifier,
    ) -> std::result::Result<(Life<Verified>, Stored), Unverified> {
        let id = life.release().id.clone();
        match self.load_verified(&id, pinned, verifier) {
            Ok(stored) => {
                let good =
                    Actor::Host.because("its bytes are those that were installed, and it may run");
                Ok((life.enter(good), stored))
            }
            Err(error) => Err(Unverified {
                life: life.enter(Actor::Host.because(format!("{error} [{}]", error.code()))),
                error: error.into(),
            }),
        }
    }
}
