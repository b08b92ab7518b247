//! From WIT to the SDK of a language.
//!
//! A WIT file is the contract between a program and its plugins; this crate turns one into what an author of a plugin
//! compiles against, so that nobody writes glue by hand and no two languages disagree about a contract.
//!
//! The way of the data: [`Source`] reads the files, [`Model`] holds one world in our own types, each language settles
//! its names once and renders [`Output`]. Everything that languages share is decided in the model; a language is one folder.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod assemblyscript;
mod error;
mod go;
mod javascript;
mod language;
mod markdown;
pub mod model;
mod openapi;
mod output;
mod proto;
pub mod python;
mod remote;
mod rust;
mod scope;
mod source;

pub use error::Error;
pub use language::{Language, Options, Stubs, generate};
pub use model::Model;
pub use output::{Difference, Output};
pub use source::{Source, print as print_world};
