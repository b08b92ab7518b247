//! Serves what is built into a folder.

use super::doubt::Doubts;
use super::folder::{Folder, Found, ReadFile};
use crate::error::{Error, Result};
use crate::serving::{Fleet, Source};
use crate::swap::SwapPlan;
use notify::{RecursiveMode, Watcher as _};
use plugwright_manifest::{Digest, PluginId};
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, spawn_blocking};
use tokio::time::{sleep, timeout};

/// How a folder is watched; each setting has a default.
#[derive(Clone, Copy, Debug)]
pub struct WatchSettings {
    /// How long a file has to look the same before it is read. Default 100 ms.
    pub quiet: Duration,
    /// How long a file that cannot be served has to stay as it is before that is told, because its writer may only be held
    /// up. Default 500 ms.
    pub patience: Duration,
    /// How often the folder is looked at though nothing was heard of it. Default 1 s.
    pub poll: Duration,
    /// How large a file may be, in bytes. Default 64 MiB.
    pub largest: u64,
    /// How a new build takes the place of the one that runs.
    pub plan: SwapPlan,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self {
            quiet: Duration::from_millis(100),
            patience: Duration::from_millis(500),
            poll: Duration::from_secs(1),
            largest: 64 << 20,
            plan: SwapPlan::default(),
        }
    }
}

/// A file that was built.
#[derive(Clone, Debug)]
pub struct BuiltFile {
    /// Its name in the folder.
    pub name: String,
    /// What is in it; this is what has to be loaded, because the file may change again.
    pub bytes: Arc<[u8]>,
    /// The digest of that.
    pub digest: Digest,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WatchEvent {
    /// It is served from now on.
    Serving {
        /// The file.
        file: String,
        /// The plugin that it is.
        plugin: PluginId,
        /// The digest of its content.
        digest: Digest,
        /// How long that took, from the read file on.
        took: Duration,
    },
    /// It cannot be served; what was served before goes on.
    Refused {
        /// The file.
        file: String,
        /// The code of the error.
        code: &'static str,
        /// The error.
        reason: String,
    },
    /// It is not there any more; what was served goes on.
    Gone {
        /// The file.
        file: String,
    },
}

/// A folder that is watched until this is dropped.
#[derive(Debug)]
pub struct Watching {
    task: AbortHandle,
    _watcher: Option<notify::RecommendedWatcher>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves the components (`*.wasm`) of a folder, and swaps them when they are built anew. `plugin` says which plugin a file
/// is and how it is loaded; `tell` hears what became of each file.
///
/// # Errors
/// Fails if the folder cannot be read.
pub fn watch<S: Source>(
    fleet: &Fleet,
    folder: impl Into<PathBuf>,
    settings: WatchSettings,
    plugin: impl Fn(BuiltFile) -> Result<(PluginId, S)> + Send + Sync + 'static,
    tell: impl Fn(&WatchEvent) + Send + Sync + 'static,
) -> Result<Watching> {
    let folder = folder.into();
    std::fs::read_dir(&folder).map_err(|source| Error::Watch { source })?;
    let changed = Arc::new(Notify::new());
    let watcher = notifications(&folder, changed.clone())
        .inspect_err(|error| {
            tracing::warn!(%error, "no notifications of a folder: it is only looked at from time to time");
        })
        .ok();
    let served = Served {
        fleet: fleet.clone(),
        settings,
        plugin,
        tell,
        digests: HashMap::new(),
        doubts: Doubts::default(),
    };
    let folder = Folder::new(folder, settings.quiet, settings.largest);
    let task = tokio::spawn(served.run(folder, changed)).abort_handle();
    Ok(Watching {
        task,
        _watcher: watcher,
    })
}

/// Tells `changed` whenever something happens in a folder, for as long as what this answers with is kept.
pub(crate) fn notifications(
    folder: &std::path::Path,
    changed: Arc<Notify>,
) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading a file, which is what a look does, must not lead to the next look.
        if event.map_or(true, |event| !event.kind.is_access()) {
            changed.notify_one();
        }
    })?;
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// What is served of a folder.
struct Served<P, T> {
    fleet: Fleet,
    settings: WatchSettings,
    plugin: P,
    tell: T,
    /// What each file had in it that is served.
    digests: HashMap<String, Digest>,
    doubts: Doubts,
}

impl<S, P, T> Served<P, T>
where
    S: Source,
    P: Fn(BuiltFile) -> Result<(PluginId, S)> + Send + Sync + 'static,
    T: Fn(&WatchEvent) + Send + Sync + 'static,
{
    async fn run(mut self, mut folder: Folder, changed: Arc<Notify>) {
        loop {
            let look = spawn_blocking(move || {
                let found = folder.look(Instant::now());
                (folder, found)
            });
            let Ok((returned, found)) = look.await else {
                return;
            };
            folder = returned;
            let look_again = self.serve(found, &mut folder).await;
            let doubt = self.tell_refusals();
            if let Some(wait) = look_again {
                sleep(wait).await;
            } else {
                let wait = doubt.unwrap_or(self.settings.poll).min(self.settings.poll);
                drop(timeout(wait, changed.notified()).await);
            }
        }
    }

    async fn serve(&mut self, found: Found, folder: &mut Folder) -> Option<Duration> {
        let mut look_again = found.look_again;
        for file in found.changing {
            self.doubts.forget(&file);
        }
        for file in found.gone {
            self.doubts.forget(&file);
            self.digests.remove(&file);
            (self.tell)(&WatchEvent::Gone { file });
        }
        for (file, read) in found.read {
            self.doubts.forget(&file);
            let served = self.serve_file(&file, read).await;
            if let Err(Error::SwapUnderWay { .. }) = served {
                folder.read_again(&file);
                look_again = Some(self.settings.quiet);
            } else if let Err(error) = served {
                let refusal = WatchEvent::Refused {
                    file: file.clone(),
                    code: error.code(),
                    reason: error.to_string(),
                };
                let due = Instant::now() + self.settings.patience;
                self.doubts.hold(file, due, refusal);
            }
        }
        look_again
    }

    /// Tells the refusals that nothing has changed about, and says when the next one is to be told.
    fn tell_refusals(&mut self) -> Option<Duration> {
        let (told, next) = self.doubts.due(Instant::now());
        for refusal in told {
            (self.tell)(&refusal);
        }
        next
    }

    async fn serve_file(&mut self, file: &str, read: io::Result<ReadFile>) -> Result<()> {
        let ReadFile { bytes, digest } = read.map_err(|source| Error::Watch { source })?;
        if self.digests.get(file) == Some(&digest) {
            return Ok(());
        }
        let started = Instant::now();
        let (plugin, source) = (self.plugin)(BuiltFile {
            name: file.to_owned(),
            bytes,
            digest,
        })?;
        if self.fleet.serving(&plugin).is_ok() {
            self.fleet.swap(&plugin, source, self.settings.plan).await?;
        } else {
            self.fleet.add(plugin.clone(), source)?;
            let mut loaded = self.fleet.preload([plugin.clone()]).await;
            loaded.pop().map_or(Ok(()), |(_, loaded)| loaded)?;
        }
        self.digests.insert(file.to_owned(), digest);
        (self.tell)(&WatchEvent::Serving {
            file: file.to_owned(),
            plugin,
            digest,
            took: started.elapsed(),
        });
        Ok(())
    }
}
