//! The media types that a package consists of. There is no other: a compressed layer, a container's root file system or
//! an unknown artifact cannot even be written down.

use serde::{Deserialize, Serialize};

/// The type of a blob, or of the artifact that a manifest describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum MediaType {
    /// [OCI image manifest](https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md).
    #[serde(rename = "application/vnd.oci.image.manifest.v1+json")]
    ImageManifest,
    /// [OCI image index](https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md).
    #[serde(rename = "application/vnd.oci.image.index.v1+json")]
    ImageIndex,
    /// `{}`, the configuration of an artifact that needs none.
    #[serde(rename = "application/vnd.oci.empty.v1+json")]
    Empty,
    /// Configuration of the [Wasm OCI artifact](https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/).
    #[serde(rename = "application/vnd.wasm.config.v0+json")]
    WasmConfig,
    /// A component.
    #[serde(rename = "application/wasm")]
    Wasm,
    /// The files that a plugin brings along.
    #[serde(rename = "application/vnd.plugwright.assets.v1")]
    Assets,
    /// What a registry says about the packages of a kit.
    #[serde(rename = "application/vnd.plugwright.kit.metadata.v1")]
    KitMetadata,
    /// One of those files.
    #[serde(rename = "application/octet-stream")]
    File,
    /// Packages that are handed over together.
    #[serde(rename = "application/vnd.plugwright.bundle.v1")]
    Bundle,
    /// Packages with all that is needed to install them without a network.
    #[serde(rename = "application/vnd.plugwright.kit.v1")]
    Kit,
    /// [Sigstore bundle](https://docs.sigstore.dev/about/bundle/).
    #[serde(rename = "application/vnd.dev.sigstore.bundle.v0.3+json")]
    SigstoreBundle,
    /// [CycloneDX](https://cyclonedx.org/specification/overview/) bill of materials, as JSON.
    #[serde(rename = "application/vnd.cyclonedx+json")]
    CycloneDx,
    /// [in-toto](https://github.com/in-toto/attestation) statement.
    #[serde(rename = "application/vnd.in-toto+json")]
    InToto,
}
