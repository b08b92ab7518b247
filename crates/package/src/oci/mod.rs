//! The documents of OCI that a package is made of, as types that hold nothing else.
//!
//! A document has one byte form ([`canonical`]). Reading one means parsing it, writing it again and comparing: that refuses
//! duplicate keys, unknown keys, other number forms, white space and trailing bytes with one rule.

pub(crate) mod canonical;
mod config;
mod descriptor;
mod document;
mod media_type;

pub(crate) use config::{ComponentSummary, WasmConfig};
pub(crate) use descriptor::Descriptor;
pub(crate) use document::{Annotations, ImageIndex, ImageManifest, LAYOUT_MARKER, SchemaVersion};
pub(crate) use media_type::MediaType;
