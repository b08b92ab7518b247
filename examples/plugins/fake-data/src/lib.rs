//! Seeded fake data: the one source of invented values for the official plugins.
//!
//! A mock server is only useful when its answers can be asserted in a test, so nothing here reads a clock or a system
//! random generator: every value comes from a [`Random`] that the caller seeds, and the same seed gives the same value
//! in every build. What could be mistaken for somebody's address stays in ranges that standards reserve for examples
//! (RFC 2606 domains, RFC 5737 networks, telephone numbers set aside for fiction).
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod date;
pub mod finance;
pub mod internet;
mod locale;
pub mod named;
pub mod person;
pub mod place;
mod random;
pub mod text;

pub use locale::Locale;
pub use random::Random;
