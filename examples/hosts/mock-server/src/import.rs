//! Other descriptions of an API than OpenAPI: Postman collections, Insomnia exports, and curl commands.
//!
//! Each is read into recorded requests, and these become an OpenAPI document, so that everything behind this module
//! knows one model only.

mod curl;
mod insomnia;
mod postman;
mod recording;

use std::path::Path;

use serde_json::Value;

use crate::document::{Document, parse_text};
use crate::error::{Error, Place};
use recording::Recording;

/// Formats show what they are in their first bytes; a large OpenAPI document is not to be parsed twice for it.
const HEAD: usize = 4096;

/// What a file holds.
enum Format {
    OpenApi,
    Postman,
    Insomnia,
    Curl,
}

/// Reads the description of an API.
///
/// # Errors
/// [`Error::Read`] or [`Error::Document`].
pub fn load(file: &Path) -> Result<Document, Error> {
    let text = std::fs::read_to_string(file).map_err(|source| Error::Read {
        file: file.to_owned(),
        source,
    })?;
    parse(file, &text)
}

/// Reads the description of an API from text; `file` is the name that errors give.
///
/// # Errors
/// [`Error::Document`].
pub fn parse(file: &Path, text: &str) -> Result<Document, Error> {
    let read: fn(&Value) -> Result<Recording, String> = match format(text) {
        Format::OpenApi => return Document::parse(file, text),
        Format::Curl => return recorded(file, curl::read(text)),
        Format::Postman => postman::read,
        Format::Insomnia => insomnia::read,
    };
    recorded(file, read(&parse_text(file, text)?))
}

fn recorded(file: &Path, recording: Result<Recording, String>) -> Result<Document, Error> {
    let recording = recording.map_err(|reason| Error::document(file, Place::default(), reason))?;
    Document::from_value(file, recording.into_openapi())
}

fn format(text: &str) -> Format {
    let head: String = text.chars().take(HEAD).collect();
    let mut lines = head
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    if lines.next().is_some_and(|line| line.starts_with("curl ")) {
        Format::Curl
    } else if head.contains("schema.getpostman.com") || head.contains("\"_postman_id\"") {
        Format::Postman
    } else if head.contains("\"__export_format\"") {
        Format::Insomnia
    } else {
        Format::OpenApi
    }
}

#[cfg(test)]
mod tests;
