//! The smallest grant that a development run would have needed.
//!
//! An author tends to ask for more than a plugin uses, and an operator cannot know. A run that is watched tells what was used; the
//! grant that is proposed covers that and stays within what the manifest asks for. It is a proposal: a run shows what a plugin does, not
//! what it will have to do.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{
    AccessMode, Capabilities, Capability, GuestPath, HttpMethod, KeyName, Methods, OriginPattern,
};
use serde::{Deserialize, Serialize};

use super::capability_set::{both, either};
use crate::policy::CapabilityKind;

/// How many servers under one domain are listed one by one, before a `*` stands for them.
const LISTED: usize = 3;

/// Something that a plugin used or tried to use, in the guest's own words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Use {
    /// An outbound request.
    Http {
        /// Scheme, host and port.
        origin: String,
        /// The method.
        method: String,
    },
    /// A file or a directory, by the path at which the guest sees it.
    File {
        /// The path.
        path: String,
        /// Whether it was written, made or deleted.
        write: bool,
    },
    /// An environment variable.
    Env {
        /// Its name.
        name: String,
    },
    /// A configuration value.
    Config {
        /// Its name.
        name: String,
    },
    /// A key-value bucket.
    Bucket {
        /// Its name.
        name: String,
    },
    /// A secret, which is sent with requests of the same run.
    Secret {
        /// Its name.
        name: String,
    },
}

/// What a run showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The smallest grant.
    pub grant: Capabilities,
    /// What is asked for and was not used.
    pub unused: Vec<Capability>,
    /// What was tried and is not asked for: the manifest lacks it, or the plugin should not do it.
    pub outside: Vec<Use>,
}

/// Proposes a grant from what a run used. What the host cannot watch (the kinds that are not in `watched`) stays as it is asked
/// for.
pub fn learn<'u>(
    asked: &Capabilities,
    uses: impl IntoIterator<Item = &'u Use>,
    watched: &BTreeSet<CapabilityKind>,
) -> Learned {
    let mut seen = Seen::default();
    let mut outside = BTreeSet::new();
    for used in uses {
        if !seen.take(asked, used) {
            outside.insert(used.clone());
        }
    }
    let mut grant = seen.into_grant(asked);
    keep_unwatched(&mut grant, asked, watched);
    Learned {
        unused: unused(asked, &grant),
        outside: outside.into_iter().collect(),
        grant,
    }
}

/// What was asked for and has nothing in common with what is proposed.
fn unused(asked: &Capabilities, grant: &Capabilities) -> Vec<Capability> {
    let untouched = |capability: &Capability| both(&alone(capability), grant).is_empty();
    asked.iter().filter(untouched).collect()
}

/// Nothing but one capability.
fn alone(capability: &Capability) -> Capabilities {
    let mut only = Capabilities::none();
    match capability.clone() {
        Capability::Http(origin, methods) => {
            only.http.insert(origin, methods);
        }
        Capability::Directory(path, mode) => {
            only.directories.insert(path, mode);
        }
        Capability::Env(name) => {
            only.env.insert(name);
        }
        Capability::Config(name) => {
            only.config.insert(name);
        }
        Capability::KeyValue(name) => {
            only.key_value.insert(name);
        }
        Capability::Secret(name, origin) => {
            only.secrets.entry(name).or_default().insert(origin);
        }
        Capability::Gpu => only.gpu = true,
        Capability::ReadIsg => only.read_isg = true,
        Capability::WriteVisualization => only.write_visualization = true,
    }
    only
}

/// What was used of what is asked for.
#[derive(Default)]
struct Seen {
    http: BTreeMap<OriginPattern, Methods>,
    directories: BTreeMap<GuestPath, AccessMode>,
    names: Capabilities,
    secrets: BTreeSet<KeyName>,
}

impl Seen {
    /// Whether the use is within what is asked for.
    fn take(&mut self, asked: &Capabilities, used: &Use) -> bool {
        match used {
            Use::Http { origin, method } => self.take_http(asked, origin, method),
            Use::File { path, write } => self.take_file(asked, path, *write),
            Use::Env { name } => take_name(&asked.env, name, &mut self.names.env),
            Use::Config { name } => take_name(&asked.config, name, &mut self.names.config),
            Use::Bucket { name } => take_name(&asked.key_value, name, &mut self.names.key_value),
            Use::Secret { name } => {
                let names = asked.secrets.keys().cloned().collect();
                take_name(&names, name, &mut self.secrets)
            }
        }
    }

    fn take_http(&mut self, asked: &Capabilities, origin: &str, method: &str) -> bool {
        let Ok(origin) = origin.parse::<OriginPattern>() else {
            return false;
        };
        let Some(method) = known_method(method).filter(|_| !origin.is_wildcard()) else {
            return false;
        };
        let methods = Methods::Only([method].into());
        if !asked.include(&Capability::Http(origin.clone(), methods.clone())) {
            return false;
        }
        self.http
            .entry(origin)
            .and_modify(|known| *known = either(known, &methods))
            .or_insert(methods);
        true
    }

