//! What is installed, and what of it is active.
//!
//! ```text
//! STORE/
//!   lock                                  whoever changes the store holds it
//!   active.json                           the active set: replaced as a whole, never written in place
//!   versions/acme.auth-jwt/1.2.0@HEX/     one version, never changed
//!     package.plug                        the package, as it was signed
//!     record.json                         what it is, so that nobody has to read the package to know
//!     since                               when it was installed, in seconds since 1970
//!   staging/PID-NUMBER/                   what somebody is writing, or what a crash left
//! ```
//!
//! A version is written into `staging`, made durable, and moved to its place; the active set is written beside itself, made
//! durable, and moved over the old one. A move is the only step that anybody can see, and it happens or it does not. So a
//! crash, a kill or a full disk leaves the old state or the new one. What is left in `staging` is removed by whoever opens
//! the store next, unless its writer still lives: a writer holds a lock on its folder, which ends with the process.
//!
//! Changes of several processes are put in order by an advisory lock
//! ([flock](https://man7.org/linux/man-pages/man2/flock.2.html)), so the store belongs on a local disk. Readers need none.
//! Everything here blocks on a disk: call it where blocking is allowed.

mod active_set;
mod change;
mod disk;
mod folder;
mod install;
mod lock;
mod place;
mod read;
mod record;
mod staging;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use plugwright_package::Limits;

pub use active_set::{ActivePlugin, ActiveSet, Pinned};
pub use change::Change;
pub use read::Stored;
pub use record::{Origin, Record};

use crate::Error;
use lock::Lock;

/// A folder of installed plugins.
#[derive(Clone, Debug)]
pub struct Store {
    root: PathBuf,
    limits: Limits,
}

impl Store {
    /// Opens the store in `folder`, makes it if there is none, and removes what crashed writers left.
    ///
    /// # Errors
    /// [`Error::UnsafeStore`] if others could change what is in it; [`Error::StoreBusy`]; [`Error::Store`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        Self::open_within(folder, Limits::default())
    }

    /// As [`Store::open`], for packages within other limits.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_within(folder: &Path, limits: Limits) -> Result<Self, Error> {
        let store = Self {
            root: folder.to_owned(),
            limits,
        };
        disk::make_folder(&store.root)?;
        disk::refuse_foreign(&store.root)?;
        disk::make_folder(&store.versions())?;
        disk::make_folder(&store.staging())?;
        let lock = store.lock()?;
        staging::clean(&store.staging(), &lock)?;
        Ok(store)
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.root
    }

    fn lock(&self) -> Result<Lock, Error> {
        Lock::wait(&self.root.join("lock"))
    }

    fn versions(&self) -> PathBuf {
        self.root.join("versions")
    }

    fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }

    fn active_file(&self) -> PathBuf {
        self.root.join("active.json")
    }
}
