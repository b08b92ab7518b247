//! One way out. Where it can be tried, it was tried.

use plugwright_manifest::{PluginId, VersionReq};

use super::super::solver::solve;
use super::super::{Universe, Wanted};
use super::facts::{About, Fact};

/// What to do about a conflict of `sides`.
pub(super) fn of(universe: &Universe, sides: &Wanted, facts: &[Fact]) -> String {
    if let Some(remedy) = another_version(universe, sides) {
        return remedy;
    }
    if let Some(remedy) = facts.iter().find_map(|fact| missing(&fact.about)) {
        return remedy;
    }
    leave_out(sides)
}

/// Whether asking for any version of one side would do.
fn another_version(universe: &Universe, sides: &Wanted) -> Option<String> {
    for (id, requirement) in sides {
        if requirement.comparators.is_empty() {
            continue;
        }
        let mut relaxed = sides.clone();
        relaxed.insert(id.clone(), VersionReq::STAR);
        if let Ok(Ok(selection)) = solve(universe, &relaxed)
            && let Some(offer) = selection.get(id)
        {
            return Some(format!(
                "Ask for {id} {} instead of {requirement}.",
                offer.version()
            ));
        }
    }
    None
}

fn missing(about: &About) -> Option<String> {
    match about {
        About::Missing(id, requirement) => Some(format!(
            "Install {id} in a version that {requirement} admits."
        )),
        About::Host(id) => Some(format!(
            "Install a version of {id} for this host, or another host."
        )),
        About::World(name, requirement) => Some(format!(
            "Use a host that serves {name} {requirement}, or a version of the plugin for this one."
        )),
        About::Other => None,
    }
}

/// Leaving out one of the fewest that conflict always helps: that is why they are the fewest.
fn leave_out(sides: &Wanted) -> String {
    let last: Option<&PluginId> = sides.keys().next_back();
    last.map_or_else(String::new, |id| {
        format!("Leave out {id} until there is a version of it that fits.")
    })
}
