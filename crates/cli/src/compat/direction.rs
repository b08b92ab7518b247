//! Which way an interface is used decides what may change in it.

use std::collections::BTreeMap;

use super::surface::{Item, Surface};

/// Seen from the plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The plugin calls it, the host provides it.
    Import,
    /// The plugin provides it, the host calls it.
    Export,
}

impl Direction {
    /// The word that WIT uses.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Export => "export",
        }
    }
}

/// The ways in which the worlds of both surfaces use each interface.
pub(crate) fn directions(old: &Surface, new: &Surface) -> BTreeMap<String, Vec<Direction>> {
    let mut found: BTreeMap<String, Vec<Direction>> = BTreeMap::new();
    for world in old.worlds.values().chain(new.worlds.values()) {
        let imports = world.imports.values().map(|item| (Direction::Import, item));
        let exports = world.exports.values().map(|item| (Direction::Export, item));
        for (direction, item) in imports.chain(exports) {
            if let Item::Interface(name) = item {
                found.entry(name.clone()).or_default().push(direction);
            }
        }
    }
    found
}
