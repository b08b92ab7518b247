//! What one document says of another blob.

use plugwright_manifest::Digest;
use serde::{Deserialize, Serialize};

use super::{Annotations, MediaType};
use crate::Blob;

/// A reference to a blob ([descriptor](https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md)). There is no
/// `urls`, `data` or `platform`: a blob is in the package or nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Descriptor {
    #[serde(default, skip_serializing_if = "Annotations::is_empty")]
    pub(crate) annotations: Annotations,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) artifact_type: Option<MediaType>,
    pub(crate) digest: Digest,
    pub(crate) media_type: MediaType,
    pub(crate) size: u64,
}

impl Descriptor {
    /// A reference to `blob` as one of `media_type`.
    pub(crate) fn new(media_type: MediaType, blob: Blob) -> Self {
        Self {
            annotations: Annotations::new(),
            artifact_type: None,
            digest: blob.digest,
            media_type,
            size: blob.size,
        }
    }

    /// A reference to `{}`.
    pub(crate) fn empty() -> Self {
        Self::new(MediaType::Empty, Blob::of(b"{}"))
    }

    pub(crate) fn blob(&self) -> Blob {
        Blob {
            digest: self.digest,
            size: self.size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::canonical::{decode, encode};
    use super::*;

    #[test]
    fn rc13_a_reference_names_a_blob_by_sha256_in_lower_case_and_by_nothing_else() {
        let good = String::from_utf8(encode(&Descriptor::empty())).unwrap();
        decode::<Descriptor>(good.as_bytes()).unwrap();
        let hex = &Descriptor::empty().digest.to_string()["sha256:".len()..];
        for bad in [
            good.replace("sha256:", "md5:"),
            good.replace("sha256:", "sha512:"),
            good.replace(hex, &hex.to_uppercase()),
            good.replace("\"size\":2", "\"size\":-2"),
            good.replace("\"size\":2", "\"size\":18446744073709551616"),
            good.replace(
                "\"size\":2",
                "\"size\":2,\"urls\":[\"https://evil.example\"]",
            ),
            good.replace("\"size\":2", "\"data\":\"e30=\",\"size\":2"),
            good.replace("vnd.oci.empty.v1+json", "vnd.oci.image.layer.v1.tar+gzip"),
        ] {
            assert_ne!(bad, good);
            assert!(decode::<Descriptor>(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
