//! Takes a secret out of the response to the request that carried it.
//!
//! A server that repeats what it was sent (an echo service, a debug page, a redirect that keeps the query) would hand
//! the plugin what it must not see. The value itself is masked in headers, trailers and the body. A server that
//! transforms it first (reversed, hashed, a part of it) is beyond what a byte filter can know: grant secrets only for
//! origins that do not echo.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::secret_fill::Confidential;

const MASK: u8 = b'*';

/// Masks every occurrence in the values of `headers`.
pub(crate) fn redact_headers(headers: &mut HeaderMap, confidential: &Confidential) {
    for value in headers.values_mut() {
        let mut bytes = value.as_bytes().to_vec();
        if mask(&mut bytes, confidential) == 0 {
            continue;
        }
        *value = HeaderValue::from_bytes(&bytes).unwrap_or(HeaderValue::from_static("*"));
    }
}

/// Masks what passes through it, also across the borders of chunks, and keeps the length. It holds back only as many
/// bytes as could still become a secret.
pub(crate) struct StreamRedactor {
    confidential: Confidential,
    held: Vec<u8>,
}

impl StreamRedactor {
    /// None if there is nothing to mask.
    pub(crate) fn new(confidential: Confidential) -> Option<Self> {
        let confidential: Confidential = confidential
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let held = Vec::new();
        (!confidential.is_empty()).then_some(Self { confidential, held })
    }

    /// Takes a chunk in and gives out what can no longer become a secret.
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Bytes {
        self.held.extend_from_slice(chunk);
        let masked = mask(&mut self.held, &self.confidential);
        let safe = self.held.len() - self.undecided(masked);
        self.held.drain(..safe).collect()
    }

    /// Gives out the rest: nothing more follows.
    pub(crate) fn finish(self) -> Bytes {
        self.held.into()
    }

    /// The length of the longest end of what is held, after `masked`, that some secret begins with.
    fn undecided(&self, masked: usize) -> usize {
        let tail = &self.held[masked..];
        let open = |text: &Bytes| {
            (1..text.len().min(tail.len() + 1))
                .rev()
                .find(|&n| tail.ends_with(&text[..n]))
        };
        self.confidential.iter().filter_map(open).max().unwrap_or(0)
    }
}

/// Masks every occurrence from left to right, the longest first, and says where the last one ended.
fn mask(bytes: &mut [u8], confidential: &Confidential) -> usize {
    let (mut position, mut masked) = (0, 0);
    while position < bytes.len() {
        let here = &bytes[position..];
        let longest = confidential
            .iter()
            .filter(|text| here.starts_with(text))
            .map(Bytes::len)
            .max();
        let Some(length @ 1..) = longest else {
            position += 1;
            continue;
        };
        bytes[position..position + length].fill(MASK);
        position += length;
        masked = position;
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(texts: &[&'static str]) -> Confidential {
        texts
            .iter()
            .map(|text| Bytes::from_static(text.as_bytes()))
            .collect()
    }

    fn contains(haystack: &[u8], needle: &[u8]) -> bool {
        haystack
            .windows(needle.len())
            .any(|window| window == needle)
    }

    #[test]
    fn f13_an_echoed_header_is_masked() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "location",
            "https://other.example/?token=hunter2&x".parse().unwrap(),
        );
        headers.insert("x-other", "harmless".parse().unwrap());
        redact_headers(&mut headers, &texts(&["hunter2"]));
        assert_eq!(
            headers["location"],
            "https://other.example/?token=*******&x"
        );
        assert_eq!(headers["x-other"], "harmless");
    }

    #[test]
    fn what_cannot_become_a_secret_is_not_held_back() {
        let mut redactor = StreamRedactor::new(texts(&["hunter2"])).unwrap();
        assert_eq!(redactor.push(b"data: 1\n\n"), "data: 1\n\n");
        assert_eq!(redactor.push(b"see hun"), "see ");
        assert_eq!(redactor.push(b"gry"), "hungry");
        assert_eq!(redactor.push(b"hunter2!"), "*******!");
        assert_eq!(redactor.push(b"hunt"), "");
        assert_eq!(redactor.finish(), "hunt");
    }

    proptest! {
        #[test]
        fn f13_no_cutting_of_the_body_lets_a_secret_through(
            body in "(ab|aab|c|hunter|2){0,30}",
            cuts in prop::collection::vec(1usize..9, 1..8),
        ) {
            let confidential = texts(&["hunter2", "aab", "abab"]);
            let mut redactor = StreamRedactor::new(confidential.clone()).unwrap();
            let (mut out, mut rest, mut cuts) = (Vec::new(), body.as_bytes(), cuts.iter().cycle());
            while !rest.is_empty() {
                let (chunk, tail) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
                out.extend_from_slice(&redactor.push(chunk));
                rest = tail;
            }
            out.extend_from_slice(&redactor.finish());
            prop_assert_eq!(out.len(), body.len());
            for text in &confidential {
                prop_assert!(!contains(&out, text), "{:?}", String::from_utf8_lossy(&out));
            }
            for (before, after) in body.bytes().zip(&out) {
                prop_assert!(*after == before || *after == MASK);
            }
        }
    }
}
