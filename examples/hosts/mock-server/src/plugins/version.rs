//! One version of a plugin that is loaded and looked at before it serves anybody.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use plugwright::loader::{Loading, Source};
use plugwright::{
    Digest, Engine, Grants, Plugin, PluginBuilder, PluginId, Storage, Version, embedded_manifest,
};

use super::data_source::Tables;
use super::{authenticator, data_source, grants, invalid, refused, responder, template_functions};
use crate::config::PluginConfig;
use crate::error::Error;
use crate::extension::TemplateFunction;

/// What a version is loaded from, as often as it has to be.
#[derive(Clone)]
pub(super) struct Recipe {
    engine: Engine,
    id: PluginId,
    name: String,
    version: Version,
    config: PluginConfig,
    grants: Grants,
    bytes: Vec<u8>,
}

/// A version that could serve.
pub(super) struct PluginVersion {
    pub(super) recipe: Recipe,
    pub(super) plugin: Plugin,
    pub(super) kinds: Kinds,
    pub(super) load: Duration,
}

/// What a version is to the server; it may be several things.
pub(super) struct Kinds {
    pub(super) authenticator: bool,
    pub(super) functions: Option<Vec<TemplateFunction>>,
    pub(super) responder: bool,
    pub(super) tables: Option<Tables>,
}

impl Recipe {
    pub(super) fn new(
        (engine, storage): (&Engine, &Storage),
        name: &str,
        config: &PluginConfig,
        bytes: Vec<u8>,
    ) -> Result<Self, Error> {
        let id = name
            .parse()
            .map_err(|error| invalid(name, format!("`{name}` is no plugin id: {error}")))?;
        let grants = grants::grants(config, storage).map_err(|reason| invalid(name, reason))?;
        Ok(Self {
            engine: engine.clone(),
            id,
            name: name.to_owned(),
            version: version(name, &bytes)?,
            config: config.clone(),
            grants,
            bytes,
        })
    }

    pub(super) fn id(&self) -> &PluginId {
        &self.id
    }

    pub(super) fn config(&self) -> &PluginConfig {
        &self.config
    }

    pub(super) fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    /// Loads it and asks what it is.
    pub(super) async fn prepare(self) -> Result<PluginVersion, Error> {
        let begun = Instant::now();
        let loaded = self.builder().load().await;
        let plugin = loaded.map_err(|error| refused(&self.name, error.code(), &error))?;
        let kinds = Kinds {
            authenticator: authenticator::is_authenticator(&plugin),
            functions: template_functions::functions(&self.name, &plugin).await?,
            responder: responder::is_responder(&plugin),
            tables: data_source::tables(&self.name, &plugin).await?,
        };
        if kinds.names().is_empty() {
            return Err(invalid(&self.name, no_kind(&plugin)));
        }
        Ok(PluginVersion {
            recipe: self,
            plugin,
            kinds,
            load: begun.elapsed(),
        })
    }

    fn builder(&self) -> PluginBuilder {
        self.engine
            .plugin(self.id.clone(), self.bytes.clone())
            .version(self.version.clone())
            .grants(self.grants.clone())
            .limits(grants::limits(&self.config))
    }
}

impl PluginVersion {
    /// The version as it was prepared, and anew whenever the fleet needs it again.
    pub(super) fn source(&self) -> impl Source + use<> {
        Prepared {
            first: Mutex::new(Some(self.plugin.clone())),
            recipe: self.recipe.clone(),
        }
    }
}

impl Kinds {
    pub(super) fn names(&self) -> Vec<&'static str> {
        [
            ("auth", self.authenticator),
            ("template", self.functions.is_some()),
            ("response", self.responder),
            ("data-source", self.tables.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, is)| is.then_some(name))
        .collect()
    }
}

struct Prepared {
    first: Mutex<Option<Plugin>>,
    recipe: Recipe,
}

impl Source for Prepared {
    fn load(&self) -> Loading<'_> {
        let first = self
            .first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        Box::pin(async move {
            match first {
                Some(plugin) => Ok(plugin),
                None => Ok(self.recipe.builder().load().await?),
            }
        })
    }
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

/// What the manifest inside the component says; 0.0.0 for a component without one.
fn version(name: &str, bytes: &[u8]) -> Result<Version, Error> {
    let manifest = embedded_manifest(bytes).map_err(|error| invalid(name, error.to_string()))?;
    Ok(manifest.map_or(Version::new(0, 0, 0), |manifest| manifest.version))
}
