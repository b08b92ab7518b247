//! Random bytes fit for cryptography, from `wasi:random`. On `wasm32-unknown-unknown` crates that take their
//! randomness from the system do not build: seed their generators from here.

use super::imports;

/// Random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0; N];
    fill(&mut buffer);
    buffer
}

/// Fills `buffer` with random bytes.
pub fn fill(buffer: &mut [u8]) {
    imports::random(buffer);
}

/// A random number.
pub fn u64() -> u64 {
    u64::from_le_bytes(bytes())
}
