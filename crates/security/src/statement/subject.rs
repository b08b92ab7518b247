//! The statement that makes a package installable.

use plugwright_manifest::{Digest, PluginId, Version};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Kind, Statement, in_toto::refuse};
use crate::{Error, policy::RegistryOrigin, strict_json};

/// What an author signs: this digest is that version of that plugin, in that registry.
///
/// Every part is compared with what was asked for, so that a good signature is worth nothing beside other bytes, another name, another
/// version, another kind or in another registry (RB2, RA9).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Subject {
    origin: RegistryOrigin,
    id: PluginId,
    version: Version,
    kind: Kind,
    digest: Digest,
}

/// The predicate, field by field.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    origin: RegistryOrigin,
    namespace: String,
    name: String,
    version: String,
    kind: Kind,
}

impl Subject {
    /// The type of the predicate.
    pub const PREDICATE_TYPE: &str = "https://plugwright.dev/attestation/package/v1";

    /// The package `digest` as `version` of `id` in the registry `origin`.
    ///
    /// # Errors
    /// [`Error::Statement`] for an id without a namespace: who may sign is a matter of namespaces.
    pub fn new(
        origin: RegistryOrigin,
        id: PluginId,
        version: Version,
        kind: Kind,
        digest: Digest,
    ) -> Result<Self, Error> {
        if id.namespace().is_none() {
            let problem = "the plugin has no namespace; give it an id of the form `namespace:name`, because namespaces say who may sign";
            return Err(refuse(problem));
        }
        Ok(Self {
            origin,
            id,
            version,
            kind,
            digest,
        })
    }

    /// The registry.
    pub fn origin(&self) -> &RegistryOrigin {
        &self.origin
    }

    /// The plugin, with its namespace.
    pub fn id(&self) -> &PluginId {
        &self.id
    }

    /// Its version.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The sort of package.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The digest of the package.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The statement to be signed.
    ///
    /// # Errors
    /// [`Error::Statement`] when it cannot be written.
    pub fn to_statement(&self) -> Result<Statement, Error> {
        let form = Form {
            origin: self.origin.clone(),
            namespace: self.id.namespace().unwrap_or_default().to_owned(),
            name: self.id.name().to_owned(),
            version: self.version.to_string(),
            kind: self.kind,
        };
        let predicate = serde_json::to_value(form).map_err(|error| refuse(error.to_string()))?;
        Ok(Statement::new(
            self.title(),
            self.digest,
            Self::PREDICATE_TYPE,
            predicate,
        ))
    }

    /// `namespace:name@version`, as people say it.
    pub fn title(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    pub(super) fn from_predicate(
        title: &str,
        digest: Digest,
        predicate: Value,
    ) -> Result<Self, Error> {
        let form: Form = strict_json::decode(predicate).map_err(refuse)?;
        let id = format!("{}:{}", form.namespace, form.name)
            .parse()
            .map_err(|error: plugwright_manifest::Error| refuse(error.to_string()))?;
        let version = plugwright_manifest::parse_version(&form.version)
            .map_err(|error| refuse(error.to_string()))?;
        let subject = Self::new(form.origin, id, version, form.kind, digest)?;
        if subject.title() != title {
            return Err(refuse(
                "its subject and its predicate name different packages",
            ));
        }
        Ok(subject)
    }
}
