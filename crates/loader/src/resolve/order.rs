//! In which order plugins start: each after all that it needs, otherwise by name.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::PluginId;

use super::interface::Answers;
use super::solver::Selection;
use crate::Release;

/// Plugins that wait for each other, each for the next and the last for the first.
pub(super) type Cycle = Vec<PluginId>;

/// The order of activation. Who alone can answer what a plugin imports is needed like a plugin that it names; of several, and
/// of what it uses only if it is there, each comes first as well, unless that would be a circle.
pub(super) fn activation(
    selection: &Selection<'_>,
    answers: &Answers,
) -> Result<Vec<Release>, Cycle> {
    let mut waiting = Waiting::new(selection, answers);
    let mut order = Vec::new();
    while !waiting.hard.is_empty() {
        let ready = waiting.ready().or_else(|| waiting.ready_in_a_circle());
        let id = ready.ok_or_else(|| waiting.cycle())?;
        waiting.start(&id);
        order.extend(selection.get(&id).map(|offer| offer.release.clone()));
    }
    Ok(order)
}

/// For each plugin that has not started, those that have to start before it.
struct Waiting {
    hard: BTreeMap<PluginId, BTreeSet<PluginId>>,
    /// With those that it uses if they are there.
    all: BTreeMap<PluginId, BTreeSet<PluginId>>,
}

impl Waiting {
    fn new(selection: &Selection<'_>, answers: &Answers) -> Self {
        let (mut hard, mut all) = (BTreeMap::new(), BTreeMap::new());
        let chosen = |id: &&PluginId| selection.contains_key(*id);
        for (id, offer) in selection {
            let answered = answers.get(id).map_or(&[][..], Vec::as_slice);
            let (alone, several): (Vec<_>, Vec<_>) =
                answered.iter().partition(|able| able.len() == 1);
            let named = offer.requires.keys().filter(chosen);
            let needs: BTreeSet<PluginId> =
                named.chain(alone.into_iter().flatten()).cloned().collect();
            let uses = offer
                .optional
                .keys()
                .filter(chosen)
                .filter(|other| *other != id)
                .chain(several.into_iter().flatten());
            let before = needs.iter().chain(uses).cloned().collect();
            all.insert(id.clone(), before);
            hard.insert(id.clone(), needs);
        }
        Self { hard, all }
    }

    fn start(&mut self, started: &PluginId) {
        for waiting in [&mut self.hard, &mut self.all] {
            waiting.remove(started);
            for before in waiting.values_mut() {
                before.remove(started);
            }
        }
    }

    fn ready(&self) -> Option<PluginId> {
        let ready = self.all.iter().find(|(_, before)| before.is_empty());
        ready.map(|(id, _)| id.clone())
    }

    /// A plugin of a circle that waits for nothing outside, if something in it is only used and not needed.
    fn ready_in_a_circle(&self) -> Option<PluginId> {
        let circles = self.all.keys().map(|id| reached(&self.all, id));
        let circle = circles.min_by_key(BTreeSet::len)?;
        let free = |id: &&PluginId| self.hard.get(*id).is_none_or(BTreeSet::is_empty);
        circle.iter().find(free).cloned()
    }

    /// A circle of needs. There is one when nothing is ready.
    fn cycle(&self) -> Cycle {
        let mut path: Vec<PluginId> = Vec::new();
        let stuck = self.hard.iter().find(|(_, before)| !before.is_empty());
        let mut next = stuck.map(|(id, _)| id.clone());
        while let Some(id) = next {
            if let Some(begin) = path.iter().position(|seen| *seen == id) {
                path.drain(..begin);
                break;
            }
            let before = self.hard.get(&id);
            // Only what waits itself leads to a circle.
            let waits =
                |other: &&PluginId| self.hard.get(*other).is_some_and(|all| !all.is_empty());
            next = before.and_then(|before| before.iter().find(waits).cloned());
            path.push(id);
        }
        path
    }
}

/// All that `id` waits for, directly or not; itself if it is in a circle.
fn reached(waiting: &BTreeMap<PluginId, BTreeSet<PluginId>>, id: &PluginId) -> BTreeSet<PluginId> {
    let mut reached = BTreeSet::new();
    let mut next = vec![id];
    while let Some(id) = next.pop() {
        for before in waiting.get(id).into_iter().flatten() {
            if reached.insert(before.clone()) {
                next.push(before);
            }
        }
    }
    reached
}
