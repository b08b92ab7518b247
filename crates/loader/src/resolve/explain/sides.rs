//! Who stands against whom: the fewest of the wanted plugins that cannot run together.

use plugwright_manifest::PluginId;

use super::super::solver::{Tree, solve};
use super::super::{Universe, Wanted};
use super::facts;

/// Leaving each out once would take too long for more.
const MOST: usize = 64;

/// The sides, and why those alone cannot run together.
pub(super) fn of(universe: &Universe, wanted: &Wanted, tree: &Tree) -> (Wanted, Tree) {
    let mentioned = facts::wanted(tree);
    let mut sides = wanted.clone();
    sides.retain(|id, _| mentioned.contains(id));
    let mut reason = tree.clone();
    if let Ok(Err(tree)) = solve(universe, &sides) {
        reason = tree;
    } else {
        // The tree speaks of all that it uses, so this does not happen; if it does, all are sides.
        sides.clone_from(wanted);
    }
    let candidates: Vec<PluginId> = sides.keys().take(MOST).cloned().collect();
    for id in candidates {
        let mut fewer = sides.clone();
        fewer.remove(&id);
        match solve(universe, &fewer) {
            Ok(Ok(_)) => {}
            Ok(Err(tree)) => (sides, reason) = (fewer, tree),
            // More sides than necessary are better than no explanation.
            Err(_) => break,
        }
    }
    (sides, reason)
}
