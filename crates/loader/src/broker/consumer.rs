//! What a plugin imports, what its manifest declares of it, and what the operator allows.

use crate::store::Record;
use plugwright_manifest::{Dependencies, InterfaceName, PluginId};
use std::collections::BTreeSet;

use super::choice::Obstacle;
use super::offers::Offering;

/// A plugin that may import from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    /// The plugin.
    pub id: PluginId,
    /// What its component imports.
    pub imports: Vec<String>,
    /// What its manifest declares: plugins, needed and optional, and interfaces.
    pub dependencies: Dependencies,
    /// The plugins that the operator lets it call.
    pub granted: BTreeSet<PluginId>,
}

impl Consumer {
    /// An installed version, and what the operator lets it call.
    pub fn of(record: &Record, granted: impl IntoIterator<Item = PluginId>) -> Self {
        Self {
            id: record.release.id.clone(),
            imports: record.imports.clone(),
            dependencies: record.manifest.dependencies.clone(),
            granted: granted.into_iter().collect(),
        }
    }

    /// What keeps it from taking an import of a plugin that offers it.
    pub(super) fn obstacle(&self, import: &str, offering: &Offering) -> Option<Obstacle> {
        if offering.id == self.id {
            return Some(Obstacle::Itself);
        }
        let Dependencies {
            plugins, optional, ..
        } = &self.dependencies;
        match plugins
            .get(&offering.id)
            .or_else(|| optional.get(&offering.id))
        {
            Some(requirement) if !requirement.matches(&offering.version) => {
                return Some(Obstacle::Version(requirement.clone()));
            }
            None if !self.declares(import) => return Some(Obstacle::Undeclared),
            _ => {}
        }
        (!self.granted.contains(&offering.id)).then_some(Obstacle::NotGranted)
    }

    /// Whether it declares that it needs the interface of an import, in the version that it imports.
    pub(super) fn declares(&self, import: &str) -> bool {
        let Some((interface, version)) = InterfaceName::split(import) else {
            return false;
        };
        let required = self.dependencies.interfaces.get(&interface);
        required.is_some_and(|required| {
            required.comparators.is_empty()
                || version.is_some_and(|version| required.matches(&version))
        })
    }
}
