//! Giving more and taking away by hand.

use std::collections::BTreeSet;

use plugwright_manifest::{Capabilities, Capability, HttpMethod, Methods, OriginPattern};

use super::Grant;
use super::capability_set::{both, either};

const METHODS: [HttpMethod; 7] = [
    HttpMethod::Get,
    HttpMethod::Head,
    HttpMethod::Post,
    HttpMethod::Put,
    HttpMethod::Patch,
    HttpMethod::Delete,
    HttpMethod::Options,
];

impl Grant {
    /// Gives this as well. What the plugin does not ask for it does not get, whatever it is given.
    pub fn allow(&mut self, more: &Capabilities) {
        let gives = &mut self.gives;
        for (origin, methods) in &more.http {
            let all = gives.http.get(origin).map(|known| either(known, methods));
            gives
                .http
                .insert(origin.clone(), all.unwrap_or_else(|| methods.clone()));
        }
        for (path, mode) in &more.directories {
            let known = gives.directories.entry(path.clone()).or_insert(*mode);
            *known = (*known).max(*mode);
        }
        for (name, origins) in &more.secrets {
            let known = gives.secrets.entry(name.clone()).or_default();
            known.extend(origins.iter().cloned());
        }
        gives.env.extend(more.env.iter().cloned());
        gives.config.extend(more.config.iter().cloned());
        gives.key_value.extend(more.key_value.iter().cloned());
        gives.gpu |= more.gpu;
        gives.read_isg |= more.read_isg;
        gives.write_visualization |= more.write_visualization;
    }

    /// Takes this away, and says what is left of it: one server cannot be taken out of a `*` that includes it. Taking a directory away
    /// takes all of it.
    pub fn deny(&mut self, less: &Capabilities) -> Vec<Capability> {
        let gives = &mut self.gives;
        for (origin, methods) in &less.http {
            gives.http = std::mem::take(&mut gives.http)
                .into_iter()
                .filter_map(|(own, known)| {
                    let kept = if origin.covers(&own) {
                        without(&known, methods)?
                    } else {
                        known
                    };
                    Some((own, kept))
                })
                .collect();
        }
        gives
            .directories
            .retain(|path, _| !less.directories.contains_key(path));
        for (name, origins) in &less.secrets {
            let covered = |own: &OriginPattern| origins.iter().any(|taken| taken.covers(own));
            if let Some(known) = gives.secrets.get_mut(name) {
                known.retain(|own| !covered(own));
            }
        }
        gives.secrets.retain(|_, origins| !origins.is_empty());
        gives.env.retain(|name| !less.env.contains(name));
        gives.config.retain(|name| !less.config.contains(name));
        gives
            .key_value
            .retain(|name| !less.key_value.contains(name));
        gives.gpu &= !less.gpu;
        gives.read_isg &= !less.read_isg;
        gives.write_visualization &= !less.write_visualization;
        both(gives, less).iter().collect()
    }
}

/// Nothing if no method is left.
fn without(known: &Methods, taken: &Methods) -> Option<Methods> {
    let listed = |methods: &Methods| -> BTreeSet<HttpMethod> {
        match methods {
            Methods::All => METHODS.into(),
            Methods::Only(methods) => methods.clone(),
        }
    };
    let left = &listed(known) - &listed(taken);
    (!left.is_empty()).then_some(Methods::Only(left))
}
