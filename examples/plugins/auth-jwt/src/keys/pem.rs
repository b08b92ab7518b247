//! Public keys in PEM: `PUBLIC KEY` (RFC 5480, RFC 8410 and the like) and `RSA PUBLIC KEY` (RFC 8017).

use ed25519_dalek::pkcs8::DecodePublicKey as _;
use rsa::{RsaPublicKey, pkcs1::DecodeRsaPublicKey as _};

use super::{KeySet, NamedKey, VerifyingKey, verify::Unusable};

const BEGIN: &str = "-----BEGIN ";

/// Reads one or more public keys, one after the other.
///
/// # Errors
///
/// Why a key cannot be used; completes "the key …".
pub(crate) fn read_pem(text: &str) -> Result<KeySet, Unusable> {
    let blocks = text.split(BEGIN).skip(1);
    let keys: Vec<NamedKey> = blocks.map(read_block).collect::<Result<_, _>>()?;
    match keys.len() {
        0 => Err("is no PEM: it has no line `-----BEGIN PUBLIC KEY-----`"),
        1..=KeySet::MAX_KEYS => Ok(KeySet::new(keys)),
        _ => Err("is more than 64 keys"),
    }
}

fn read_block(rest: &str) -> Result<NamedKey, Unusable> {
    let pem = format!("{BEGIN}{}", rest.trim_end());
    let key = if rest.starts_with("PUBLIC KEY") {
        public_key(&pem)?
    } else if rest.starts_with("RSA PUBLIC KEY") {
        VerifyingKey::rsa(RsaPublicKey::from_pkcs1_pem(&pem).map_err(|_| "is no sound RSA key")?)?
    } else if rest.contains("PRIVATE KEY") {
        return Err(
            "is a private key: give the public one, and replace this one, for it may have been seen",
        );
    } else {
        return Err("is neither `PUBLIC KEY` nor `RSA PUBLIC KEY`");
    };
    Ok(NamedKey { id: None, key })
}

/// The algorithm stands inside; each parser takes only its own.
fn public_key(pem: &str) -> Result<VerifyingKey, Unusable> {
    if let Ok(key) = RsaPublicKey::from_public_key_pem(pem) {
        return VerifyingKey::rsa(key);
    }
    if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_pem(pem) {
        return Ok(VerifyingKey::P256(key));
    }
    match ed25519_dalek::VerifyingKey::from_public_key_pem(pem) {
        Ok(key) => VerifyingKey::ed25519(key),
        Err(_) => Err("is no RSA, P-256 or Ed25519 public key"),
    }
}
