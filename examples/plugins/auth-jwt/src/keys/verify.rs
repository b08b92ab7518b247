//! A key that verifies signatures of its one algorithm.

use ed25519_dalek::{Signature as EdSignature, VerifyingKey as EdKey};
use hmac::{Hmac, Mac};
use p256::ecdsa::{Signature as EcSignature, VerifyingKey as EcKey, signature::Verifier};
use rsa::pkcs1v15::{Signature as RsaSignature, VerifyingKey as RsaKey};
use rsa::{BigUint, RsaPublicKey, traits::PublicKeyParts};
use sha2::Sha256;

use super::Algorithm;

/// A key that verifies signatures.
#[derive(Clone)]
pub(crate) enum VerifyingKey {
    /// A secret that both sides know.
    Hmac(Vec<u8>),
    /// An RSA public key of 2048 to 4096 bits.
    Rsa(RsaKey<Sha256>),
    /// A public key on P-256.
    P256(EcKey),
    /// A public key on Ed25519.
    Ed25519(EdKey),
}

/// Why bytes are no key that we use; completes "the key …".
pub(crate) type Unusable = &'static str;

impl VerifyingKey {
    /// A secret of at least 32 bytes, as RFC 7518 (3.2) demands.
    pub(crate) fn hmac(secret: Vec<u8>) -> Result<Self, Unusable> {
        if secret.len() < 32 {
            return Err("is an HMAC secret of less than 32 bytes");
        }
        Ok(Self::Hmac(secret))
    }

    /// A modulus of at least 2048 bits, as RFC 7518 (3.3) demands, and of at most 4096.
    pub(crate) fn rsa(key: RsaPublicKey) -> Result<Self, Unusable> {
        match key.n().bits() {
            2048..=4096 => Ok(Self::Rsa(RsaKey::new(key))),
            _ => Err("is an RSA key of less than 2048 or more than 4096 bits"),
        }
    }

    /// The modulus and the exponent of an RSA key, big-endian.
    pub(crate) fn rsa_from_parts(n: &[u8], e: &[u8]) -> Result<Self, Unusable> {
        let key = RsaPublicKey::new(BigUint::from_bytes_be(n), BigUint::from_bytes_be(e));
        Self::rsa(key.map_err(|_| "is no sound RSA key")?)
    }

    /// The coordinates of a point on P-256.
    pub(crate) fn p256_from_parts(x: &[u8], y: &[u8]) -> Result<Self, Unusable> {
        let (Ok(x), Ok(y)) = (<[u8; 32]>::try_from(x), <[u8; 32]>::try_from(y)) else {
            return Err("has coordinates that are not 32 bytes each");
        };
        let point = p256::EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
        EcKey::from_encoded_point(&point)
            .map(Self::P256)
            .map_err(|_| "is no point on P-256")
    }

    /// The bytes of a point on Ed25519. Points of small order verify signatures that nobody made, and are refused.
    pub(crate) fn ed25519_from_bytes(x: &[u8]) -> Result<Self, Unusable> {
        let bytes = x.try_into().map_err(|_| "is not 32 bytes long")?;
        Self::ed25519(EdKey::from_bytes(bytes).map_err(|_| "is no point on Ed25519")?)
    }

    /// A point that is not of small order.
    pub(crate) fn ed25519(key: EdKey) -> Result<Self, Unusable> {
        if key.is_weak() {
            return Err("is a point of small order");
        }
        Ok(Self::Ed25519(key))
    }

    /// The one algorithm of this type of key.
    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Hmac(_) => Algorithm::Hs256,
            Self::Rsa(_) => Algorithm::Rs256,
            Self::P256(_) => Algorithm::Es256,
            Self::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// Whether this key made the signature. The comparison of an HMAC takes the same time for every wrong signature.
    pub(crate) fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Hmac(secret) => Hmac::<Sha256>::new_from_slice(secret)
                .is_ok_and(|mac| mac.chain_update(signed).verify_slice(signature).is_ok()),
            Self::Rsa(key) => RsaSignature::try_from(signature)
                .is_ok_and(|signature| key.verify(signed, &signature).is_ok()),
            Self::P256(key) => EcSignature::from_slice(signature)
                .is_ok_and(|signature| key.verify(signed, &signature).is_ok()),
            Self::Ed25519(key) => EdSignature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(signed, &signature).is_ok()),
        }
    }
}

/// Without the key itself: a secret must not end up in a log.
impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifyingKey({:?})", self.algorithm())
    }
}
