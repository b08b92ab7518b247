//! Files that an operator writes: read as strictly as a manifest, by the same reader, with codes of their own.
//!
//! A policy that is silently misread is worse than none, so a misspelt key, a key that is given twice, an alias or a second
//! document is an error that says where it is and what was probably meant.

mod mistake;

pub use mistake::{Mistake, MistakeKind};
pub(crate) use plugwright_manifest::document::{At, MAX_BYTES, Position};

use plugwright_manifest::document::read_yaml;
use serde::de::DeserializeOwned;

/// Reads one document; `file` is what messages call it.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Mistake> {
    read_yaml(file, text).map_err(|error| Mistake::of(file, &error))
}
