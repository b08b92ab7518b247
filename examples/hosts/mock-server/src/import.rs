//! Other descriptions of an API than OpenAPI, turned into OpenAPI and served as such.

use std::path::Path;

use crate::document::Document;
use crate::error::Error;

/// Reads the description of an API.
///
/// # Errors
/// [`Error::Read`] or [`Error::Document`].
pub fn load(file: &Path) -> Result<Document, Error> {
    Document::load(file)
}
