//! The two documents that name others, and the marker of the folder that they lie in.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Descriptor, MediaType};

/// The content of `oci-layout`
/// ([image layout](https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md)).
pub(crate) const LAYOUT_MARKER: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;

/// Words about a document or blob, by key.
pub(crate) type Annotations = BTreeMap<String, String>;

/// What an artifact consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ImageManifest {
    #[serde(default, skip_serializing_if = "Annotations::is_empty")]
    pub(crate) annotations: Annotations,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) artifact_type: Option<MediaType>,
    pub(crate) config: Descriptor,
    pub(crate) layers: Vec<Descriptor>,
    pub(crate) media_type: MediaType,
    pub(crate) schema_version: SchemaVersion,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Descriptor>,
}

/// A list of artifacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ImageIndex {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) artifact_type: Option<MediaType>,
    pub(crate) manifests: Vec<Descriptor>,
    pub(crate) media_type: MediaType,
    pub(crate) schema_version: SchemaVersion,
}

/// 2, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SchemaVersion;

impl Serialize for SchemaVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(2)
    }
}

impl<'de> Deserialize<'de> for SchemaVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            2 => Ok(Self),
            _ => Err(D::Error::custom("not 2")),
        }
    }
}

impl ImageManifest {
    /// An artifact that is described by its type alone, and needs no configuration.
    pub(crate) fn artifact(artifact_type: MediaType, layers: Vec<Descriptor>) -> Self {
        Self {
            annotations: Annotations::new(),
            artifact_type: Some(artifact_type),
            config: Descriptor::empty(),
            layers,
            media_type: MediaType::ImageManifest,
            schema_version: SchemaVersion,
            subject: None,
        }
    }
}

impl ImageIndex {
    pub(crate) fn new(artifact_type: Option<MediaType>, manifests: Vec<Descriptor>) -> Self {
        Self {
            artifact_type,
            manifests,
            media_type: MediaType::ImageIndex,
            schema_version: SchemaVersion,
        }
    }
}
