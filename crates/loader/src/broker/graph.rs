//! Who is linked to whom. A circle is refused when the link that would close it is asked for; what the resolution of
//! manifests cannot see, because an interface names no plugin, is seen here.

use crate::error::Result;
use crate::resolve::{Explanation, Reason};
use plugwright_manifest::PluginId;
use std::collections::{BTreeMap, BTreeSet};

/// For each plugin those that it was linked to.
#[derive(Default)]
pub(super) struct Graph(BTreeMap<PluginId, BTreeSet<PluginId>>);

impl Graph {
    pub(super) fn providers_of(&self, plugin: &PluginId) -> Vec<PluginId> {
        self.0.get(plugin).into_iter().flatten().cloned().collect()
    }

    pub(super) fn remove(&mut self, plugin: &PluginId) {
        self.0.remove(plugin);
    }

    /// Links a plugin to others, in the place of those it was linked to before.
    pub(super) fn link(
        &mut self,
        consumer: &PluginId,
        providers: BTreeSet<PluginId>,
    ) -> Result<()> {
        for provider in &providers {
            if let Some(mut circle) = self.way(provider, consumer) {
                circle.insert(0, consumer.clone());
                return Err(explain(&circle).into());
            }
        }
        if providers.is_empty() {
            self.0.remove(consumer);
        } else {
            self.0.insert(consumer.clone(), providers);
        }
        Ok(())
    }

    /// The plugins on a way from one to another, both included.
    fn way(&self, from: &PluginId, to: &PluginId) -> Option<Vec<PluginId>> {
        let mut came_from = BTreeMap::from([(from, None)]);
        let mut next = vec![from];
        while let Some(plugin) = next.pop() {
            if plugin == to {
                let before = |plugin: &&PluginId| came_from.get(*plugin).copied().flatten();
                let mut way: Vec<_> = std::iter::successors(Some(plugin), before)
                    .cloned()
                    .collect();
                way.reverse();
                return Some(way);
            }
            for provider in self.0.get(plugin).into_iter().flatten() {
                if !came_from.contains_key(provider) {
                    came_from.insert(provider, Some(plugin));
                    next.push(provider);
                }
            }
        }
        None
    }
}

/// The circle, which begins and ends with the same plugin.
fn explain(circle: &[PluginId]) -> Explanation {
    const MOST: usize = 10;
    let pairs = circle.windows(2).take(MOST);
    let facts = pairs.filter_map(|pair| match pair {
        [one, other] => Some(format!("{one} imports from {other}")),
        _ => None,
    });
    let names: Vec<_> = circle.iter().take(MOST).map(PluginId::as_str).collect();
    Explanation {
        reason: Reason::Cycle,
        headline: format!("{} call each other in a circle:", names.join(" → ")),
        facts: facts.collect(),
        remedy: "Take back one of these grants, or have another plugin answer one of them."
            .to_owned(),
        sides: circle.iter().skip(1).cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> PluginId {
        name.parse().unwrap()
    }

    fn link(graph: &mut Graph, one: &str, others: &[&str]) -> Result<()> {
        graph.link(&id(one), others.iter().map(|other| id(other)).collect())
    }

    #[test]
    fn a_circle_is_shown_and_not_closed() {
        let mut graph = Graph::default();
        link(&mut graph, "a", &["b", "x"]).unwrap();
        link(&mut graph, "b", &["c"]).unwrap();
        let error = link(&mut graph, "c", &["y", "a"]).unwrap_err();
        assert_eq!(error.code(), "PW-LOADER-CYCLE");
        assert_eq!(
            error.to_string(),
            "c → a → b → c call each other in a circle:\n  c imports from a\n  a imports from b\n  b imports from c\n\
             Take back one of these grants, or have another plugin answer one of them."
        );
        link(&mut graph, "c", &["y"]).unwrap();
    }

    #[test]
    fn a_diamond_is_no_circle_and_a_new_link_takes_the_place_of_the_old() {
        let mut graph = Graph::default();
        link(&mut graph, "a", &["b", "c"]).unwrap();
        link(&mut graph, "b", &["d"]).unwrap();
        link(&mut graph, "c", &["d"]).unwrap();
        link(&mut graph, "a", &[]).unwrap();
        link(&mut graph, "d", &["a"]).unwrap();
        assert_eq!(graph.providers_of(&id("d")), [id("a")]);
    }
}
