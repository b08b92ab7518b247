//! Keyless signatures: by an identity instead of a key.
//!
//! A certificate of a few minutes says who signed, a public log says when. What has to be checked for that (chain, signed certificate
//! timestamp, inclusion proof, the times of all three) is done by `sigstore-verify`, from a trusted root that the operator gives; nothing here
//! uses the network. Which identities count is decided by [`IdentityRule`](super::IdentityRule), after the cryptography.

use std::sync::Arc;

use plugwright_manifest::Digest;
use sigstore_verify::{
    VerificationPolicy, Verifier,
    trust_root::TrustedRoot,
    types::{Artifact, ArtifactDigest, Bundle as SigstoreBundle, Sha256Hash},
};

use super::Reason;
use crate::{Error, bundle::Bundle, limits::BUNDLE_BYTES, strict_json};

/// The certificate authorities, logs and timestamp authorities that are trusted.
#[derive(Clone)]
pub struct KeylessRoot(Arc<Verifier>);

/// Whom a good keyless signature is by.
pub(super) struct Identified {
    pub(super) issuer: String,
    pub(super) subject: String,
}

impl KeylessRoot {
    /// Reads a `trusted_root.json`, as `cosign trusted-root create` and Sigstore's own TUF repository have it.
    ///
    /// # Errors
    /// [`Error::Identity`] for another document, or one with keys that cannot be used.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let problem = "the trusted root is none of Sigstore's, or has keys that cannot be used";
        let refuse = || Error::Identity { problem };
        if text.len() > BUNDLE_BYTES || strict_json::parse(text.as_bytes()).is_err() {
            return Err(refuse());
        }
        let root = TrustedRoot::from_json(text).map_err(|_| refuse())?;
        let verifier = Verifier::new(&root).map_err(|_| refuse())?;
        Ok(Self(Arc::new(verifier)))
    }

    /// Verifies everything but the identity.
    pub(super) fn identify(&self, bundle: &Bundle, digest: &Digest) -> Result<Identified, Reason> {
        let refuse = |problem: &str| Reason::Keyless(strict_json::quoted(problem));
        let document = SigstoreBundle::from_json(&bundle.to_json())
            .map_err(|error| refuse(&error.to_string()))?;
        let hash = Sha256Hash::try_from(digest.as_bytes().as_slice())
            .map_err(|error| refuse(&error.to_string()))?;
        let artifact = Artifact::Digest(ArtifactDigest::sha256(hash));
        let result = self
            .0
            .verify(artifact, &document, &VerificationPolicy::any_identity())
            .map_err(|error| refuse(&error.to_string()))?;
        // The policy asks for all three; the result says that they were done.
        if !(result.certificate_verified() && result.sct_verified() && result.tlog_verified()) {
            return Err(refuse(
                "its certificate or its entry in the log was not verified",
            ));
        }
        match (result.issuer(), result.identity()) {
            (Some(issuer), Some(identity)) => Ok(Identified {
                issuer: issuer.to_owned(),
                subject: identity.as_str().to_owned(),
            }),
            _ => Err(refuse("its certificate names no identity")),
        }
    }
}

impl std::fmt::Debug for KeylessRoot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeylessRoot")
    }
}
