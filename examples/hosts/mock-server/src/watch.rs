//! Notices that files changed, by looking at them now and then: that works on every file system and with every way in
//! which editors and deployments replace files.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// Watches a set of files.
#[derive(Debug)]
pub(crate) struct Watch {
    files: Vec<PathBuf>,
    seen: Vec<Fingerprint>,
    interval: Duration,
}

/// Modification time and length; none if there is no file.
type Fingerprint = Option<(SystemTime, u64)>;

impl Watch {
    /// Begins to watch; the files as they are now are the state that changes are compared with.
    pub(crate) fn new(files: Vec<PathBuf>, interval: Duration) -> Self {
        let seen = fingerprints(&files);
        Self {
            files,
            seen,
            interval,
        }
    }

    /// Waits until a file changed and then stayed as it is for one interval: whoever writes in pieces is not
    /// interrupted.
    pub(crate) async fn changed(&mut self) {
        loop {
            let now = self.look_later().await;
            if now != self.seen {
                self.seen = self.settled(now).await;
                return;
            }
        }
    }

    async fn settled(&mut self, mut before: Vec<Fingerprint>) -> Vec<Fingerprint> {
        loop {
            let now = self.look_later().await;
            if now == before {
                return now;
            }
            before = now;
        }
    }

    async fn look_later(&self) -> Vec<Fingerprint> {
        tokio::time::sleep(self.interval).await;
        let files = self.files.clone();
        let looked = tokio::task::spawn_blocking(move || fingerprints(&files)).await;
        looked.unwrap_or_else(|_| self.seen.clone())
    }
}

fn fingerprints(files: &[PathBuf]) -> Vec<Fingerprint> {
    let fingerprint = |file: &PathBuf| {
        let metadata = std::fs::metadata(file).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    files.iter().map(fingerprint).collect()
}
