//! What is said about a package by others or later: signatures, bills of materials, statements of how it was built.
//!
//! Each is an artifact of its own that names the package as its subject, as the
//! [referrers of OCI](https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers) do. The package
//! and its digest stay what they are.

use plugwright_manifest::Digest;

use crate::oci::{Descriptor, ImageManifest, MediaType, canonical};
use crate::{Blob, Error, Limits};

/// What an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttachmentKind {
    /// A [Sigstore bundle](https://docs.sigstore.dev/about/bundle/): a signature, or a signed statement.
    SigstoreBundle,
    /// A [CycloneDX](https://cyclonedx.org/specification/overview/) bill of materials, as JSON.
    CycloneDx,
    /// An [in-toto](https://github.com/in-toto/attestation) statement without a signature.
    InToto,
}

impl AttachmentKind {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::SigstoreBundle, Self::CycloneDx, Self::InToto];

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::SigstoreBundle => "application/vnd.dev.sigstore.bundle.v0.3+json",
            Self::CycloneDx => "application/vnd.cyclonedx+json",
            Self::InToto => "application/vnd.in-toto+json",
        }
    }

    pub(crate) fn oci(self) -> MediaType {
        match self {
            Self::SigstoreBundle => MediaType::SigstoreBundle,
            Self::CycloneDx => MediaType::CycloneDx,
            Self::InToto => MediaType::InToto,
        }
    }

    pub(crate) fn of(media_type: MediaType) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.oci() == media_type)
    }
}

/// Something that is attached to a package, or to a bundle as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// Its bytes. Nothing has looked into them.
    pub content: Blob,
    pub(crate) subject: Descriptor,
}

impl Attachment {
    /// The digest of what it is about.
    pub fn subject(&self) -> Digest {
        self.subject.digest
    }

    pub(crate) fn document(&self) -> Vec<u8> {
        let layer = Descriptor::new(self.kind.oci(), self.content);
        canonical::encode(&ImageManifest {
            subject: Some(self.subject.clone()),
            ..ImageManifest::artifact(self.kind.oci(), vec![layer])
        })
    }

    /// How an index names it.
    pub(crate) fn descriptor(&self) -> Descriptor {
        Descriptor {
            artifact_type: Some(self.kind.oci()),
            ..Descriptor::new(MediaType::ImageManifest, Blob::of(&self.document()))
        }
    }

    /// The attachment that `manifest` describes. Whether it does so as [`Attachment::document`] would is for the caller to
    /// compare.
    pub(crate) fn from_manifest(
        kind: AttachmentKind,
        manifest: ImageManifest,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let malformed = |problem: &str| Error::Document {
            document: "attachment",
            problem: problem.to_owned(),
        };
        let [layer] = &manifest.layers[..] else {
            return Err(malformed("it has more or less than one layer"));
        };
        Error::over("the size of an attachment", layer.size, limits.attachment)?;
        let content = layer.blob();
        let subject = manifest
            .subject
            .ok_or_else(|| malformed("it is about nothing"))?;
        Ok(Self {
            kind,
            content,
            subject,
        })
    }
}
