//! Extensions that are sandboxed plugins: the one module that knows of Plugwright.
//!
//! A plugin is loaded once, with what its entry of the configuration grants; its exports say which kinds it is, and it
//! may be several. A plugin whose file and entry did not change is kept when the configuration is reloaded, with its
//! instances and its counts.

mod authenticator;
mod conversion;
mod data_source;
mod grants;
mod report;
mod responder;
mod template_functions;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use plugwright::manifest::Version;
use plugwright::{Digest, Engine, Plugin, PluginId, Storage, embedded_manifest};
use tokio::sync::Mutex;

use crate::config::{Config, PluginConfig};
use crate::error::Error;
use crate::extension::{Extensions, Guarded};
use crate::live::PluginLoader;

/// Loads plugins into one engine.
pub struct SandboxedPlugins {
    engine: Engine,
    storage: Storage,
    loaded: Mutex<HashMap<String, Kept>>,
}

/// A plugin that may be used again after a reload.
#[derive(Clone)]
struct Kept {
    config: PluginConfig,
    digest: Digest,
    extensions: Extensions,
}

/// A plugin by the name that the configuration gives it.
#[derive(Clone)]
struct Named {
    name: Arc<str>,
    plugin: Plugin,
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
            .map_err(|error| refused("the engine", &error))?;
        Ok(Self {
            engine,
            storage: Storage::in_memory(),
            loaded: Mutex::default(),
        })
    }

    /// The plugin as it is loaded already, if neither its file nor its entry changed.
    async fn kept(
        &self,
        known: Option<&Kept>,
        name: &str,
        config: &PluginConfig,
    ) -> Result<Kept, Error> {
        let bytes = read(config).await?;
        let digest = Digest::of(&bytes);
        match known.filter(|known| known.config == *config && known.digest == digest) {
            Some(known) => Ok(known.clone()),
            None => self.plugin(name, config, bytes).await,
        }
    }

    async fn plugin(
        &self,
        name: &str,
        config: &PluginConfig,
        bytes: Vec<u8>,
    ) -> Result<Kept, Error> {
        let begun = Instant::now();
        let id = name
            .parse::<PluginId>()
            .map_err(|error| invalid(name, format!("`{name}` is no plugin id: {error}")))?;
        let grants =
            grants::grants(config, &self.storage).map_err(|reason| invalid(name, reason))?;
        let digest = Digest::of(&bytes);
        let version = version(name, &bytes)?;
        let builder = self
            .engine
            .plugin(id, bytes)
            .version(version)
            .grants(grants)
            .limits(grants::limits(config));
        let plugin = builder
            .load()
            .await
            .map_err(|error| refused(name, &error))?;
        let named = Named {
            name: name.into(),
            plugin,
        };
        let extensions = extensions(&named, config, begun).await?;
        Ok(Kept {
            config: config.clone(),
            digest,
            extensions,
        })
    }
}

#[async_trait]
impl PluginLoader for SandboxedPlugins {
    /// All at the same time, and all or nothing: what is new is kept only if all of it could be loaded.
    async fn load(&self, config: &Config) -> Result<Extensions, Error> {
        let mut loaded = self.loaded.lock().await;
        let plugins = config.plugins.iter();
        let kept = plugins.map(|(name, config)| self.kept(loaded.get(name), name, config));
        let kept = try_join_all(kept).await?;
        let mut all = Extensions::default();
        kept.iter()
            .for_each(|kept| all.add(kept.extensions.clone()));
        *loaded = config.plugins.keys().cloned().zip(kept).collect();
        Ok(all)
    }
}

/// What a plugin adds: one extension for each interface that it exports.
async fn extensions(
    named: &Named,
    config: &PluginConfig,
    begun: Instant,
) -> Result<Extensions, Error> {
    let (name, policy) = (named.name.to_string(), config.failure);
    let mut extensions = Extensions::default();
    let mut kinds = Vec::new();
    if let Some(authenticator) = authenticator::authenticator(named) {
        kinds.push("auth");
        extensions
            .authenticators
            .insert(name.clone(), authenticator);
    }
    if let Some(extension) = template_functions::template_functions(named).await? {
        kinds.push("template");
        extensions
            .functions
            .insert(name.clone(), Guarded { extension, policy });
    }
    if let Some(extension) = responder::responder(named) {
        kinds.push("response");
        extensions
            .responders
            .insert(name.clone(), Guarded { extension, policy });
    }
    if let Some(extension) = data_source::data_source(named).await? {
        kinds.push("data-source");
        extensions
            .sources
            .insert(name.clone(), Guarded { extension, policy });
    }
    if kinds.is_empty() {
        return Err(invalid(&name, no_kind(&named.plugin)));
    }
    extensions
        .inspections
        .push(report::inspection(named.clone(), kinds, begun.elapsed()));
    Ok(extensions)
}

fn no_kind(plugin: &Plugin) -> String {
    let exports: Vec<String> = plugin
        .functions()
        .into_iter()
        .map(|function| function.name)
        .collect();
    let kinds = "plugwright:auth/auth, plugwright:template/template, plugwright:response/response, \
                 plugwright:data-source/data-source";
    format!(
        "it exports none of {kinds} in a version that this server calls; it exports {}",
        exports.join(", ")
    )
}

async fn read(config: &PluginConfig) -> Result<Vec<u8>, Error> {
    let file = &config.path;
    tokio::fs::read(file).await.map_err(|source| Error::Read {
        file: file.clone(),
        source,
    })
}

/// What the manifest inside the component says; 0.0.0 for a component without one.
fn version(name: &str, bytes: &[u8]) -> Result<Version, Error> {
    let manifest = embedded_manifest(bytes).map_err(|error| invalid(name, error.to_string()))?;
    Ok(manifest.map_or(Version::new(0, 0, 0), |manifest| manifest.version))
}

fn refused(name: &str, error: &plugwright::Error) -> Error {
    Error::Plugin {
        plugin: name.to_owned(),
        code: error.code(),
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
