//! Public keys, checked when they are read.

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::{
    Signature, VerifyingKey,
    pkcs8::{
        DecodePublicKey as _, EncodePublicKey as _,
        spki::{SubjectPublicKeyInfoRef, der::pem::LineEnding},
    },
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::KeyId;
use crate::{Error, limits::KEY_FILE_BYTES};

/// The bytes of a signature.
pub(crate) const SIGNATURE_BYTES: usize = 64;
/// What a key in a line begins with.
const LINE_PREFIX: &str = "ed25519:";

/// An Ed25519 public key that is fit to verify with.
///
/// A key has one encoding here, whatever it was read from: points of small order, points with a part of small order and encodings that are
/// not canonical are refused when the key is read (RB4), so that no two keys of a threshold are one key in disguise (RB7).
///
/// ```
/// # use plugwright_security::keys::PublicKey;
/// let line = "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
/// let key: PublicKey = line.parse()?;
/// assert_eq!(key.to_pem().parse::<PublicKey>()?.to_string(), line);
/// # Ok::<(), plugwright_security::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: KeyId,
}

impl PublicKey {
    /// The key of these 32 bytes (RFC 8032, section 5.1.5).
    ///
    /// # Errors
    /// [`Error::PublicKey`] for bytes that are no point, or one that must not be trusted.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Error> {
        let refuse = |problem| Error::PublicKey { problem };
        let key = VerifyingKey::from_bytes(bytes)
            .map_err(|_| refuse("its bytes are no point of the curve"))?;
        Self::checked(key)
    }

    /// Reads SubjectPublicKeyInfo (RFC 8410) in DER.
    ///
    /// # Errors
    /// [`Error::PublicKey`] for another type of key or bytes that are none.
    pub fn from_spki(der: &[u8]) -> Result<Self, Error> {
        let problem =
            "it is no SubjectPublicKeyInfo of an Ed25519 key; other algorithms are not used";
        let info =
            SubjectPublicKeyInfoRef::try_from(der).map_err(|_| Error::PublicKey { problem })?;
        let key = VerifyingKey::try_from(info).map_err(|_| Error::PublicKey { problem })?;
        Self::checked(key)
    }

    fn checked(key: VerifyingKey) -> Result<Self, Error> {
        let refuse = |problem| Err(Error::PublicKey { problem });
        let point = key.to_edwards();
        if point.compress().as_bytes() != key.as_bytes() {
            return refuse("its encoding is not canonical");
        }
        if key.is_weak() || !point.is_torsion_free() {
            return refuse(
                "it is of small order, or has a part that is: signatures under it prove nothing",
            );
        }
        Self::new(key)
    }

    pub(super) fn new(key: VerifyingKey) -> Result<Self, Error> {
        let problem = "it cannot be written";
        let der = key
            .to_public_key_der()
            .map_err(|_| Error::PublicKey { problem })?;
        let id = KeyId::of_spki(der.as_bytes());
        Ok(Self { key, id })
    }

    /// Its fingerprint.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Its 32 bytes.
    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// The key in PEM: SubjectPublicKeyInfo, as every tool reads it.
    pub fn to_pem(&self) -> String {
        // The length of an Ed25519 key is fixed, so that nothing can fail here; an empty text would be refused by every reader.
        self.key
            .to_public_key_pem(LineEnding::LF)
            .unwrap_or_default()
    }

    /// Whether `signature` is by this key over `message`, judged strictly: a scalar out of range, an `R` of small order and encodings that
    /// are not canonical do not verify.
    pub fn verifies(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl FromStr for PublicKey {
    type Err = Error;

    /// Reads PEM, or `ed25519:` and base64.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |problem| Error::PublicKey { problem };
        if text.len() > KEY_FILE_BYTES {
            return Err(refuse("a key has at most 16 KiB"));
        }
        if let Some(base64) = text.trim().strip_prefix(LINE_PREFIX) {
            let bytes = BASE64_STANDARD.decode(base64).ok();
            let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
            let bytes = bytes.ok_or(refuse("after `ed25519:` stand 32 bytes in base64"))?;
            return Self::from_bytes(&bytes);
        }
        let key = VerifyingKey::from_public_key_pem(text.trim()).map_err(|_| {
            refuse(
                "write `ed25519:` and base64, or PEM that begins with `-----BEGIN PUBLIC KEY-----`",
            )
        })?;
        Self::checked(key)
    }
}

impl fmt::Display for PublicKey {
    /// The line that [`str::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{LINE_PREFIX}{}",
            BASE64_STANDARD.encode(self.key.as_bytes())
        )
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
