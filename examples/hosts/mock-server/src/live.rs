//! The mock that is in use now, and how it is replaced by the next one without a request noticing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use async_trait::async_trait;
use tokio::sync::Mutex;

use crate::config::Config;
use crate::error::Error;
use crate::extension::Extensions;
use crate::import;
use crate::mock::Mock;
use crate::watch::Watch;

/// How often files are looked at.
const WATCH_INTERVAL: Duration = Duration::from_millis(250);

/// Loads the plugins that a configuration names.
#[async_trait]
pub trait PluginLoader: Send + Sync {
    /// Loads them all, or keeps those that are loaded already and did not change.
    ///
    /// # Errors
    /// The first plugin that could not be loaded, and why.
    async fn load(&self, config: &Config) -> Result<Extensions, Error>;
}

/// Serves without plugins; a configuration that names some is refused.
#[derive(Debug, Clone, Copy, Default)]
pub struct WithoutPlugins;

#[async_trait]
impl PluginLoader for WithoutPlugins {
    async fn load(&self, config: &Config) -> Result<Extensions, Error> {
        match config.plugins.keys().next() {
            None => Ok(Extensions::default()),
            Some(plugin) => Err(Error::Plugin {
                plugin: plugin.clone(),
                code: "PW-MOCK-PLUGINS-OFF",
                reason: "this server was started without plugins".to_owned(),
            }),
        }
    }
}

/// The mock in use.
pub struct Live {
    origin: Origin,
    loader: Arc<dyn PluginLoader>,
    current: ArcSwap<Mock>,
    /// Why the newest configuration is not in use; none if it is.
    rejected: ArcSwapOption<Rejection>,
    generation: AtomicU64,
    load_time: ArcSwap<Duration>,
    /// One reload at a time.
    reloading: Mutex<()>,
}

/// What a mock is made from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A configuration file.
    File(PathBuf),
    /// A configuration that was made by the program; what it names may change.
    Fixed(Box<Config>),
}

/// Why a new configuration was not put into use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The stable code.
    pub code: String,
    /// What is wrong.
    pub reason: String,
}

impl Live {
    /// Makes the first mock.
    ///
    /// # Errors
    /// There is nothing to fall back to yet, so whatever is wrong is an error.
    pub async fn start(origin: Origin, loader: Arc<dyn PluginLoader>) -> Result<Self, Error> {
        let begun = Instant::now();
        let mock = build(&origin, loader.as_ref()).await?;
        Ok(Self {
            origin,
            loader,
            current: ArcSwap::from_pointee(mock),
            rejected: ArcSwapOption::empty(),
            generation: AtomicU64::new(1),
            load_time: ArcSwap::from_pointee(begun.elapsed()),
            reloading: Mutex::new(()),
        })
    }

    /// The mock for a request; it stays the same for that request whatever is reloaded meanwhile.
    pub fn mock(&self) -> Arc<Mock> {
        self.current.load_full()
    }

    /// Why the newest configuration is not in use; none if it is.
    pub fn rejection(&self) -> Option<Arc<Rejection>> {
        self.rejected.load_full()
    }

    /// How many mocks there have been.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// How long it took to make the mock in use.
    pub fn load_time(&self) -> Duration {
        **self.load_time.load()
    }

    /// Makes a new mock and puts it into use. If that fails the old one stays.
    ///
    /// # Errors
    /// What is wrong with the new configuration.
    pub async fn reload(&self) -> Result<(), Error> {
        let _turn = self.reloading.lock().await;
        let begun = Instant::now();
        match build(&self.origin, self.loader.as_ref()).await {
            Ok(mock) => {
                self.current.store(Arc::new(mock));
                self.load_time.store(Arc::new(begun.elapsed()));
                self.rejected.store(None);
                let generation = self.generation.fetch_add(1, Ordering::Relaxed) + 1;
                tracing::info!(generation, elapsed = ?begun.elapsed(), "the new configuration is in use");
                Ok(())
            }
            Err(error) => {
                let rejection = Rejection {
                    code: error.code().to_owned(),
                    reason: error.to_string(),
                };
                tracing::error!(
                    code = rejection.code,
                    reason = rejection.reason,
                    "the old configuration stays in use"
                );
                self.rejected.store(Some(Arc::new(rejection)));
                Err(error)
            }
        }
    }

    /// Reloads whenever a file changed, for ever. The watch is begun before the first configuration is read, so that a
    /// change in between is not missed.
    pub(crate) async fn follow_files(&self, mut watch: Watch) {
        loop {
            watch.changed().await;
            // Before the files are read: what changes while they are is a change again.
            watch = self.origin.watch();
            // The error is kept in `rejected` and logged.
            let _ = self.reload().await;
        }
    }
}

impl Origin {
    /// The configuration as it is now.
    ///
    /// # Errors
    /// The file cannot be read, or is wrong.
    pub fn config(&self) -> Result<Config, Error> {
        match self {
            Self::File(file) => Config::load(file),
            Self::Fixed(config) => Ok(config.as_ref().clone()),
        }
    }

    /// Begins to watch all files that the configuration is made of: those that it names now, so that a mistake in a
    /// document that was just named is noticed to be corrected.
    pub(crate) fn watch(&self) -> Watch {
        let own = match self {
            Self::File(file) => Some(file.clone()),
            Self::Fixed(_) => None,
        };
        let named = self
            .config()
            .map(|config| config.files().map(Path::to_owned).collect::<Vec<_>>());
        Watch::new(
            own.into_iter().chain(named.unwrap_or_default()).collect(),
            WATCH_INTERVAL,
        )
    }

    /// What errors about the configuration name.
    fn file(&self) -> &Path {
        match self {
            Self::File(file) => file,
            Self::Fixed(config) => &config.document,
        }
    }
}

/// A large document takes a moment to parse: on a thread of its own, while the plugins are loaded.
async fn build(origin: &Origin, loader: &dyn PluginLoader) -> Result<Mock, Error> {
    let config = origin.config()?;
    let file = config.document.clone();
    let reading = tokio::task::spawn_blocking(move || import::load(&file));
    let (extensions, document) = tokio::join!(loader.load(&config), reading);
    let document =
        document.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    Mock::new(origin.file(), &config, document, extensions?)
}
