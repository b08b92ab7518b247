//! Packages as strangers make them.
//!
//! A test whose name begins with `rc` or `d` and a number is the row of docs/registry-attacks.md or docs/hostile.md with that id.
#![allow(clippy::unwrap_used)]

mod attach;
mod bundles;
mod documents;
mod entries;
mod file_names;
mod forge;
mod interop;
mod limits;
mod mutation;
mod property;
mod remote;
mod reproducible;
mod round_trip;
mod samples;
mod streaming;
