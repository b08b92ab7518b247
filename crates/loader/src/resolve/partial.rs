//! Running what can run: one plugin that does not fit must not keep a thousand others from starting.

use plugwright_manifest::PluginId;

use super::{Explanation, Plan, Reason, Universe, Wanted, resolve};
use crate::Error;

/// A plugin that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub id: PluginId,
    /// Why.
    pub why: Explanation,
}

/// As [`resolve`], but leaves plugins out until the rest fits: of the sides of a conflict the one that the explanation names
/// last, of a circle all. What needs one of them is left out after it.
///
/// # Errors
/// [`Error::ResolutionLimit`].
pub fn resolve_rest(universe: &Universe, wanted: &Wanted) -> Result<(Plan, Vec<LeftOut>), Error> {
    let (mut universe, mut wanted) = (universe.clone(), wanted.clone());
    let mut left_out = Vec::new();
    loop {
        let why = match resolve(&universe, &wanted) {
            Ok(plan) => return Ok((plan, left_out)),
            Err(Error::Unresolvable(why)) => *why,
            Err(error) => return Err(error),
        };
        let out = match why.reason {
            Reason::Cycle => why.sides.as_slice(),
            Reason::Conflict | Reason::Claim => {
                why.sides.last().map_or(&[][..], std::slice::from_ref)
            }
        };
        if out.is_empty() {
            return Err(why.into());
        }
        for id in out {
            wanted.remove(id);
            universe.offers.remove(id);
            left_out.push(LeftOut {
                id: id.clone(),
                why: why.clone(),
            });
        }
    }
}
