//! Extensions that are sandboxed plugins: the one module that knows of Plugwright.
//!
//! A plugin is loaded once, with what its entry of the configuration grants; its exports say which kinds it is, and it
//! may be several. When its file or its entry changes, the new version is loaded beside the old one and takes over while
//! requests go on; if it turns out to be too faulty, the one before it is put back. A plugin that did not change is kept,
//! with its instances and its counts.

mod authenticator;
mod conversion;
mod data_source;
mod grants;
mod report;
mod responder;
mod template_functions;
mod version;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use plugwright::loader::{Fleet, Serving, SwapPlan};
use plugwright::{Digest, Engine, PluginId, Storage};
use tokio::sync::{Mutex, OnceCell};

use crate::config::{Config, PluginConfig};
use crate::error::Error;
use crate::extension::{Extensions, Guarded};
use crate::live::PluginLoader;
use version::{PluginVersion, Recipe};

/// Loads plugins into one engine, and serves them by name.
pub struct SandboxedPlugins {
    engine: Engine,
    storage: Storage,
    /// Made when the first plugin is loaded, within the server's runtime.
    fleet: OnceCell<Fleet>,
    loaded: Mutex<HashMap<String, Kept>>,
}

/// A plugin that serves.
#[derive(Clone)]
struct Kept {
    id: PluginId,
    config: PluginConfig,
    digest: Digest,
    kinds: Vec<&'static str>,
    extensions: Extensions,
}

/// A plugin by the name that the configuration gives it.
#[derive(Clone)]
struct Served {
    name: Arc<str>,
    serving: Serving,
}

/// What a configuration makes of a plugin.
enum Next {
    Keep(Box<Kept>),
    Serve(Box<PluginVersion>),
}

impl SandboxedPlugins {
    /// Starts an engine. With a cache folder, which must be this user's alone, plugins are compiled once and not at
    /// each start.
    ///
    /// # Errors
    /// [`Error::Plugin`] with the engine's reason.
    pub fn new(cache: Option<PathBuf>) -> Result<Self, Error> {
        let builder = match cache {
            Some(folder) => Engine::builder().cache_dir(folder),
            None => Engine::builder(),
        };
        let engine = builder
            .build()
            .map_err(|error| refused("the engine", error.code(), &error))?;
        Ok(Self {
            engine,
            storage: Storage::in_memory(),
            fleet: OnceCell::new(),
            loaded: Mutex::default(),
        })
    }

    async fn fleet(&self) -> &Fleet {
        let start = || async { Fleet::builder().start() };
        self.fleet.get_or_init(start).await
    }

    /// The plugin as it serves already, if neither its file nor its entry changed; otherwise one that is loaded and could.
    async fn next(
        &self,
        known: Option<&Kept>,
        name: &str,
        config: &PluginConfig,
    ) -> Result<Next, Error> {
        let bytes = read(config).await?;
        let digest = Digest::of(&bytes);
        if let Some(known) = known.filter(|known| known.config == *config && known.digest == digest)
        {
            return Ok(Next::Keep(Box::new(known.clone())));
        }
        let recipe = Recipe::new((&self.engine, &self.storage), name, config, bytes)?;
        let version = recipe.prepare().await?;
        let kinds = version.kinds.names();
        let lost = known.and_then(|known| known.kinds.iter().find(|kind| !kinds.contains(kind)));
        if let Some(kind) = lost {
            let reason = format!(
                "the new version is no `{kind}` any more, which requests may be using; give it another name, or start anew"
            );
            return Err(invalid(name, reason));
        }
        Ok(Next::Serve(Box::new(version)))
    }

