//! The audit log: append-only, chained by digests, written beside the calls and not in their way.
//!
//! A log is a folder of segments, `0000000000000001.jsonl` and so on, each named after the number of its first entry. [`AuditLog`] writes
//! one, [`read`] reads it and tells the first entry that does not fit, [`SignedHead`] lets somebody who holds nothing but a public key
//! tell whether it is whole.
//!
//! What the chain promises: an entry that was changed, removed or put in between is found. What it cannot promise alone: that the end was
//! not cut off. That is what signed heads are for, kept where the host cannot reach them.

mod entry;
mod event;
mod head;
mod read;
mod segment;
#[cfg(test)]
mod tests;
mod write;

pub use entry::{Entry, Head};
pub use event::{Event, Subject};
pub use head::SignedHead;
pub use read::{Filter, read, verify};
pub use write::{AuditLog, Rotation};
