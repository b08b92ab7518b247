//! The vocabulary of Plugwright, and the manifest that is written in it.
//!
//! This is the bottom layer: ids, digests, sizes, limits, capabilities. It does no I/O, starts nothing and depends on no
//! runtime, so that every other crate, and every tool that only wants to read a manifest, can use it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod byte_size;
mod capabilities;
mod digest;
mod error;
mod fault;
pub mod limits;
mod plugin_id;
mod quantity;
mod quoted;
mod time_span;

pub use byte_size::ByteSize;
pub use capabilities::{
    AccessMode, Capabilities, Capability, GuestPath, HttpMethod, KeyName, Methods, OriginPattern,
};
pub use digest::Digest;
pub use error::Error;
pub use fault::Fault;
pub use limits::{
    CallLimits, ConcurrencyLimits, HttpLimits, KeyValueLimits, LimitRequest, Limits, LogLimits,
    MemoryLimits, TimeLimits,
};
pub use plugin_id::PluginId;
pub use quoted::Quoted;
pub use semver::{Version, VersionReq};
pub use time_span::TimeSpan;
