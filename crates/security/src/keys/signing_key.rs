//! Whatever can sign for the holder of a key.

use super::{PrivateKey, PublicKey, SIGNATURE_BYTES};
use crate::Error;

/// An Ed25519 key that signs: one in memory, or one that never leaves an agent.
pub trait SigningKey {
    /// The public half.
    fn public(&self) -> &PublicKey;

    /// Signs `message` (Ed25519, RFC 8032). The signature verifies under [`SigningKey::public`].
    ///
    /// # Errors
    /// [`Error::Agent`] when whoever holds the key does not sign.
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error>;
}

impl SigningKey for PrivateKey {
    fn public(&self) -> &PublicKey {
        Self::public(self)
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error> {
        Ok(Self::sign(self, message))
    }
}
