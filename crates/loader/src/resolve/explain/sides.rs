//! Who stands against whom: the fewest of the wanted plugins that cannot run together.

use plugwright_manifest::PluginId;

use super::super::choice::Node;
use super::super::solver::{Tree, solve};
use super::super::{Universe, Wanted};
use crate::Error;

/// Leaving each out once would take too long for more.
const MOST: usize = 64;

/// The sides, and why those alone cannot run together.
pub(super) fn of(
    universe: &Universe,
    wanted: &Wanted,
    tree: &Tree,
) -> Result<(Wanted, Tree), Error> {
    let mentioned = tree.packages();
    let mut sides = wanted.clone();
    sides.retain(|id, _| mentioned.contains(&Node::Plugin(id.clone())));
    let mut reason = tree.clone();
    if let Err(tree) = solve(universe, &sides)? {
        reason = tree;
    } else {
        // The tree speaks of all that it uses, so this does not happen; if it does, all are sides.
        sides.clone_from(wanted);
    }
    let candidates: Vec<PluginId> = sides.keys().take(MOST).cloned().collect();
    for id in candidates {
        let mut fewer = sides.clone();
        fewer.remove(&id);
        if let Err(tree) = solve(universe, &fewer)? {
            (sides, reason) = (fewer, tree);
        }
    }
    Ok((sides, reason))
}
