//! The path of a request, cut into segments.

use percent_encoding::percent_decode_str;

/// Longer paths are cut off here; no description has templates of that many segments.
const MOST_SEGMENTS: usize = 256;

/// The decoded segments of a path. An encoded `/` (`%2F`) stays inside its segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPath(Vec<String>);

impl RequestPath {
    /// Cuts the path of a request target, as the client sent it. Bytes that are no UTF-8 become U+FFFD.
    pub fn parse(path: &str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let decode = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        Self(path.split('/').take(MOST_SEGMENTS).map(decode).collect())
    }

    /// The segments in order; at least one, which is empty for `/`.
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// The same path with a `/` at its end if it has none, and without one if it has: clients and descriptions differ
    /// in it.
    #[must_use]
    pub fn with_other_ending(&self) -> Self {
        let mut segments = self.0.clone();
        if segments.len() > 1 && segments.last().is_some_and(String::is_empty) {
            segments.pop();
        } else if segments.len() < MOST_SEGMENTS {
            segments.push(String::new());
        }
        Self(segments)
    }
}
