//! Two plugins as one component.
//!
//! A brokered call crosses from one store to another: values are copied through the host, and each side has its own limits,
//! its own instances and its own failures. Where that costs too much, and both plugins and the operator agree, the one that
//! imports (the outer one) and the one that exports (the inner one) become one component before it is compiled. It runs as the
//! outer plugin, in one store: one memory budget, one deadline, one fault, one swap. Resources pass between the two.
//!
//! What that gives up is written into the rules: both manifests say `composable`, the operator names the pair, and the inner
//! plugin asks for nothing that the outer one does not ask for, because the composite has one grant, the outer plugin's, and
//! both halves act with it.
//!
//! The composite is a function of its parts and holds them whole. A section names each part by id, version and digest, so the
//! digest of the composite, by which the cache and the audit log know it, stands for theirs; its version says what is inside.

mod binding;
mod graph;
mod part;

pub use part::Part;

use crate::error::{Error, Result};
use plugwright_host::{Engine, PluginBuilder, PluginRef};
use plugwright_manifest::{Digest, PluginId, Version, answers_interface};
use std::collections::BTreeSet;

/// A plugin and the one that it imports from, as one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composite {
    component: Vec<u8>,
    outer: PluginRef,
    inner: PluginRef,
    joined: Vec<String>,
}

impl Composite {
    /// Connects every import of `outer` that `inner` exports. `granted` are the plugins that the operator lets the outer one
    /// be composed with.
    ///
    /// # Errors
    /// [`Error::NotComposable`] if one of the three does not agree, or if the components do not fit.
    pub fn new(outer: &Part, inner: &Part, granted: &BTreeSet<PluginId>) -> Result<Self> {
        let refuse = |reason: String| Error::NotComposable {
            outer: outer.id.clone(),
            inner: inner.id.clone(),
            reason,
        };
        agreed(outer, inner, granted).map_err(refuse)?;
        let pairs = pairs(outer, inner);
        if pairs.is_empty() {
            return Err(refuse(
                "the one imports nothing that the other exports".into(),
            ));
        }
        let mut component = graph::compose(&outer.component, &inner.component, &pairs)
            .map_err(|reason| refuse(format!("the components do not fit: {reason}")))?;
        let (outer, inner) = (outer.reference(), inner.reference());
        binding::append(&mut component, &[outer.clone(), inner.clone()]);
        Ok(Self {
            component,
            outer,
            inner,
            joined: pairs.into_iter().map(|(import, _)| import).collect(),
        })
    }

    /// Loads it as the outer plugin, whose grants it needs without those for what was joined.
    pub fn plugin(&self, engine: &Engine) -> PluginBuilder {
        engine
            .plugin(self.outer.id.clone(), self.component.clone())
            .version(self.version())
    }

    /// The outer plugin's version, with the inner one in its build metadata: `1.2.0+composed.acme-calc.2.0.1`. It takes no part
    /// in comparisons, and stands wherever the version does: in messages, metrics, logs.
    pub fn version(&self) -> Version {
        let inner = format!("{}.{}", self.inner.id, self.inner.version);
        let inner: String = inner
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '.' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        let own = &self.outer.version.build;
        let dot = if own.is_empty() { "" } else { "." };
        let mut version = self.outer.version.clone();
        // Without the addition it is still the right version.
        version.build = format!("{own}{dot}composed.{inner}")
            .parse()
            .unwrap_or_else(|_| own.clone());
        version
    }

    /// The digest of the composite.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.component)
    }

    /// The component.
    pub fn component(&self) -> &[u8] {
        &self.component
    }

    /// The outer and the inner plugin, with the digests of their own components.
    pub fn parts(&self) -> [&PluginRef; 2] {
        [&self.outer, &self.inner]
    }

    /// The imports of the outer plugin that the inner one answers.
    pub fn joined(&self) -> &[String] {
        &self.joined
    }

    /// The parts of a component that was composed, after a look that they are the ones inside it; nothing for other components.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it names parts that it does not hold.
    pub fn parts_of(component: &[u8]) -> Result<Option<Vec<PluginRef>>> {
        binding::read(component)
    }
}

/// Whether all three agree.
fn agreed(outer: &Part, inner: &Part, granted: &BTreeSet<PluginId>) -> Result<(), String> {
    for part in [outer, inner] {
        if !part.composable {
            return Err(format!(
                "the manifest of {} does not say `composable: true`",
                part.id
            ));
        }
    }
    if !granted.contains(&inner.id) {
        return Err("it is not granted; grant the two to be composed".into());
    }
    let beyond = inner.capabilities.missing_from(&outer.capabilities);
    if beyond.is_empty() {
        return Ok(());
    }
    let beyond: Vec<_> = beyond.iter().map(ToString::to_string).collect();
    Err(format!(
        "{} asks for what {} does not ask for: {}",
        inner.id,
        outer.id,
        beyond.join(", ")
    ))
}

/// The imports of the one that the other exports, each with the name of the export.
fn pairs(outer: &Part, inner: &Part) -> Vec<(String, String)> {
    let exported = |import: &String| {
        let exact = inner.exports.iter().find(|export| *export == import);
        let compatible = || {
            let mut exports = inner.exports.iter();
            exports.find(|export| answers_interface(export, import))
        };
        let export = exact.or_else(compatible)?;
        Some((import.clone(), export.clone()))
    };
    outer.imports.iter().filter_map(exported).collect()
}
