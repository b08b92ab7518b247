//! One writer at a time, among all processes.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Error;

/// How long somebody waits for the others. What is done under the lock takes a few milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(2);

/// The right to change the store, until it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until nobody else has it.
    pub(super) fn wait(path: &Path) -> Result<Self, Error> {
        let mut options = OpenOptions::new();
        let opened = options.create(true).append(true).open(path);
        let file = opened.map_err(Error::store("be locked"))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(Error::StoreBusy),
                Err(TryLockError::Error(error)) => return Err(Error::store("be locked")(error)),
            }
        }
    }
}
