//! What a plugin asks for.
//!
//! A component can do nothing but call its imports, so a capability is an import and the parameters that go with it:
//! which origins, which directories, which keys. Clocks, random numbers and logging need no asking; everything else does.
//! The same type says what a plugin asks for and what an operator grants; [`Capabilities::missing_from`] is the
//! difference.

mod directory;
mod form;
mod http_access;
mod http_method;
mod key_name;
mod origin;

pub use directory::{AccessMode, GuestPath};
pub use http_method::{HttpMethod, Methods};
pub use key_name::KeyName;
pub use origin::OriginPattern;

pub(crate) use form::{CapabilityForm, ResourceForm};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

/// Everything that a plugin asks for. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CapabilityForm", into = "CapabilityForm")]
pub struct Capabilities {
    /// Origins for outbound HTTP, with the methods used there (`wasi:http/outgoing-handler`).
    pub http: BTreeMap<OriginPattern, Methods>,
    /// Directories, by the path at which the guest sees them (`wasi:filesystem/preopens`).
    pub directories: BTreeMap<GuestPath, AccessMode>,
    /// Environment variables (`wasi:cli/environment`).
    pub env: BTreeSet<KeyName>,
    /// Configuration keys (`wasi:config/store`).
    pub config: BTreeSet<KeyName>,
    /// Buckets (`wasi:keyvalue/store`).
    pub key_value: BTreeSet<KeyName>,
    /// Secrets, each with the origins that it may be sent to (`plugwright:plugin/secrets`).
    pub secrets: BTreeMap<KeyName, BTreeSet<OriginPattern>>,
    /// The GPU.
    pub gpu: bool,
    /// Reading the interface signature graph of a code base.
    pub read_isg: bool,
    /// Writing visualizations of such a graph.
    pub write_visualization: bool,
}

/// One thing out of [`Capabilities`], as it stands in a list that people read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// Outbound HTTP to these origins.
    Http(OriginPattern, Methods),
    /// A directory.
    Directory(GuestPath, AccessMode),
    /// An environment variable.
    Env(KeyName),
    /// A configuration key.
    Config(KeyName),
    /// A bucket.
    KeyValue(KeyName),
    /// A secret that is sent to these origins.
    Secret(KeyName, OriginPattern),
    /// The GPU.
    Gpu,
    /// Reading the interface signature graph.
    ReadIsg,
    /// Writing visualizations.
    WriteVisualization,
}

impl Capabilities {
    /// Asks for nothing, or grants nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Everything in it, one by one, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = Capability> + '_ {
        let flags = [
            (self.gpu, Capability::Gpu),
            (self.read_isg, Capability::ReadIsg),
            (self.write_visualization, Capability::WriteVisualization),
        ];
        self.parameters().chain(
            flags
                .into_iter()
                .filter_map(|(asked, flag)| asked.then_some(flag)),
        )
    }

    fn parameters(&self) -> impl Iterator<Item = Capability> + '_ {
        let http = self
            .http
            .iter()
            .map(|(origin, methods)| Capability::Http(origin.clone(), methods.clone()));
        let directories = self
            .directories
            .iter()
            .map(|(path, mode)| Capability::Directory(path.clone(), *mode));
        let secrets = self.secrets.iter().flat_map(|(name, origins)| {
            origins
                .iter()
                .map(move |origin| Capability::Secret(name.clone(), origin.clone()))
        });
        http.chain(directories)
            .chain(self.env.iter().cloned().map(Capability::Env))
            .chain(self.config.iter().cloned().map(Capability::Config))
            .chain(self.key_value.iter().cloned().map(Capability::KeyValue))
            .chain(secrets)
    }

    /// Whether this grant includes `asked`.
    pub fn include(&self, asked: &Capability) -> bool {
        match asked {
            Capability::Http(origin, methods) => {
                let covers = |(own, allowed): (&OriginPattern, &Methods)| {
                    own.covers(origin) && allowed.cover(methods)
                };
                self.http.iter().any(covers)
            }
            Capability::Directory(path, mode) => self
                .directories
                .get(path)
                .is_some_and(|own| own.covers(*mode)),
            Capability::Env(key) => self.env.contains(key),
            Capability::Config(key) => self.config.contains(key),
            Capability::KeyValue(bucket) => self.key_value.contains(bucket),
            Capability::Secret(name, origin) => {
                let covers = |origins: &BTreeSet<OriginPattern>| {
                    origins.iter().any(|own| own.covers(origin))
                };
                self.secrets.get(name).is_some_and(covers)
            }
            Capability::Gpu => self.gpu,
            Capability::ReadIsg => self.read_isg,
            Capability::WriteVisualization => self.write_visualization,
        }
    }

    /// What is asked for here and not in `granted`: all of it, so that an operator decides once.
    pub fn missing_from(&self, granted: &Self) -> Vec<Capability> {
        self.iter()
            .filter(|asked| !granted.include(asked))
            .collect()
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(origin, methods) => write!(f, "http {origin} ({methods})"),
            Self::Directory(path, mode) => {
                write!(f, "directory {} ({mode})", path.as_str().escape_default())
            }
            Self::Env(key) => write!(f, "env {key}"),
            Self::Config(key) => write!(f, "config {key}"),
            Self::KeyValue(bucket) => write!(f, "key-value bucket {bucket}"),
            Self::Secret(name, origin) => write!(f, "secret {name} for {origin}"),
            Self::Gpu => f.write_str("gpu"),
            Self::ReadIsg => f.write_str("read-isg"),
            Self::WriteVisualization => f.write_str("write-visualization"),
        }
    }
}

#[cfg(test)]
mod tests;
