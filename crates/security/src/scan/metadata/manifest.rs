//! The manifest inside a component and the one beside it: there is one, and both are the same.

use plugwright_manifest::{Error, Manifest};

use crate::scan::report::{Findings, Place, Rule};

/// A manifest that was found inside.
#[derive(Debug)]
pub(super) struct Embedded {
    manifest: Result<Box<Manifest>, Error>,
    place: Place,
}

impl Embedded {
    pub(super) fn read(data: &[u8], place: Place) -> Self {
        Self {
            manifest: Manifest::from_canonical_json(data).map(Box::new),
            place,
        }
    }
}

/// The manifest that counts: the given one, else the one inside.
pub(super) fn choose(
    embedded: Vec<Embedded>,
    given: Option<&Manifest>,
    findings: &mut Findings,
) -> Option<Manifest> {
    if let Some(second) = embedded.get(1) {
        let what = format!("it has {} sections `{}`", embedded.len(), Manifest::SECTION);
        findings.add(Rule::ManifestTwice, second.place.clone(), &what);
    }
    let Some(inside) = embedded.into_iter().next() else {
        if given.is_none() {
            findings.add(
                Rule::ManifestMissing,
                super::whole(),
                "there is no manifest inside, and none was given",
            );
        }
        return given.cloned();
    };
    match (inside.manifest, given) {
        (Ok(inside_it), None) => Some(*inside_it),
        (Ok(inside_it), Some(given)) => {
            if *inside_it != *given {
                let what = format!(
                    "{} {} inside, {} {} beside it",
                    inside_it.id, inside_it.version, given.id, given.version
                );
                findings.add(Rule::ManifestDiffers, inside.place, &what);
            }
            Some(given.clone())
        }
        (Err(error), given) => {
            findings.add(Rule::ManifestMalformed, inside.place, &error.to_string());
            given.cloned()
        }
    }
}
