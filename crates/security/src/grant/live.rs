//! A grant that can change while the plugin runs.
//!
//! Whoever runs plugins asks [`LiveGrant::revision`], which is one load of an atomic, as often as it likes; only when it is another does it
//! ask for the rest, and give the running plugin less, or nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;

use super::{Grant, GrantFolder, Revocation};
use crate::Error;

/// A grant in force. Clones are the same grant.
#[derive(Clone, Debug)]
pub struct LiveGrant(Arc<State>);

#[derive(Debug)]
struct State {
    revision: AtomicU64,
    grant: ArcSwap<Grant>,
}

impl LiveGrant {
    /// Begins with a grant.
    pub fn new(grant: Grant) -> Self {
        Self(Arc::new(State {
            revision: AtomicU64::new(0),
            grant: ArcSwap::from_pointee(grant),
        }))
    }

    /// A number that is another one after each change.
    pub fn revision(&self) -> u64 {
        self.0.revision.load(Ordering::Acquire)
    }

    /// The grant as it is now.
    ///
    /// # Errors
    /// [`Error::GrantRevoked`] if it was taken back.
    pub fn get(&self) -> Result<Arc<Grant>, Error> {
        let grant = self.0.grant.load_full();
        grant.in_force()?;
        Ok(grant)
    }

    /// Puts another grant in force.
    pub fn replace(&self, grant: Grant) {
        self.0.grant.store(Arc::new(grant));
        // After the grant: whoever sees the new number sees the new grant.
        self.0.revision.fetch_add(1, Ordering::Release);
    }

    /// Takes the grant back. Whoever asks from now on gets an error.
    pub fn revoke(&self, revocation: Revocation) {
        let mut grant = Grant::clone(&self.0.grant.load());
        grant.revoked = Some(revocation);
        self.replace(grant);
    }

    /// Follows what stands in the folder; a grant that is gone there is revoked here. Says whether something changed.
    ///
    /// # Errors
    /// As [`GrantFolder::get`]; the grant stays as it is then.
    pub fn refresh(&self, folder: &GrantFolder, missing: Revocation) -> Result<bool, Error> {
        let current = self.0.grant.load_full();
        match folder.get(&current.plugin)? {
            Some(grant) if grant == *current => Ok(false),
            Some(grant) => {
                self.replace(grant);
                Ok(true)
            }
            None if current.revoked.is_some() => Ok(false),
            None => {
                self.revoke(missing);
                Ok(true)
            }
        }
    }
}
