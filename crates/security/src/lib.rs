//! Who may run what, and what was done about it.
//!
//! An operator has to be able to say who made what runs, and to show what was done about it, also to somebody who does not trust the machine.
//! [`keys`] are those of authors; a [`statement`] is what they sign, a [`bundle`] how it travels, and [`signature`] judges it. The
//! [`policy`] says whose word is enough for what, a [`grant`] what the plugin may do then. The [`audit`] log keeps what happened.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod audit;
pub mod bundle;
mod document;
mod error;
pub mod grant;
pub mod keys;
pub mod limits;
pub mod policy;
pub mod scan;
pub mod signature;
pub mod statement;
mod strict_json;
mod timestamp;

pub use document::{Mistake, MistakeKind};
pub use error::Error;
pub use timestamp::{NoTimestamp, Timestamp};
