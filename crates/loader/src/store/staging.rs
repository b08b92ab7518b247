//! A folder in which one writer prepares something that nobody sees yet.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::disk;
use super::lock::Lock;
use crate::Error;

/// A folder of one writer. It is removed when this is dropped, or when its writer is gone.
#[derive(Debug)]
pub(super) struct Staging {
    pub(super) folder: PathBuf,
    /// Locked as long as the writer lives.
    _alive: File,
}

impl Staging {
    /// Makes one. The store's lock keeps a cleaner away until the folder is locked.
    pub(super) fn make(staging: &Path, _: &Lock) -> Result<Self, Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = staging.join(format!("{}-{number}", std::process::id()));
        // Of a process with the same id that is gone: this one has not used the number.
        disk::remove(&folder).map_err(Error::store("clean its staging folder"))?;
        disk::make_folder(&folder)?;
        let alive = File::open(&folder).map_err(Error::store("open its staging folder"))?;
        alive
            .try_lock()
            .map_err(|error| Error::store("lock its staging folder")(error.into()))?;
        Ok(Self {
            folder,
            _alive: alive,
        })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // It was moved, or the next one who opens the store removes it.
        let _ = disk::remove(&self.folder);
    }
}

/// Removes what dead writers left.
pub(super) fn clean(staging: &Path, _: &Lock) -> Result<(), Error> {
    let failed = || Error::store("clean its staging folder");
    for entry in fs::read_dir(staging).map_err(failed())? {
        let folder = entry.map_err(failed())?.path();
        if is_abandoned(&folder) {
            disk::remove(&folder).map_err(failed())?;
        }
    }
    Ok(())
}

fn is_abandoned(folder: &Path) -> bool {
    File::open(folder).is_ok_and(|file| file.try_lock().is_ok())
}
