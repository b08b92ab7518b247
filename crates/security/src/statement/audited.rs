//! An auditor's word that a package was audited.

use plugwright_manifest::{Digest, Label};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Statement, in_toto::refuse};
use crate::{Error, strict_json};

/// Somebody has looked at exactly this package and found nothing that speaks against its use. It never makes anything installable;
/// a policy says whose word counts, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audited {
    /// What was looked at, in a line for people.
    pub scope: Label,
}

impl Audited {
    /// The type of the predicate.
    pub const PREDICATE_TYPE: &str = "https://plugwright.dev/attestation/audit/v1";

    /// The statement to be signed by the auditor: about the package `title` with this digest.
    ///
    /// # Errors
    /// [`Error::Statement`] when it cannot be written.
    pub fn to_statement(&self, title: &str, digest: Digest) -> Result<Statement, Error> {
        let predicate = serde_json::to_value(self).map_err(|error| refuse(error.to_string()))?;
        Ok(Statement::new(
            title,
            digest,
            Self::PREDICATE_TYPE,
            predicate,
        ))
    }

    pub(super) fn from_predicate(predicate: Value) -> Result<Self, Error> {
        strict_json::decode(predicate).map_err(refuse)
    }
}
