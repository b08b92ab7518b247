//! The bundle around an envelope.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Envelope,
    envelope::{EnvelopeForm, Signature, refuse},
};
use crate::{
    Error,
    keys::{PublicKey, SigningKey},
    limits::{BUNDLE_BYTES, HINT_BYTES},
    statement::Statement,
    strict_json,
};

/// A Sigstore bundle v0.3 with one signed statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    material: Material,
    envelope: Envelope,
    document: Value,
}

/// What a bundle wants to be verified with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Material {
    /// A public key that the verifier already has. The text helps to find it and is not to be believed.
    PublicKey(String),
    /// A certificate with an identity: a keyless signature.
    Certificate,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Form {
    media_type: String,
    verification_material: MaterialForm,
    dsse_envelope: EnvelopeForm,
}

/// The fields that the format has. What is inside of those that only keyless signatures use is for their verifier.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct MaterialForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public_key: Option<KeyForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x509_certificate_chain: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<Value>,
    #[serde(default)]
    tlog_entries: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timestamp_verification_data: Option<Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    #[serde(default)]
    hint: String,
}

impl Bundle {
    /// The media type, of a bundle in a file and of a bundle in a registry.
    pub const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// Signs `statement`. The same statement and key always give the same bundle.
    ///
    /// # Errors
    /// [`Error::Bundle`] when it cannot be written; [`Error::Agent`].
    pub fn sign(statement: &Statement, key: &dyn SigningKey) -> Result<Self, Error> {
        let envelope = Envelope::sign(statement, &[key])?;
        let hint = key.public().id().to_string();
        let form = Form {
            media_type: Self::MEDIA_TYPE.to_owned(),
            verification_material: MaterialForm {
                public_key: Some(KeyForm { hint: hint.clone() }),
                ..MaterialForm::default()
            },
            dsse_envelope: envelope.to_form(),
        };
        let document = serde_json::to_value(form).map_err(|error| refuse(error.to_string()))?;
        Ok(Self {
            material: Material::PublicKey(hint),
            envelope,
            document,
        })
    }

    /// Reads a bundle strictly: no field twice, none that the format does not have, nothing behind the end, one signature.
    ///
    /// # Errors
    /// [`Error::Bundle`] for what is none, [`Error::BundleLimit`] for one that is too large.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > BUNDLE_BYTES {
            return Err(Error::BundleLimit {
                problem: "a bundle has at most 4 MiB",
            });
        }
        Self::from_document(strict_json::parse(bytes).map_err(refuse)?)
    }

    pub(super) fn from_document(document: Value) -> Result<Self, Error> {
        let form: Form = strict_json::decode(document.clone()).map_err(refuse)?;
        if form.media_type != Self::MEDIA_TYPE {
            return Err(refuse(
                "its media type is not that of a Sigstore bundle v0.3",
            ));
        }
        let material = material(form.verification_material)?;
        let envelope = Envelope::from_form(form.dsse_envelope)?;
        if envelope.signatures().len() != 1 {
            return Err(refuse(
                "an envelope in a bundle has one signature; several signers make several bundles",
            ));
        }
        Ok(Self {
            material,
            envelope,
            document,
        })
    }

    /// The bundle in JSON, as it was read or made, in one line.
    pub fn to_json(&self) -> String {
        self.document.to_string()
    }

    /// What it wants to be verified with.
    pub fn material(&self) -> &Material {
        &self.material
    }

    /// The statement in it, which is not verified by reading it.
    ///
    /// # Errors
    /// [`Error::Statement`] when the payload is none.
    pub fn statement(&self) -> Result<Statement, Error> {
        self.envelope.statement()
    }

    /// Whether its signature is by `key`.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let by_key = |signature: &Signature| self.envelope.is_signed_by(signature, key);
        self.envelope.signatures().iter().all(by_key)
    }
}

fn material(form: MaterialForm) -> Result<Material, Error> {
    let certificates = [form.certificate, form.x509_certificate_chain];
    match (form.public_key, certificates) {
        (Some(key), [None, None]) if key.hint.len() > HINT_BYTES => Err(Error::BundleLimit {
            problem: "a hint has at most 512 bytes",
        }),
        (Some(key), [None, None]) => Ok(Material::PublicKey(key.hint)),
        (None, [Some(_), None] | [None, Some(_)]) => Ok(Material::Certificate),
        _ => Err(refuse(
            "it has to be verified with one thing: a public key, a certificate or a chain",
        )),
    }
}
