//! A key that must not be trusted any more.

use plugwright_manifest::{Digest, Label};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Statement, in_toto::refuse};
use crate::{Error, Timestamp, keys::KeyId, strict_json};

/// An author's word that a key is lost to others since some time. The key signs it itself: who holds it can only lock it, not open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The key.
    pub key: KeyId,
    /// From when on its signatures do not count. Those count that a registry recorded before.
    pub since: Timestamp,
    /// Why, in a line for people.
    pub reason: Label,
}

impl Revocation {
    /// The type of the predicate.
    pub const PREDICATE_TYPE: &str = "https://plugwright.dev/attestation/key-revocation/v1";

    /// The statement to be signed by the key. Its subject is the key.
    ///
    /// # Errors
    /// [`Error::Statement`] when it cannot be written.
    pub fn to_statement(&self) -> Result<Statement, Error> {
        let predicate = serde_json::to_value(self).map_err(|error| refuse(error.to_string()))?;
        Ok(Statement::new(
            "revoked key",
            self.key.digest(),
            Self::PREDICATE_TYPE,
            predicate,
        ))
    }

    pub(super) fn from_predicate(subject: Digest, predicate: Value) -> Result<Self, Error> {
        let revocation: Self = strict_json::decode(predicate).map_err(refuse)?;
        if revocation.key.digest() != subject {
            return Err(refuse("its subject is not the key that it revokes"));
        }
        Ok(revocation)
    }
}
