//! The compilers of guests: which are here, and how the missing ones come.
//!
//! Languages are data (`languages.toml`): nothing in these modules knows a language by name.

mod doctor;
mod files;
mod install;
mod language;
mod place;
mod scope;
mod state;
mod step;

pub(crate) use doctor::{DoctorArgs, doctor};
pub(crate) use install::{Compiler, GuestsArgs, ensure, ensure_for, guests};
pub(crate) use language::{Language, languages};
pub(crate) use place::{Place, cache_folder};
