//! What was asked for.

use plugwright_manifest::{Digest, PluginId, Version};

use super::Reason;
use crate::{
    policy::RegistryOrigin,
    statement::{Kind, Subject},
};

/// The package that is at hand, and what it should be as far as the caller knows. Whoever installs from a registry knows all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    digest: Digest,
    origin: Option<RegistryOrigin>,
    id: Option<PluginId>,
    version: Option<Version>,
    kind: Option<Kind>,
}

impl Expected {
    /// The package with this digest, computed from the bytes at hand.
    pub fn digest(digest: Digest) -> Self {
        Self {
            digest,
            origin: None,
            id: None,
            version: None,
            kind: None,
        }
    }

    /// Exactly this package from exactly this registry.
    pub fn exactly(subject: &Subject) -> Self {
        Self {
            digest: *subject.digest(),
            origin: Some(subject.origin().clone()),
            id: Some(subject.id().clone()),
            version: Some(subject.version().clone()),
            kind: Some(subject.kind()),
        }
    }

    /// It comes from this registry.
    #[must_use]
    pub fn origin(self, origin: RegistryOrigin) -> Self {
        Self {
            origin: Some(origin),
            ..self
        }
    }

    /// It says of itself that it is this.
    #[must_use]
    pub fn package(self, id: PluginId, version: Version, kind: Kind) -> Self {
        Self {
            id: Some(id),
            version: Some(version),
            kind: Some(kind),
            ..self
        }
    }

    pub(super) fn bytes(&self) -> &Digest {
        &self.digest
    }

    /// The first difference, if there is one.
    pub(super) fn compare(&self, found: &Subject) -> Result<(), Reason> {
        compare("registry", self.origin.as_ref(), found.origin())?;
        compare("plugin", self.id.as_ref(), found.id())?;
        compare("version", self.version.as_ref(), found.version())?;
        compare("kind", self.kind.as_ref(), &found.kind())
    }
}

fn compare<T: PartialEq + ToString>(
    what: &'static str,
    expected: Option<&T>,
    found: &T,
) -> Result<(), Reason> {
    match expected {
        Some(expected) if expected != found => Err(Reason::Other {
            what,
            found: found.to_string(),
            expected: expected.to_string(),
        }),
        _ => Ok(()),
    }
}
