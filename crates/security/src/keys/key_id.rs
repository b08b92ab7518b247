//! Fingerprints.

use std::{fmt, str::FromStr};

use plugwright_manifest::Digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Error;

/// The name of a public key: the SHA-256 of its DER SubjectPublicKeyInfo (RFC 8410), written `sha256:` and 64 hex digits.
///
/// It is the same whatever file the key came in, and anybody can compute it:
/// `openssl pkey -pubin -in key.pem -outform DER | sha256sum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Digest);

impl KeyId {
    pub(super) fn of_spki(der: &[u8]) -> Self {
        Self(Digest::of(der))
    }

    /// The fingerprint as a digest, for statements whose subject is a key.
    pub fn digest(&self) -> Digest {
        self.0
    }
}

impl From<Digest> for KeyId {
    fn from(digest: Digest) -> Self {
        Self(digest)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for KeyId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let problem = "a key id is `sha256:` and 64 lower-case hex digits";
        text.parse()
            .map(Self)
            .map_err(|_| Error::PublicKey { problem })
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}
