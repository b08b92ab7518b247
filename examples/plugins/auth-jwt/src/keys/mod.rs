//! Keys, and which of them verify a token.

mod jwk;
mod pem;
mod verify;

pub(crate) use jwk::read_set;
pub(crate) use pem::read_pem;
pub(crate) use verify::VerifyingKey;

use crate::{
    refusal::Refusal,
    token::{Header, Token},
};

/// How a token can be signed. Each type of key has one of these, and each of these one type of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// HMAC with SHA-256 (RFC 7518, 3.2).
    Hs256,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, 3.3).
    Rs256,
    /// ECDSA on P-256 with SHA-256 (RFC 7518, 3.4).
    Es256,
    /// Ed25519 (RFC 8037, 3.1; also under its name of RFC 9864).
    EdDsa,
}

impl Algorithm {
    /// From the value of `alg`; none for all others, `none` among them.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "HS256" => Some(Self::Hs256),
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// A key and its name.
#[derive(Debug)]
pub(crate) struct NamedKey {
    /// The `kid`; a key without one fits tokens with any.
    pub(crate) id: Option<String>,
    pub(crate) key: VerifyingKey,
}

/// Keys that may verify a token.
#[derive(Debug, Default)]
pub(crate) struct KeySet(Vec<NamedKey>);

impl KeySet {
    /// More keys than any sound key set has; each may cost a token one verification.
    pub(crate) const MAX_KEYS: usize = 64;

    pub(crate) fn new(keys: Vec<NamedKey>) -> Self {
        Self(keys)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Only the keys of these algorithms.
    pub(crate) fn only(mut self, algorithms: &[Algorithm]) -> Self {
        self.0
            .retain(|key| algorithms.contains(&key.key.algorithm()));
        self
    }

    /// Whether any key may have signed a token with this header.
    pub(crate) fn knows(&self, header: &Header) -> bool {
        self.candidates(header).next().is_some()
    }

    /// Verifies the signature with each key that may have made it.
    pub(crate) fn verify(&self, token: &Token<'_>) -> Result<(), Refusal> {
        if !self
            .0
            .iter()
            .any(|key| key.key.algorithm() == token.header.algorithm)
        {
            return Err(Refusal::Algorithm);
        }
        if !self.knows(&token.header) {
            return Err(Refusal::UnknownKey);
        }
        let mut candidates = self.candidates(&token.header);
        candidates
            .any(|key| key.key.verifies(token.signed, &token.signature))
            .then_some(())
            .ok_or(Refusal::Signature)
    }

    fn candidates<'a>(&'a self, header: &'a Header) -> impl Iterator<Item = &'a NamedKey> {
        self.0.iter().filter(|key| {
            let same_id = match (&key.id, &header.key_id) {
                (Some(key), Some(header)) => key == header,
                _ => true,
            };
            same_id && key.key.algorithm() == header.algorithm
        })
    }
}
