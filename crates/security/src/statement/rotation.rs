//! A key that has a successor.

use plugwright_manifest::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Statement, in_toto::refuse};
use crate::{Error, Timestamp, keys::PublicKey, strict_json};

/// An author's word that another key takes the place of this one. The old key signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// The key until now.
    pub old: PublicKey,
    /// The key from now on.
    pub new: PublicKey,
    /// When the author says that it happened. It is shown; nothing is decided by it.
    pub time: Timestamp,
}

impl Rotation {
    /// The type of the predicate.
    pub const PREDICATE_TYPE: &str = "https://plugwright.dev/attestation/key-rotation/v1";

    /// The statement to be signed by the old key. Its subject is the new one.
    ///
    /// # Errors
    /// [`Error::Statement`] when it cannot be written.
    pub fn to_statement(&self) -> Result<Statement, Error> {
        let predicate = serde_json::to_value(self).map_err(|error| refuse(error.to_string()))?;
        Ok(Statement::new(
            "new key",
            self.new.id().digest(),
            Self::PREDICATE_TYPE,
            predicate,
        ))
    }

    pub(super) fn from_predicate(subject: Digest, predicate: Value) -> Result<Self, Error> {
        let rotation: Self = strict_json::decode(predicate).map_err(refuse)?;
        if rotation.new.id().digest() != subject || rotation.old == rotation.new {
            return Err(refuse(
                "its subject is not the new key, or old and new are the same",
            ));
        }
        Ok(rotation)
    }
}
