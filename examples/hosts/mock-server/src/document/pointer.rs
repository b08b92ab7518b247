//! JSON Pointers (RFC 6901) and the references of OpenAPI, which are URI fragments that hold one.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// More steps than any honest chain of references takes.
const LONGEST_CHAIN: usize = 32;

/// A JSON Pointer into a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Pointer(String);

impl Pointer {
    /// Takes a pointer as it is written in a JSON text: empty, or beginning with `/`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The pointer of a member of the value that this one points to.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        Self(format!(
            "{}/{}",
            self.0,
            token.replace('~', "~0").replace('/', "~1")
        ))
    }

    /// The text of the pointer.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a reference cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefError {
    /// It names something outside of the document.
    #[error("the reference `{0}` leads out of this document; bundle the parts into one file")]
    External(String),
    /// It names something that does not exist.
    #[error("the reference `{0}` leads nowhere")]
    Dangling(String),
    /// It comes back to itself.
    #[error("the reference `{0}` leads back to itself")]
    Circular(String),
}

/// Where a reference points to.
pub(crate) fn target(reference: &str) -> Result<Pointer, RefError> {
    let fragment = reference
        .strip_prefix('#')
        .ok_or_else(|| RefError::External(reference.to_owned()))?;
    let text = percent_decode_str(fragment)
        .decode_utf8()
        .map_err(|_| RefError::Dangling(reference.to_owned()))?;
    if !text.is_empty() && !text.starts_with('/') {
        return Err(RefError::Dangling(reference.to_owned()));
    }
    Ok(Pointer(text.into_owned()))
}

pub(super) fn resolve<'a>(root: &'a Value, value: &'a Value) -> Result<&'a Value, RefError> {
    let mut current = value;
    for _ in 0..LONGEST_CHAIN {
        let Some(reference) = reference_of(current) else {
            return Ok(current);
        };
        current = root
            .pointer(target(reference)?.as_str())
            .ok_or_else(|| RefError::Dangling(reference.to_owned()))?;
    }
    Err(RefError::Circular(
        reference_of(value).unwrap_or_default().to_owned(),
    ))
}

/// Like [`resolve`], keeping track of where the value is. An error comes with the place of the bad reference.
pub(super) fn resolve_at<'a>(
    root: &'a Value,
    pointer: &Pointer,
) -> Result<(Pointer, &'a Value), (Pointer, RefError)> {
    let mut at = pointer.clone();
    for _ in 0..LONGEST_CHAIN {
        let Some(value) = root.pointer(at.as_str()) else {
            let dangling = RefError::Dangling(format!("#{at}"));
            return Err((pointer.clone(), dangling));
        };
        let Some(reference) = reference_of(value) else {
            return Ok((at, value));
        };
        let next = target(reference).map_err(|error| (at.clone(), error))?;
        if root.pointer(next.as_str()).is_none() {
            return Err((at, RefError::Dangling(reference.to_owned())));
        }
        at = next;
    }
    Err((pointer.clone(), RefError::Circular(format!("#{pointer}"))))
}

/// The reference that a value is, if it is one.
pub(crate) fn reference_of(value: &Value) -> Option<&str> {
    value.as_object()?.get("$ref")?.as_str()
}
