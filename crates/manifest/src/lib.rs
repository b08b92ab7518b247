//! The vocabulary of Plugwright, and the manifest that is written in it.
//!
//! This is the bottom layer: ids, digests, sizes, limits, capabilities. It does no I/O, starts nothing and depends on no
//! runtime, so that every other crate, and every tool that only wants to read a manifest, can use it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod capabilities;
mod digest;
pub mod document;
mod error;
mod fault;
pub mod imports;
mod interface_name;
pub mod limits;
mod manifest;
mod metadata;
mod place;
mod plugin_id;
mod quantity;
mod quoted;
mod text;
mod version;

pub use capabilities::{
    AccessMode, Capabilities, Capability, GuestPath, HttpMethod, KeyName, Methods, OriginPattern,
};
pub use digest::Digest;
pub use error::Error;
pub use fault::Fault;
pub use interface_name::{InterfaceName, answers_interface};
pub use limits::{
    CallLimits, ConcurrencyLimits, HttpLimits, KeyValueLimits, LimitRequest, Limits, LogLimits,
    MemoryLimits, TimeLimits,
};
pub use manifest::{
    Claims, Dependencies, Endpoint, HealthCheck, HostVersions, Link, Manifest, Metadata, Named,
    Protocol, Remote, RetryPolicy, Runtime, Sharing, ToolName, UrlPath, find_manifest, schema,
};
pub use metadata::{Category, ImageReference, PluginType, SecurityLevel, Signature, Slug};
pub use place::Place;
pub use plugin_id::PluginId;
pub use quantity::{ByteSize, TimeSpan};
pub use quoted::{Quoted, printable};
pub use semver::{Version, VersionReq};
pub use text::{Description, Label};
pub use version::{parse_requirement, parse_version};
