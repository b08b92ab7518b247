//! Base64 (RFC 4648, section 4: standard alphabet, padded) for `list<u8>` in JSON.

use base64_simd::STANDARD;

pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode_to_string(bytes)
}

pub(super) fn decode(text: &str) -> Result<Vec<u8>, base64_simd::Error> {
    STANDARD.decode_to_vec(text)
}
