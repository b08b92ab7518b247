//! Files with several bundles.

use super::{Bundle, envelope::refuse};
use crate::{
    Error,
    limits::{BUNDLE_SET_BYTES, BUNDLES},
    strict_json,
};

/// Reads one bundle, or several that follow each other, as in the files that `gh attestation download` writes.
///
/// # Errors
/// [`Error::Bundle`] when one of them is none; [`Error::BundleLimit`] for more than [`BUNDLES`], or more than [`BUNDLE_SET_BYTES`].
pub fn parse_bundles(bytes: &[u8]) -> Result<Vec<Bundle>, Error> {
    if bytes.len() > BUNDLE_SET_BYTES {
        return Err(Error::BundleLimit {
            problem: "a file of bundles has at most 16 MiB",
        });
    }
    let documents = strict_json::parse_all(bytes, BUNDLES).map_err(refuse)?;
    documents.into_iter().map(Bundle::from_document).collect()
}

/// Writes them, one to a line.
pub fn write_bundles(bundles: &[Bundle]) -> String {
    bundles
        .iter()
        .map(|bundle| bundle.to_json() + "\n")
        .collect()
}
