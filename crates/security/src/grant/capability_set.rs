//! Capabilities as sets: what is in both, and whether one includes another.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{AccessMode, Capabilities, Capability, KeyName, Methods, OriginPattern};

/// Whether whoever has `own` has `other`.
pub(super) fn covers(own: &Capability, other: &Capability) -> bool {
    match (own, other) {
        (Capability::Http(origin, methods), Capability::Http(other, asked)) => {
            origin.covers(other) && methods.cover(asked)
        }
        (Capability::Directory(path, mode), Capability::Directory(other, asked)) => {
            path == other && mode.covers(*asked)
        }
        (Capability::Secret(name, origin), Capability::Secret(other, asked)) => {
            name == other && origin.covers(asked)
        }
        (own, other) => own == other,
    }
}

/// Whether two capabilities are about the same thing, so that one is the other, changed.
pub(super) fn same_subject(one: &Capability, other: &Capability) -> bool {
    match (one, other) {
        (Capability::Http(one, _), Capability::Http(other, _)) => one == other,
        (Capability::Directory(one, _), Capability::Directory(other, _)) => one == other,
        (one, other) => one == other,
    }
}

/// What is in both.
pub(super) fn both(one: &Capabilities, other: &Capabilities) -> Capabilities {
    Capabilities {
        http: http(&one.http, &other.http),
        directories: directories(&one.directories, &other.directories),
        env: &one.env & &other.env,
        config: &one.config & &other.config,
        key_value: &one.key_value & &other.key_value,
        secrets: secrets(&one.secrets, &other.secrets),
        gpu: one.gpu && other.gpu,
        read_isg: one.read_isg && other.read_isg,
        write_visualization: one.write_visualization && other.write_visualization,
    }
}

type Http = BTreeMap<OriginPattern, Methods>;
type Directories = BTreeMap<plugwright_manifest::GuestPath, AccessMode>;
type Secrets = BTreeMap<KeyName, BTreeSet<OriginPattern>>;

fn http(one: &Http, other: &Http) -> Http {
    let mut both = Http::new();
    for (own, own_methods) in one {
        for (theirs, their_methods) in other {
            let Some(origin) = narrower(own, theirs) else {
                continue;
            };
            let Some(methods) = common(own_methods, their_methods) else {
                continue;
            };
            both.entry(origin.clone())
                .and_modify(|known| *known = either(known, &methods))
                .or_insert(methods);
        }
    }
    both
}

/// Two patterns have something in common only if one includes the other: a `*` stands for exactly one label.
fn narrower<'p>(one: &'p OriginPattern, other: &'p OriginPattern) -> Option<&'p OriginPattern> {
    if other.covers(one) {
        return Some(one);
    }
    one.covers(other).then_some(other)
}

fn common(one: &Methods, other: &Methods) -> Option<Methods> {
    match (one, other) {
        (Methods::All, methods) | (methods, Methods::All) => Some(methods.clone()),
        (Methods::Only(one), Methods::Only(other)) => {
            let both = one & other;
            (!both.is_empty()).then_some(Methods::Only(both))
        }
    }
}

/// The methods of one or the other.
pub(super) fn either(one: &Methods, other: &Methods) -> Methods {
    match (one, other) {
        (Methods::Only(one), Methods::Only(other)) => Methods::Only(one | other),
        _ => Methods::All,
    }
}

fn directories(one: &Directories, other: &Directories) -> Directories {
    let shared = |(path, mode): (&_, &AccessMode)| {
        let theirs = other.get(path)?;
        Some((Clone::clone(path), (*mode).min(*theirs)))
    };
    one.iter().filter_map(shared).collect()
}

fn secrets(one: &Secrets, other: &Secrets) -> Secrets {
    let mut both = Secrets::new();
    for (name, own) in one {
        let theirs = other.get(name).into_iter().flatten();
        let origins: BTreeSet<_> = theirs
            .flat_map(|theirs| own.iter().filter_map(move |own| narrower(own, theirs)))
            .cloned()
            .collect();
        if !origins.is_empty() {
            both.insert(name.clone(), origins);
        }
    }
    both
}
