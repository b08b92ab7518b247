//! DSSE: the exact bytes that were signed, and signatures over them.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error,
    keys::{PublicKey, SIGNATURE_BYTES, SigningKey},
    limits::{BUNDLE_BYTES, HINT_BYTES, SIGNATURES},
    statement::Statement,
    strict_json,
};

/// The only type of payload that is read or written.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// A payload with one or more signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    payload: Vec<u8>,
    signatures: Vec<Signature>,
}

/// A signature as it was found. Whose it is, only a verification tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    bytes: Vec<u8>,
    key_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct EnvelopeForm {
    payload: String,
    payload_type: String,
    signatures: Vec<SignatureForm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureForm {
    sig: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    keyid: String,
}

impl Envelope {
    /// Signs `statement` with each of `keys`.
    ///
    /// # Errors
    /// [`Error::BundleLimit`] for no key, or more than [`SIGNATURES`]; [`Error::Agent`].
    pub fn sign(statement: &Statement, keys: &[&dyn SigningKey]) -> Result<Self, Error> {
        check_count(keys.len())?;
        let payload = statement.to_bytes();
        let message = signed_bytes(&payload);
        let sign = |key: &&dyn SigningKey| -> Result<Signature, Error> {
            Ok(Signature {
                bytes: key.sign(&message)?.to_vec(),
                key_id: key.public().id().to_string(),
            })
        };
        let signatures = keys.iter().map(sign).collect::<Result<_, _>>()?;
        Ok(Self {
            payload,
            signatures,
        })
    }

    /// Reads an envelope that stands alone, as in-toto's own tools write it.
    ///
    /// # Errors
    /// [`Error::Bundle`] for what is no envelope, [`Error::BundleLimit`] for one that is too large.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > BUNDLE_BYTES {
            return Err(Error::BundleLimit {
                problem: "an envelope has at most 4 MiB",
            });
        }
        let form = strict_json::read(bytes).map_err(refuse)?;
        Self::from_form(form)
    }

    /// The envelope in JSON.
    pub fn to_json(&self) -> Value {
        // A tree of texts can always be written.
        serde_json::to_value(self.to_form()).unwrap_or_default()
    }

    /// The signatures.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The statement in it. Its bytes are exactly those that [`is_signed_by`](Self::is_signed_by) judges.
    ///
    /// # Errors
    /// [`Error::Statement`] when the payload is none.
    pub fn statement(&self) -> Result<Statement, Error> {
        Statement::parse(&self.payload)
    }

    /// Whether `signature`, one of its own, is by `key`.
    pub fn is_signed_by(&self, signature: &Signature, key: &PublicKey) -> bool {
        let Ok(bytes) = <&[u8; SIGNATURE_BYTES]>::try_from(signature.bytes.as_slice()) else {
            return false;
        };
        key.verifies(&signed_bytes(&self.payload), bytes)
    }

    pub(super) fn from_form(form: EnvelopeForm) -> Result<Self, Error> {
        if form.payload_type != PAYLOAD_TYPE {
            return Err(refuse("its payload is no in-toto statement"));
        }
        check_count(form.signatures.len())?;
        let signatures = form
            .signatures
            .into_iter()
            .map(signature)
            .collect::<Result<_, _>>()?;
        let payload = decode(&form.payload)?;
        Ok(Self {
            payload,
            signatures,
        })
    }

    pub(super) fn to_form(&self) -> EnvelopeForm {
        let signature = |signature: &Signature| SignatureForm {
            sig: BASE64_STANDARD.encode(&signature.bytes),
            keyid: signature.key_id.clone(),
        };
        EnvelopeForm {
            payload: BASE64_STANDARD.encode(&self.payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: self.signatures.iter().map(signature).collect(),
        }
    }
}

impl Signature {
    /// The key that it names. A hint for finding the key, and nothing that could be believed.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }
}

fn signature(form: SignatureForm) -> Result<Signature, Error> {
    if form.keyid.len() > HINT_BYTES {
        return Err(Error::BundleLimit {
            problem: "a key id has at most 512 bytes",
        });
    }
    let bytes = decode(&form.sig)?;
    if bytes.is_empty() {
        return Err(refuse("a signature is empty"));
    }
    Ok(Signature {
        bytes,
        key_id: form.keyid,
    })
}

fn check_count(signatures: usize) -> Result<(), Error> {
    match signatures {
        0 => Err(refuse("it has no signature")),
        1..=SIGNATURES => Ok(()),
        _ => Err(Error::BundleLimit {
            problem: "an envelope has at most 16 signatures",
        }),
    }
}

/// Standard base64 with padding: the form that every tool writes. Other forms of the same bytes are refused.
fn decode(base64: &str) -> Result<Vec<u8>, Error> {
    BASE64_STANDARD
        .decode(base64)
        .map_err(|_| refuse("a field is not base64"))
}

/// The pre-authentication encoding of DSSE: type and payload with their lengths, so that neither can be taken for the other.
fn signed_bytes(payload: &[u8]) -> Vec<u8> {
    let mut message = format!(
        "DSSEv1 {} {PAYLOAD_TYPE} {} ",
        PAYLOAD_TYPE.len(),
        payload.len()
    )
    .into_bytes();
    message.extend_from_slice(payload);
    message
}

pub(super) fn refuse(problem: impl Into<String>) -> Error {
    Error::Bundle {
        problem: problem.into(),
    }
}
