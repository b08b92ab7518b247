//! Tokens judged through the trait that the host calls, on a host inside the test program.
#![allow(clippy::unwrap_used, reason = "tests")]

mod attacks;
mod jwks;
mod tokens;
mod vectors;
