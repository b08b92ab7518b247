//! What a plugin asks for now and did not before, and the other way round.

use std::collections::BTreeSet;

use plugwright_manifest::{Capability, LimitRequest, Limits, PluginId};
use serde_json::{Map, Value};

use super::Request;
use super::capability_set::{covers, same_subject};

/// The changes from one request to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    changes: Vec<Change>,
}

/// One change, which prints as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something that was not asked for before.
    New(Capability),
    /// More of something.
    Wider {
        /// What was asked for.
        before: Capability,
        /// What is asked for now.
        after: Capability,
    },
    /// Less of something.
    Narrower {
        /// What was asked for.
        before: Capability,
        /// What is asked for now.
        after: Capability,
    },
    /// Something that is not asked for any more.
    Gone(Capability),
    /// A limit that is another now.
    Limit {
        /// Its path in the manifest, for example `memory.size`.
        name: String,
        /// What was asked for; none for the host's default.
        before: Option<String>,
        /// What is asked for now.
        after: Option<String>,
        /// Whether it is more.
        raised: bool,
    },
    /// It runs somewhere else.
    Endpoint {
        /// Where it ran; none for this machine.
        before: Option<String>,
        /// Where it runs now.
        after: Option<String>,
    },
    /// Another plugin comes with it.
    NewDependency(PluginId),
    /// Another plugin does not come with it any more.
    DependencyGone(PluginId),
}

impl Difference {
    /// All of them.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether somebody has to consent.
    pub fn asks_for_more(&self) -> bool {
        self.changes.iter().any(Change::asks_for_more)
    }

    /// Without the additions that are granted already.
    pub(super) fn without(mut self, granted: impl Fn(&Capability) -> bool) -> Self {
        self.changes.retain(|change| match change {
            Change::New(after) | Change::Wider { after, .. } => !granted(after),
            _ => true,
        });
        self
    }
}

impl Change {
    /// Whether it is about more than before.
    pub fn asks_for_more(&self) -> bool {
        match self {
            Self::New(_) | Self::Wider { .. } | Self::NewDependency(_) => true,
            Self::Limit { raised, .. } => *raised,
            Self::Endpoint { after, .. } => after.is_some(),
            Self::Narrower { .. } | Self::Gone(_) | Self::DependencyGone(_) => false,
        }
    }

    /// In one word, for scripts.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::New(_) | Self::NewDependency(_) => "new",
            Self::Wider { .. } => "wider",
            Self::Narrower { .. } => "narrower",
            Self::Gone(_) | Self::DependencyGone(_) => "gone",
            Self::Limit { raised: true, .. } => "limit-raised",
            Self::Limit { raised: false, .. } => "limit-lowered",
            Self::Endpoint { .. } => "moved",
        }
    }
}

/// What changes from `before` to `after`: what is new, wider, narrower and gone.
pub fn difference(before: &Request, after: &Request) -> Difference {
    let mut changes = capabilities(before, after);
    changes.extend(limits(&before.limits, &after.limits));
    if before.endpoint != after.endpoint {
        changes.push(Change::Endpoint {
            before: before.endpoint.clone(),
            after: after.endpoint.clone(),
        });
    }
    let gone = before.dependencies.difference(&after.dependencies);
    let new = after.dependencies.difference(&before.dependencies);
    changes.extend(new.cloned().map(Change::NewDependency));
    changes.extend(gone.cloned().map(Change::DependencyGone));
    Difference { changes }
}

fn capabilities(before: &Request, after: &Request) -> Vec<Change> {
    let (before, after) = (&before.capabilities, &after.capabilities);
    let old: Vec<Capability> = before.iter().collect();
    let mut changes: Vec<Change> = after
        .iter()
        .filter(|now| !old.contains(now))
        .filter_map(|now| {
            if !before.include(&now) {
                return Some(addition(&old, now));
            }
            // What is within something that is still asked for is no change.
            let wider = old
                .iter()
                .find(|own| covers(own, &now) && !after.include(own))?;
            Some(Change::Narrower {
                before: wider.clone(),
                after: now,
            })
        })
        .collect();
    let told: Vec<Capability> = changes.iter().filter_map(Change::before).cloned().collect();
    let gone = |own: &Capability| !after.include(own) && !told.contains(own);
    changes.extend(old.into_iter().filter(gone).map(Change::Gone));
    changes
}

fn addition(old: &[Capability], now: Capability) -> Change {
    let grown = old
        .iter()
        .find(|own| covers(&now, own) || same_subject(&now, own));
    match grown {
        Some(before) => Change::Wider {
            before: before.clone(),
            after: now,
        },
        None => Change::New(now),
    }
}

impl Change {
    fn before(&self) -> Option<&Capability> {
        match self {
            Self::Wider { before, .. } | Self::Narrower { before, .. } => Some(before),
            _ => None,
        }
    }
}

/// Limits are compared one by one: each alone is put into an otherwise empty request, resolved, and capped by the other.
fn limits(before: &LimitRequest, after: &LimitRequest) -> Vec<Change> {
    let (old, new) = (Leaves::of(before), Leaves::of(after));
    let names: BTreeSet<&String> = old.0.keys().chain(new.0.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| limit(name, old.0.get(name), new.0.get(name)))
        .collect()
}

fn limit(name: &str, before: Option<&Value>, after: Option<&Value>) -> Option<Change> {
    let (old, new) = (alone(name, before), alone(name, after));
    let lowered = new.capped_by(&old) == new;
    (old != new).then(|| Change::Limit {
        name: name.to_owned(),
        before: before.map(text),
        after: after.map(text),
        raised: !lowered,
    })
}

fn alone(name: &str, value: Option<&Value>) -> Limits {
    let value = value.cloned().unwrap_or(Value::Null);
    let nested = name.rsplit('.').fold(value, |inner, key| {
        Map::from_iter([(key.to_owned(), inner)]).into()
    });
    let request: LimitRequest = serde_json::from_value(nested).unwrap_or_default();
    request.resolve(&Limits::default())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The limits of a request by their paths.
struct Leaves(Map<String, Value>);

impl Leaves {
    fn of(request: &LimitRequest) -> Self {
        let mut leaves = Map::new();
        let groups = serde_json::to_value(request).unwrap_or_default();
        for (group, value) in groups.as_object().into_iter().flatten() {
            match value {
                Value::Object(limits) => leaves.extend(
                    limits
                        .iter()
                        .map(|(name, value)| (format!("{group}.{name}"), value.clone())),
                ),
                value => {
                    leaves.insert(group.clone(), value.clone());
                }
            }
        }
        Self(leaves)
    }
}
