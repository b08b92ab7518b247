//! Moves the epoch of every engine, from a thread that guests cannot keep busy.
//!
//! The thread belongs to the operating system and not to the async runtime: as many spinning guests as the runtime has
//! workers must not keep the epoch from moving. It moves it once a wake-up, so that a stalled machine catches up with one
//! tick and not with a burst.

use std::sync::Weak;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a ticker drives.
pub(crate) trait Ticked: Send + Sync + 'static {
    /// Called once an interval.
    fn tick(&self);
}

/// A running ticker; dropping it ends its thread within an interval.
pub(crate) struct Ticker {
    stop: std::sync::Arc<AtomicBool>,
}

impl Ticker {
    /// Starts a thread that ticks `target` until the target or the ticker is dropped.
    pub(crate) fn start(interval: Duration, target: Weak<impl Ticked>) -> std::io::Result<Self> {
        let stop = std::sync::Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        std::thread::Builder::new()
            .name("plugwright-ticker".into())
            .spawn(move || {
                while !stopped.load(Ordering::Relaxed) {
                    std::thread::sleep(interval);
                    let Some(target) = target.upgrade() else {
                        return;
                    };
                    target.tick();
                }
            })?;
        Ok(Self { stop })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
