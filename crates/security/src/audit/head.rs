//! Heads that leave the machine.

use serde::{Deserialize, Serialize};

use super::Head;
use crate::Error;
use crate::keys::{PublicKey, SigningKey};

/// What a signature is over: a head of an audit log and nothing else that this key may sign.
const CONTEXT: &str = "plugwright audit head v1";

/// A head with a signature (Ed25519, RFC 8032) over its number and digest.
///
/// Kept where the host cannot change it, it proves later that the log up to that entry is what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// The signature in lower-case hexadecimal.
    pub signature: String,
}

impl SignedHead {
    /// Signs `head`.
    ///
    /// # Errors
    /// [`Error::Agent`] when whoever holds the key does not sign.
    pub fn sign(head: Head, key: &dyn SigningKey) -> Result<Self, Error> {
        let signature = key.sign(&signed_bytes(head))?;
        Ok(Self {
            head,
            signature: hex(&signature),
        })
    }

    /// Checks the signature; weak keys and malleable signatures do not pass.
    ///
    /// # Errors
    /// [`Error::Head`] when it does not hold.
    pub fn verify(&self, key: &PublicKey) -> Result<Head, Error> {
        let wrong = |problem| Error::Head { problem };
        let signature = unhex(&self.signature).ok_or(wrong("the signature is no signature"))?;
        if !key.verifies(&signed_bytes(self.head), &signature) {
            return Err(wrong(
                "the signature is not by this key, or the head was changed",
            ));
        }
        Ok(self.head)
    }
}

fn signed_bytes(head: Head) -> Vec<u8> {
    format!("{CONTEXT}\n{}\n{}\n", head.number, head.digest).into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

fn unhex(text: &str) -> Option<[u8; 64]> {
    let mut bytes = [0; 64];
    let digits = text.as_bytes();
    if digits.len() != 128 || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
