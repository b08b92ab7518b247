//! What runs, and in which order it starts and ends.

use std::collections::BTreeMap;

use plugwright_manifest::PluginId;

use super::ClaimKind;
use crate::Release;

/// The versions that run together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    order: Vec<Release>,
    providers: BTreeMap<(ClaimKind, String), Vec<PluginId>>,
}

impl Plan {
    pub(super) fn new(
        order: Vec<Release>,
        providers: BTreeMap<(ClaimKind, String), Vec<PluginId>>,
    ) -> Self {
        Self { order, providers }
    }

    /// The order in which they start: each after all that it needs.
    pub fn activation(&self) -> &[Release] {
        &self.order
    }

    /// The order in which they end: each before all that it needs.
    pub fn unloading(&self) -> impl DoubleEndedIterator<Item = &Release> {
        self.order.iter().rev()
    }

    /// Who provides something, the one that is asked first in front.
    pub fn providers(&self, kind: &ClaimKind, name: &str) -> &[PluginId] {
        let key = (kind.clone(), name.to_owned());
        self.providers.get(&key).map_or(&[], Vec::as_slice)
    }
}
