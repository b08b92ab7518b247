//! Which versions run together, and in which order they start.
//!
//! Plugins need plugins, a version of the host, and versions of worlds; some work with others only in certain versions, and
//! some not at all. [`resolve`] finds versions for all that is wanted and for what that needs, with the algorithm
//! [PubGrub](https://nex3.medium.com/pubgrub-2fb6470504f), so that a failure comes with its reason. Host and worlds are
//! packages like the plugins. Every plugin has one version more, *absent*, which is how "not together with" and "if it is
//! there at all" become ordinary requirements.
//!
//! Nothing here touches a disk, and a clock only to give up: the same universe has the same plan, on any machine.

mod choice;
mod claim;
mod explain;
mod interface;
mod offer;
mod order;
mod partial;
mod plan;
mod solver;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use plugwright_manifest::{PluginId, VersionReq};

pub use claim::{Claim, ClaimKind, ClaimRule};
pub use explain::{Explanation, Reason};
pub use offer::{HostFacts, Offer, Universe};
pub use partial::{LeftOut, resolve_rest};
pub use plan::Plan;

use crate::Error;

/// The plugins that somebody wants to run, each with the versions that will do.
pub type Wanted = BTreeMap<PluginId, VersionReq>;

/// Chooses versions for all that is `wanted` and for what that needs: the newest that fit together.
///
/// # Errors
/// [`Error::Unresolvable`] with an explanation; [`Error::ResolutionLimit`] if the search would take too long.
pub fn resolve(universe: &Universe, wanted: &Wanted) -> Result<Plan, Error> {
    let selection = solver::solve(universe, wanted)?;
    let selection = match selection {
        Ok(selection) => selection,
        Err(tree) => return Err(explain::conflict(universe, wanted, &tree).into()),
    };
    let answers = interface::answers(universe, &selection)
        .map_err(|unanswered| explain::unanswered(&unanswered))?;
    let order = order::activation(&selection, &answers)
        .map_err(|cycle| explain::cycle(&selection, &cycle))?;
    let providers =
        claim::settle(universe, &selection).map_err(|dispute| explain::claim(&dispute))?;
    Ok(Plan::new(order, providers))
}
