//! The configuration file: which document to serve, which plugins to use, and what to answer differently from what the
//! document says. Unknown keys are errors, so that a typing mistake never turns into a setting that is not there.

mod plugin;
mod route;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;

pub use plugin::{DirectoryConfig, GrantsConfig, LimitsConfig, PluginConfig, SecretConfig};
pub use route::{ConditionConfig, DataConfig, RouteConfig, When};

use crate::document::from_yaml;
use crate::error::Error;

/// The configuration of a mock server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Where to listen. A change needs a restart.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Where to serve the operator's pages (`/__plugwright/…`). Without it they are served beside the API if `listen`
    /// is a loopback address, and not at all if it is not. A change needs a restart.
    #[serde(default)]
    pub admin_listen: Option<SocketAddr>,
    /// The API description: OpenAPI in JSON or YAML, a Postman collection, an Insomnia export, or curl commands.
    /// Relative to the configuration file.
    pub document: PathBuf,
    /// Generated answers are the same for the same seed.
    #[serde(default)]
    pub seed: u64,
    /// Whether `{{ … }}` in the document's examples is rendered. An example that is no valid template stays as it is.
    #[serde(default = "yes")]
    pub templates_in_examples: bool,
    /// Larger request bodies are refused, in bytes.
    #[serde(default = "default_max_body")]
    pub max_body_bytes: usize,
    /// Who is let in.
    #[serde(default)]
    pub authentication: AuthenticationConfig,
    /// The plugins, by the name that the rest of the file uses.
    #[serde(default)]
    pub plugins: IndexMap<String, PluginConfig>,
    /// Answers that differ from what the document says. For a request the first that fits counts.
    #[serde(default)]
    pub routes: Vec<RouteConfig>,
}

/// Who is let in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AuthenticationConfig {
    /// Which plugin judges the credentials of which security scheme of the document. A scheme that the document does not
    /// have says here where its credentials are.
    pub schemes: IndexMap<String, SchemeConfig>,
    /// The schemes, any of which suffices, that operations ask for when the document asks for nothing.
    pub require: Vec<String>,
    /// What happens where no plugin is named for any of the schemes that an operation asks for.
    pub without_plugin: WithoutPlugin,
}

/// How one security scheme is checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SchemeConfig {
    /// The plugin that judges.
    pub plugin: String,
    /// Where the credentials are, for a scheme that the document does not have.
    #[serde(default)]
    pub credentials: Option<CredentialsConfig>,
}

/// Where credentials are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialsConfig {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// An API key in this header.
    Header(String),
    /// An API key in this parameter of the query.
    Query(String),
    /// An API key in this cookie.
    Cookie(String),
}

/// What happens where no plugin checks the credentials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithoutPlugin {
    /// Everybody is let in.
    #[default]
    Allow,
    /// Whoever shows some credentials is let in.
    RequireCredentials,
    /// Nobody is let in.
    Deny,
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// [`Error::Read`], or [`Error::Config`] with line and column.
    pub fn load(file: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(file).map_err(|source| Error::Read {
            file: file.to_owned(),
            source,
        })?;
        Self::parse(file, &text)
    }

    /// Reads a configuration from text; `file` is the name that errors give, and what its paths are relative to.
    ///
    /// # Errors
    /// [`Error::Config`] with line and column.
    pub fn parse(file: &Path, text: &str) -> Result<Self, Error> {
        let mut config: Self =
            from_yaml(text).map_err(|(place, reason)| Error::config(file, place, reason))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        config.document = folder.join(&config.document);
        for plugin in config.plugins.values_mut() {
            plugin.path = folder.join(&plugin.path);
            for directory in plugin.grants.directories.values_mut() {
                directory.path = folder.join(&directory.path);
            }
        }
        Ok(config)
    }

    /// A configuration that serves a document as it is.
    pub fn for_document(document: PathBuf) -> Self {
        Self {
            listen: default_listen(),
            admin_listen: None,
            document,
            seed: 0,
            templates_in_examples: true,
            max_body_bytes: default_max_body(),
            authentication: AuthenticationConfig::default(),
            plugins: IndexMap::new(),
            routes: Vec::new(),
        }
    }

    /// The files that this configuration is made of, beside itself.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.document.as_path())
            .chain(self.plugins.values().map(|plugin| plugin.path.as_path()))
    }
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 4010))
}

fn default_max_body() -> usize {
    2 * 1024 * 1024
}

fn yes() -> bool {
    true
}
