//! One provider for one import.

use super::consumer::Consumer;
use super::offers::{Offering, Offers};
use crate::error::{Error, Result};
use plugwright_host::Grants;
use plugwright_manifest::{PluginId, VersionReq};
use std::fmt;

/// An import that no plugin may answer, and what stands in the way of those that offer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoProvider {
    /// What is imported.
    pub interface: String,
    /// The plugins that offer it.
    pub offers: Vec<(PluginId, Obstacle)>,
}

/// Why a plugin that offers an interface may not answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// It is the plugin that imports it.
    Itself,
    /// The manifest names neither the plugin nor the interface among its dependencies.
    Undeclared,
    /// The manifest asks for other versions of the plugin.
    Version(VersionReq),
    /// The operator did not grant it.
    NotGranted,
}

impl fmt::Display for NoProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { interface, offers } = self;
        if offers.is_empty() {
            return write!(
                f,
                "no plugin offers `{interface}`: install one that exports it"
            );
        }
        write!(f, "`{interface}` is offered by ")?;
        for (place, (id, obstacle)) in offers.iter().enumerate() {
            let separator = if place == 0 { "" } else { ", and by " };
            write!(f, "{separator}{id}, {obstacle}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Itself => f.write_str("which is the plugin itself"),
            Self::Undeclared => f.write_str(
                "which its manifest does not declare: add the plugin or the interface to `dependencies`",
            ),
            Self::Version(requirement) => {
                write!(f, "of which its manifest needs {requirement}: install such a version")
            }
            Self::NotGranted => f.write_str("which is not granted: grant it that plugin"),
        }
    }
}

/// The imports that other plugins answer, each with the one that does.
pub(super) fn choose(
    offers: &Offers,
    consumer: &Consumer,
    grants: &Grants,
) -> Result<Vec<(String, PluginId)>> {
    let (mut chosen, mut missing) = (Vec::new(), Vec::new());
    for import in &consumer.imports {
        if grants.answers(import) || Grants::is_of_the_host(import) {
            continue;
        }
        let offering = offers.of(import);
        if offering.is_empty() && !consumer.declares(import) {
            continue;
        }
        match best(consumer, import, &offering)? {
            Ok(id) => chosen.push((import.clone(), id)),
            Err(none) => missing.push(none),
        }
    }
    if missing.is_empty() {
        return Ok(chosen);
    }
    Err(Error::NoProvider {
        plugin: consumer.id.clone(),
        imports: missing,
    })
}

/// The strongest of those that may answer.
fn best(
    consumer: &Consumer,
    import: &str,
    offering: &[&Offering],
) -> Result<std::result::Result<PluginId, NoProvider>> {
    let (mut able, mut unable) = (Vec::new(), Vec::new());
    for offer in offering {
        match consumer.obstacle(import, offer) {
            None => able.push(offer),
            Some(obstacle) => unable.push((offer.id.clone(), obstacle)),
        }
    }
    match able.as_slice() {
        [] => Ok(Err(NoProvider {
            interface: import.to_owned(),
            offers: unable,
        })),
        [first, second, ..] if first.strength(import) == second.strength(import) => {
            Err(Error::ProvidersTie {
                plugin: consumer.id.clone(),
                interface: import.to_owned(),
                providers: [first.id.clone(), second.id.clone()],
            })
        }
        [first, ..] => Ok(Ok(first.id.clone())),
    }
}