    /// A file belongs to the innermost directory that is asked for around it.
    fn take_file(&mut self, asked: &Capabilities, path: &str, write: bool) -> bool {
        let around = asked
            .directories
            .iter()
            .filter(|(directory, _)| is_within(path, directory.as_str()))
            .max_by_key(|(directory, _)| directory.as_str().len());
        let needed = if write {
            AccessMode::ReadWrite
        } else {
            AccessMode::ReadOnly
        };
        let Some((directory, _)) = around.filter(|(_, mode)| mode.covers(needed)) else {
            return false;
        };
        let mode = self.directories.entry(directory.clone()).or_insert(needed);
        *mode = needed.max(*mode);
        true
    }

    /// A directory inside one that was used stays, to be read: left out, its path would mean the outer one, with more rights.
    fn keep_inner_directories(&mut self, asked: &Capabilities) {
        let used: Vec<GuestPath> = self.directories.keys().cloned().collect();
        let inside = |path: &GuestPath| {
            used.iter()
                .any(|outer| is_within(path.as_str(), outer.as_str()))
        };
        for path in asked.directories.keys().filter(|path| inside(path)) {
            let kept = self.directories.entry(path.clone());
            kept.or_insert(AccessMode::ReadOnly);
        }
    }

    fn into_grant(mut self, asked: &Capabilities) -> Capabilities {
        self.keep_inner_directories(asked);
        let http = generalised(self.http, &asked.http);
        let reached = |pattern: &OriginPattern| http.keys().any(|own| meet(own, pattern));
        let secrets = (asked.secrets.iter())
            .filter(|(name, _)| self.secrets.contains(*name))
            .map(|(name, origins)| {
                let used: BTreeSet<_> = origins.iter().filter(|&o| reached(o)).cloned().collect();
                // A secret that was asked for before any request goes where it is asked to go.
                let kept = if used.is_empty() {
                    origins.clone()
                } else {
                    used
                };
                (name.clone(), kept)
            })
            .collect();
        Capabilities {
            http,
            directories: self.directories,
            secrets,
            ..self.names
        }
    }
}

fn meet(one: &OriginPattern, other: &OriginPattern) -> bool {
    one.covers(other) || other.covers(one)
}

fn take_name(asked: &BTreeSet<KeyName>, name: &str, seen: &mut BTreeSet<KeyName>) -> bool {
    let Some(name) = asked.get(name) else {
        return false;
    };
    seen.insert(name.clone());
    true
}

fn known_method(name: &str) -> Option<HttpMethod> {
    serde_json::from_value(name.into()).ok()
}

/// Whether a path is a directory or lies in it; one with `..` lies nowhere.
fn is_within(path: &str, directory: &str) -> bool {
    if path.split('/').any(|part| part == "..") {
        return false;
    }
    directory == "/" && path.starts_with('/')
        || path
            .strip_prefix(directory)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Servers one by one, unless many are under one domain and the manifest asks for all of them there.
fn generalised(
    seen: BTreeMap<OriginPattern, Methods>,
    asked: &BTreeMap<OriginPattern, Methods>,
) -> BTreeMap<OriginPattern, Methods> {
    let mut groups: BTreeMap<OriginPattern, Vec<(OriginPattern, Methods)>> = BTreeMap::new();
    for (origin, methods) in seen {
        let key = siblings(&origin).unwrap_or_else(|| origin.clone());
        groups.entry(key).or_default().push((origin, methods));
    }
    let mut grant = BTreeMap::new();
    for (pattern, origins) in groups {
        let methods = origins.iter().map(|(_, methods)| methods.clone());
        let all = methods
            .reduce(|one, other| either(&one, &other))
            .unwrap_or_default();
        let allowed = |(own, methods): (&OriginPattern, &Methods)| {
            own.covers(&pattern) && methods.cover(&all)
        };
        if origins.len() > LISTED && asked.iter().any(allowed) {
            grant.insert(pattern, all);
        } else {
            grant.extend(origins);
        }
    }
    grant
}

/// All servers beside this one: `https://*.acme.example` for `https://api.acme.example`.
fn siblings(origin: &OriginPattern) -> Option<OriginPattern> {
    let text = origin.to_string();
    let (scheme, authority) = text.split_once("://")?;
    let (_, parent) = authority.split_once('.')?;
    let pattern: OriginPattern = format!("{scheme}://*.{parent}").parse().ok()?;
    pattern.covers(origin).then_some(pattern)
}

fn keep_unwatched(
    grant: &mut Capabilities,
    asked: &Capabilities,
    watched: &BTreeSet<CapabilityKind>,
) {
    let unwatched = |kind| !watched.contains(&kind);
    let directories = [
        CapabilityKind::DirectoryRead,
        CapabilityKind::DirectoryWrite,
    ];
    if unwatched(CapabilityKind::Http) {
        grant.http.clone_from(&asked.http);
    }
    if directories.into_iter().any(unwatched) {
        grant.directories.clone_from(&asked.directories);
    }
    if unwatched(CapabilityKind::Env) {
        grant.env.clone_from(&asked.env);
    }
    if unwatched(CapabilityKind::Config) {
        grant.config.clone_from(&asked.config);
    }
    if unwatched(CapabilityKind::KeyValue) {
        grant.key_value.clone_from(&asked.key_value);
    }
    if unwatched(CapabilityKind::Secret) {
        grant.secrets.clone_from(&asked.secrets);
    }
    // Nothing tells that these are used.
    grant.gpu = asked.gpu;
    grant.read_isg = asked.read_isg;
    grant.write_visualization = asked.write_visualization;
}