    /// Has a version serve, whatever served before.
    async fn serve(&self, name: &str, version: PluginVersion) -> Result<Kept, Error> {
        let (fleet, id) = (self.fleet().await, version.recipe.id().clone());
        let outcome = match fleet.serving(&id) {
            Ok(_) => fleet
                .swap(&id, version.source(), SwapPlan::default())
                .await
                .map(drop),
            Err(_) => match fleet.add(id.clone(), version.source()) {
                Ok(_) => fleet
                    .preload([id.clone()])
                    .await
                    .pop()
                    .map_or(Ok(()), |(_, loaded)| loaded),
                Err(error) => Err(error),
            },
        };
        let serving = outcome.and_then(|()| fleet.serving(&id));
        let served = serving.map(|serving| Served {
            name: name.into(),
            serving,
        });
        let (digest, config, kinds) = (
            version.recipe.digest(),
            version.recipe.config().clone(),
            version.kinds.names(),
        );
        let extensions = served.and_then(|served| extensions(&served, version));
        Ok(Kept {
            id,
            config,
            digest,
            kinds,
            extensions: extensions.map_err(|error| refused(name, error.code(), &error))?,
        })
    }

    /// Takes out plugins that the configuration does not name any more, when their requests are over.
    async fn forget(&self, gone: Vec<PluginId>) {
        let fleet = self.fleet().await.clone();
        tokio::spawn(async move {
            for id in gone {
                // It can only be gone already.
                let _ = fleet.remove(&id).await;
            }
        });
    }
}

#[async_trait]
impl PluginLoader for SandboxedPlugins {
    /// All at the same time, and all or nothing: nothing that is new serves before all of it could be loaded.
    async fn load(&self, config: &Config) -> Result<Extensions, Error> {
        let mut loaded = self.loaded.lock().await;
        let plugins = config.plugins.iter();
        let next = plugins.map(|(name, config)| self.next(loaded.get(name), name, config));
        let next = try_join_all(next).await?;
        let mut all = Extensions::default();
        let mut kept = HashMap::new();
        for (name, next) in config.plugins.keys().zip(next) {
            let plugin = match next {
                Next::Keep(kept) => *kept,
                Next::Serve(version) => self.serve(name, *version).await?,
            };
            all.add(plugin.extensions.clone());
            kept.insert(name.clone(), plugin);
        }
        let gone = loaded.drain().filter(|(name, _)| !kept.contains_key(name));
        self.forget(gone.map(|(_, plugin)| plugin.id).collect())
            .await;
        *loaded = kept;
        Ok(all)
    }
}

/// What a plugin adds: one extension for each interface that it exports.
fn extensions(
    served: &Served,
    version: PluginVersion,
) -> Result<Extensions, plugwright::loader::Error> {
    let (name, policy) = (served.name.to_string(), version.recipe.config().failure);
    let kinds = version.kinds.names();
    let mut extensions = Extensions::default();
    if version.kinds.authenticator {
        let authenticator = authenticator::authenticator(served)?;
        extensions
            .authenticators
            .insert(name.clone(), authenticator);
    }
    if let Some(functions) = version.kinds.functions {
        let extension = template_functions::template_functions(served, functions)?;
        extensions
            .functions
            .insert(name.clone(), Guarded { extension, policy });
    }
    if version.kinds.responder {
        let extension = responder::responder(served)?;
        extensions
            .responders
            .insert(name.clone(), Guarded { extension, policy });
    }
    if let Some(tables) = version.kinds.tables {
        let extension = data_source::data_source(served, tables)?;
        extensions
            .sources
            .insert(name, Guarded { extension, policy });
    }
    extensions.inspections.push(report::inspection(
        served.clone(),
        version.plugin,
        kinds,
        version.load,
    ));
    Ok(extensions)
}

async fn read(config: &PluginConfig) -> Result<Vec<u8>, Error> {
    let file = &config.path;
    tokio::fs::read(file).await.map_err(|source| Error::Read {
        file: file.clone(),
        source,
    })
}

fn refused(name: &str, code: &'static str, error: &dyn std::error::Error) -> Error {
    Error::Plugin {
        plugin: name.to_owned(),
        code,
        reason: error.to_string(),
    }
}

fn invalid(name: &str, reason: String) -> Error {
    Error::Plugin {
        plugin: name.to_owned(),
        code: "PW-MOCK-PLUGIN-INVALID",
        reason,
    }
}
