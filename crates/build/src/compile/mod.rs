//! From a project's source to a component, in each language.
//!
//! A project holds its WIT beside its source, in `wit/`, with one world in the main package: that is what
//! `plugwright codegen` writes, and what an author keeps.

mod assemblyscript;
mod go;
mod javascript;
mod program;
mod python;
mod rust;
mod world;

use std::{ffi::OsStr, path::Path};

use plugwright_codegen::Language;

use crate::Error;

/// A project, and where its compiler may put what it makes on the way.
#[derive(Debug, Clone, Copy)]
pub struct Compile<'a> {
    /// The folder with the source and `wit/`.
    pub folder: &'a Path,
    /// A folder for what compilers keep between runs. Projects of one language may share it.
    pub scratch: &'a Path,
    /// The folders that compilers are looked for in, in the form of `PATH`; the environment's `PATH` if left out.
    pub path: Option<&'a OsStr>,
}

/// Compiles a project of `language` into a component that has no manifest yet.
///
/// # Errors
/// [`Error::Compiler`] with what the compiler said, [`Error::Encoding`] when its module does not fit the world.
pub fn compile(language: Language, project: Compile<'_>) -> Result<Vec<u8>, Error> {
    match language {
        Language::Rust => rust::compile(project),
        Language::Go => go::compile(project),
        Language::AssemblyScript => assemblyscript::compile(project),
        Language::Python => python::compile(project),
        Language::JavaScript => javascript::compile(project),
        other => Err(Error::Compiler {
            program: other.name().to_owned(),
            output: "documents are not compiled".to_owned(),
        }),
    }
}
