//! What the plugins of a conflict say, in the order in which one leads to the next.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use plugwright_manifest::{PluginId, Version};
use pubgrub::{DerivationTree, External, VersionSet as _};

use super::super::choice::{Choices, Node, at};
use super::super::solver::Tree;
use super::super::{Offer, Universe, Wanted};
use super::listed;

/// A condition, and what it is about.
pub(super) struct Fact {
    pub(super) text: String,
    pub(super) about: About,
}

/// What a condition is about, where that leads to a remedy.
pub(super) enum About {
    /// A plugin of which no version that is there will do.
    Missing(PluginId, String),
    /// The version of the host.
    Host(PluginId),
    /// A world of which no served version will do.
    World(String, String),
    /// Another plugin.
    Other,
}

/// The conditions of the failure.
pub(super) fn of(universe: &Universe, sides: &Wanted, tree: &Tree) -> Vec<Fact> {
    let mut edges = Edges::default();
    edges.collect(tree);
    let mut facts = Vec::new();
    let mut seen = BTreeSet::from([Node::Root]);
    let mut next = vec![Node::Root];
    while let Some(from) = next.pop() {
        let to = edges.0.get(&from).into_iter().flatten();
        for (node, choices) in to {
            facts.extend(conditions(universe, sides, &from, choices, node));
            if seen.insert(node.clone()) {
                next.insert(0, node.clone());
            }
        }
    }
    facts
}

/// The wanted plugins that the failure is about.
pub(super) fn wanted(tree: &Tree) -> BTreeSet<PluginId> {
    let mut edges = Edges::default();
    edges.collect(tree);
    let from_root = edges.0.remove(&Node::Root).into_iter().flatten();
    let plugins = from_root.filter_map(|(node, _)| match node {
        Node::Plugin(id) => Some(id),
        _ => None,
    });
    plugins.collect()
}

/// Which package depends on which, and in which of its versions.
#[derive(Default)]
struct Edges(BTreeMap<Node, BTreeMap<Node, Choices>>);

impl Edges {
    /// A step of the proof may be used many times, and is looked at once.
    fn collect(&mut self, tree: &Tree) {
        let mut seen = HashSet::new();
        let mut next = vec![tree];
        while let Some(tree) = next.pop() {
            match tree {
                DerivationTree::External(External::FromDependencyOf(from, choices, to, _)) => {
                    let edges = self.0.entry(from.clone()).or_default();
                    let known = edges.entry(to.clone()).or_insert_with(Choices::empty);
                    *known = known.union(choices);
                }
                DerivationTree::External(_) => {}
                DerivationTree::Derived(derived) => {
                    let causes = [&derived.cause1, &derived.cause2];
                    let new = causes
                        .into_iter()
                        .filter(|cause| seen.insert(Arc::as_ptr(cause)));
                    next.extend(new.map(|cause| &**cause));
                }
            }
        }
    }
}

/// What `from` says of `to`, one line for all versions that say the same.
fn conditions(
    universe: &Universe,
    sides: &Wanted,
    from: &Node,
    choices: &Choices,
    to: &Node,
) -> Vec<Fact> {
    let Node::Plugin(id) = from else {
        let Node::Plugin(wanted) = to else {
            return Vec::new();
        };
        return sides
            .get(wanted)
            .map(|requirement| root(universe, wanted, requirement))
            .into_iter()
            .collect();
    };
    let versions = universe.versions(id).enumerate();
    let fits = versions.filter(|(index, _)| choices.contains(&at(*index)));
    let mut said: BTreeMap<String, (Vec<Version>, About)> = BTreeMap::new();
    for (_, version) in fits {
        let Some(offer) = universe.offer(id, version) else {
            continue;
        };
        for (text, about) in sentences(universe, offer, to) {
            let (versions, _) = said.entry(text).or_insert_with(|| (Vec::new(), about));
            versions.push(version.clone());
        }
    }
    said.into_iter()
        .map(|(text, (versions, about))| Fact {
            text: format!("{id} {} {text}", shown(&versions)),
            about,
        })
        .collect()
}

fn root(universe: &Universe, wanted: &PluginId, requirement: &semver::VersionReq) -> Fact {
    let (there, about) = there(universe, wanted, requirement);
    let any = requirement.comparators.is_empty();
    let asked = if any {
        String::new()
    } else {
        format!(" {requirement}")
    };
    Fact {
        text: format!("{wanted}{asked} is wanted{there}"),
        about,
    }
}

fn sentences(universe: &Universe, offer: &Offer, to: &Node) -> Vec<(String, About)> {
    match to {
        Node::Root => Vec::new(),
        Node::Host => vec![(host(universe, offer), About::Host(offer.id().clone()))],
        Node::World(name, requirement) => {
            let served: Vec<&Version> = universe.served(name).collect();
            let text = format!(
                "needs the world {name} {requirement}; this host serves {}",
                listed(&served)
            );
            vec![(text, About::World(name.clone(), requirement.clone()))]
        }
        Node::Plugin(id) => between(universe, offer, id),
    }
}

fn host(universe: &Universe, offer: &Offer) -> String {
    let range = [
        ("at least", &offer.host.minimum),
        ("at most", &offer.host.maximum),
    ]
    .iter()
    .filter_map(|(word, bound)| Some(format!("{word} {}", bound.as_ref()?)))
    .collect::<Vec<_>>()
    .join(" and ");
    format!(
        "works with Plugwright {range}; this is {}",
        universe.host.version
    )
}

fn between(universe: &Universe, offer: &Offer, id: &PluginId) -> Vec<(String, About)> {
    let needs = offer.requires.get(id).map(|requirement| {
        let (there, about) = there(universe, id, requirement);
        (format!("needs {id} {requirement}{there}"), about)
    });
    let uses = offer.optional.get(id).map(|requirement| {
        (
            format!("works beside {id} only in {requirement}"),
            About::Other,
        )
    });
    let excludes = offer.conflicts.get(id).map(|requirement| {
        (
            format!("cannot run beside {id} {requirement}"),
            About::Other,
        )
    });
    needs.into_iter().chain(uses).chain(excludes).collect()
}

/// What there is instead, if no version will do.
fn there(universe: &Universe, id: &PluginId, requirement: &semver::VersionReq) -> (String, About) {
    let mut versions = universe.versions(id);
    if versions.any(|version| requirement.matches(version)) {
        return (String::new(), About::Other);
    }
    let versions: Vec<Version> = universe.versions(id).cloned().collect();
    let there = match versions.as_slice() {
        [] => "; there is none".to_owned(),
        versions => format!("; there is {}", shown(versions)),
    };
    (there, About::Missing(id.clone(), requirement.to_string()))
}

/// Versions in their order; of many the first and the last.
fn shown(versions: &[Version]) -> String {
    match versions {
        [first, _, .., _, last] => format!("{first} to {last} ({} versions)", versions.len()),
        few => few
            .iter()
            .map(Version::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    }
}
