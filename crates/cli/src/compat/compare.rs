//! The comparison itself: two surfaces in, changes out, no I/O.

use std::collections::BTreeMap;

use super::{
    change::{Change, Effect},
    direction::{Direction, directions},
    surface::{COMPONENT, Interface, Item, Shape, Signature, Surface, World},
};

/// Who takes the place of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replaced {
    /// A contract: plugins that were built against the old one meet hosts that serve the new one.
    Contract,
    /// A component: hosts that ran the old one run the new one.
    Component,
}

/// All changes from `old` to `new`, package by package.
pub(crate) fn compare(old: &Surface, new: &Surface, replaced: Replaced) -> Vec<Change> {
    let mut comparison = Comparison {
        old,
        new,
        replaced,
        changes: Vec::new(),
    };
    comparison.packages();
    comparison.worlds();
    comparison.interfaces();
    comparison.changes
}

struct Comparison<'a> {
    old: &'a Surface,
    new: &'a Surface,
    replaced: Replaced,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn packages(&mut self) {
        let (old, new) = (&self.old.versions, &self.new.versions);
        for name in old.keys().filter(|name| !new.contains_key(*name)) {
            self.breaks(name, "the package is gone");
        }
        for name in new.keys().filter(|name| !old.contains_key(*name)) {
            self.fits(name, "a new package");
        }
    }

    fn worlds(&mut self) {
        for (name, old, new) in pairs(&self.old.worlds, &self.new.worlds) {
            match (old, new) {
                (Some(old), Some(new)) => self.world(name, old, new),
                (Some(_), None) => self.breaks(name, "the world is gone"),
                (None, _) => self.fits(name, "a new world"),
            }
        }
    }

    fn world(&mut self, name: &str, old: &World, new: &World) {
        self.items(name, Direction::Import, &old.imports, &new.imports);
        self.items(name, Direction::Export, &old.exports, &new.exports);
        self.types(name, Direction::Import, &old.types, &new.types);
    }

    fn items(
        &mut self,
        world: &str,
        direction: Direction,
        old: &BTreeMap<String, Item>,
        new: &BTreeMap<String, Item>,
    ) {
        let kind = direction.word();
        for (name, old, new) in pairs(old, new) {
            match (old, new) {
                (Some(Item::Function(old)), Some(Item::Function(new))) => {
                    self.signature(&format!("{world}#{name}"), old, new);
                }
                // An interface of both is compared with all interfaces.
                (Some(Item::Interface(_)), Some(Item::Interface(_))) | (None, None) => {}
                (Some(_), Some(_)) => self.breaks(
                    world,
                    format!("the {kind} `{name}` is another kind of item"),
                ),
                (Some(item), None) => {
                    let breaks = self.removal_breaks(direction) && !is_types_only(self.old, item);
                    self.judge(breaks, world, format!("the {kind} `{name}` is gone"));
                }
                (None, Some(item)) => {
                    let breaks = self.addition_breaks(direction) && !is_types_only(self.new, item);
                    self.judge(breaks, world, format!("a new {kind} `{name}`"));
                }
            }
        }
    }

    fn interfaces(&mut self) {
        let directions = directions(self.old, self.new);
        for (name, old, new) in pairs(&self.old.interfaces, &self.new.interfaces) {
            let used = directions.get(name).map_or(&[][..], Vec::as_slice);
            match (old, new) {
                (Some(old), Some(new)) => self.interface(name, used, old, new),
                // What a world imports or exports is reported there.
                (Some(_), None) if used.is_empty() => self.breaks(name, "the interface is gone"),
                (None, Some(_)) if used.is_empty() => self.fits(name, "a new interface"),
                _ => {}
            }
        }
    }

    fn interface(&mut self, name: &str, used: &[Direction], old: &Interface, new: &Interface) {
        // An interface that no world uses yet is one that others will call.
        let used = if used.is_empty() {
            &[Direction::Import]
        } else {
            used
        };
        for (function, old, new) in pairs(&old.functions, &new.functions) {
            let place = format!("{name}#{function}");
            match (old, new) {
                (Some(old), Some(new)) => self.signature(&place, old, new),
                (Some(_), None) => self.judge(
                    used.iter().any(|d| self.removal_breaks(*d)),
                    &place,
                    "the function is gone",
                ),
                (None, _) => self.judge(
                    used.iter().any(|d| self.addition_breaks(*d)),
                    &place,
                    "a new function",
                ),
            }
        }
        let strictest = if used.contains(&Direction::Export) {
            Direction::Export
        } else {
            Direction::Import
        };
        self.types(name, strictest, &old.types, &new.types);
    }

    fn types(
        &mut self,
        owner: &str,
        direction: Direction,
        old: &BTreeMap<String, Shape>,
        new: &BTreeMap<String, Shape>,
    ) {
        for (name, old, new) in pairs(old, new) {
            let place = format!("{owner}.{name}");
            match (old, new) {
                (Some(old), Some(new)) => self.shape(&place, old, new),
                // A component lists the types that it uses, no more: one that it imports no longer is no loss.
                (Some(_), None) => {
                    let breaks =
                        self.replaced == Replaced::Contract || self.removal_breaks(direction);
                    self.judge(breaks, &place, "the type is gone");
                }
                (None, Some(new)) => {
                    let breaks = new.kind == "resource" && self.addition_breaks(direction);
                    self.judge(breaks, &place, format!("a new {}", new.kind));
                }
                (None, None) => {}
            }
        }
    }

    fn signature(&mut self, place: &str, old: &Signature, new: &Signature) {
        if old.is_async != new.is_async {
            self.breaks(
                place,
                if new.is_async {
                    "is now async"
                } else {
                    "is no longer async"
                },
            );
        }
        if old.params != new.params {
            self.breaks(
                place,
                format!(
                    "the parameters were ({}), are ({})",
                    list(&old.params),
                    list(&new.params)
                ),
            );
        }
        if old.result != new.result {
            self.breaks(
                place,
                format!("the result was {}, is {}", old.result, new.result),
            );
        }
    }

    fn shape(&mut self, place: &str, old: &Shape, new: &Shape) {
        if old.kind != new.kind {
            self.breaks(place, format!("was {}, is {}", old.kind, new.kind));
            return;
        }
        let before = self.changes.len();
        let (old_members, new_members) = (members(old), members(new));
        for (name, old, new) in pairs(&old_members, &new_members) {
            match (old, new) {
                (Some(old), Some(new)) if old != new => {
                    self.breaks(place, format!("`{name}` was {old}, is {new}"));
                }
                (Some(_), None) => self.breaks(place, format!("`{name}` is gone")),
                (None, _) => self.breaks(
                    place,
                    format!("`{name}` is new; the layout of every value changes with it"),
                ),
                _ => {}
            }
        }
        if self.changes.len() == before && old.members != new.members {
            self.breaks(
                place,
                "the members are in another order; their order is the layout",
            );
        }
    }

    /// Whether someone misses an item of this direction that is gone.
    fn removal_breaks(&self, direction: Direction) -> bool {
        match self.replaced {
            Replaced::Contract => direction == Direction::Import,
            Replaced::Component => direction == Direction::Export,
        }
    }

    /// Whether someone does not have an item of this direction that is now wanted.
    fn addition_breaks(&self, direction: Direction) -> bool {
        !self.removal_breaks(direction)
    }

    fn judge(&mut self, breaks: bool, place: &str, what: impl Into<String>) {
        if breaks {
            self.breaks(place, what);
        } else {
            self.fits(place, what);
        }
    }

    fn fits(&mut self, place: &str, what: impl Into<String>) {
        self.push(Effect::Compatible, place, what.into());
    }

    fn breaks(&mut self, place: &str, what: impl Into<String>) {
        let effect = if self.is_announced(place) {
            Effect::Announced
        } else {
            Effect::Breaking
        };
        self.push(effect, place, what.into());
    }

    fn push(&mut self, effect: Effect, place: &str, what: String) {
        self.changes.push(Change {
            effect,
            place: place.to_owned(),
            what,
        });
    }

    /// Whether the version of the package that `place` is in says that it may break.
    fn is_announced(&self, place: &str) -> bool {
        let package = match self.replaced {
            Replaced::Contract => place.split(['/', '#', '.']).next().unwrap_or(place),
            Replaced::Component => COMPONENT,
        };
        match (
            self.old.versions.get(package),
            self.new.versions.get(package),
        ) {
            (Some(Some(old)), Some(Some(new))) => super::version::may_break(old, new),
            _ => false,
        }
    }
}

/// The entries of both maps by name, each with what it is in either.
fn pairs<'a, V>(
    old: &'a BTreeMap<String, V>,
    new: &'a BTreeMap<String, V>,
) -> impl Iterator<Item = (&'a str, Option<&'a V>, Option<&'a V>)> {
    let gone_or_kept = old
        .iter()
        .map(|(name, value)| (name.as_str(), Some(value), new.get(name)));
    let added = new.iter().filter(|(name, _)| !old.contains_key(*name));
    gone_or_kept.chain(added.map(|(name, value)| (name.as_str(), None, Some(value))))
}

fn members(shape: &Shape) -> BTreeMap<String, String> {
    shape.members.iter().cloned().collect()
}

fn list(params: &[(String, String)]) -> String {
    params
        .iter()
        .map(|(name, ty)| format!("{name}: {ty}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// An interface that only lends its types asks nothing of a host and gives nothing to call.
fn is_types_only(surface: &Surface, item: &Item) -> bool {
    let Item::Interface(name) = item else {
        return false;
    };
    surface.interfaces.get(name).is_some_and(|interface| {
        interface.functions.is_empty()
            && interface
                .types
                .values()
                .all(|shape| shape.kind != "resource")
    })
}
