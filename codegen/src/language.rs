//! The languages that an SDK can be generated for.

use std::{fmt, str::FromStr};

use crate::{Error, Model, Output, Source};

/// What comes out: the SDK of a programming language, or a document about the same world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// Rust, on wit-bindgen.
    Rust,
    /// Go for the `TinyGo` compiler.
    Go,
    /// `AssemblyScript`.
    AssemblyScript,
    /// Python, on componentize-py.
    Python,
    /// JavaScript with TypeScript declarations, on jco.
    JavaScript,
    /// Messages and services in the language of protocol buffers, for plugins that are called over gRPC.
    Proto,
    /// An `OpenAPI` document, for plugins that are called over HTTP.
    OpenApi,
    /// Reference pages.
    Markdown,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Rust,
        Self::Go,
        Self::AssemblyScript,
        Self::Python,
        Self::JavaScript,
        Self::Proto,
        Self::OpenApi,
        Self::Markdown,
    ];

    /// Those that plugins are written in; the others are documents.
    pub const PROGRAMMING: [Self; 5] = [
        Self::Rust,
        Self::Go,
        Self::AssemblyScript,
        Self::Python,
        Self::JavaScript,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Go => "go",
            Self::AssemblyScript => "assemblyscript",
            Self::Python => "python",
            Self::JavaScript => "javascript",
            Self::Proto => "proto",
            Self::OpenApi => "openapi",
            Self::Markdown => "markdown",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|known| known.name() == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|known| known.name()).collect();
            format!("`{name}` is not one of {}", known.join(", "))
        })
    }
}

/// What is written beside the bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stubs {
    /// Nothing: the bindings alone, to become part of a package that exists.
    #[default]
    None,
    /// A whole project, with an implementation whose functions say that they are to be written.
    Todo,
    /// A whole project, with an implementation that answers as [`crate::model::Echo`] tells: a round-trip test of any WIT.
    Echo,
}

/// What is generated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// What is written beside the bindings.
    pub stubs: Stubs,
    /// The package that the output is or becomes part of: a crate, the import path of a Go module, a package of npm or `PyPI`. By
    /// default named after the world.
    pub package: Option<String>,
}

/// Generates the SDK of `world` for `language`: a project that the language's compiler takes as it is, or its bindings alone.
///
/// # Errors
/// [`Error::World`] when the world is not there, [`Error::Unsupported`] with the place in the WIT when the language cannot
/// express it.
pub fn generate(
    source: &Source,
    world: Option<&str>,
    language: Language,
    options: &Options,
) -> Result<Output, Error> {
    let model = Model::new(source, world)?;
    let mut output = match language {
        Language::Rust => crate::rust::generate(&model, options),
        Language::Go => crate::go::generate(&model, options),
        Language::AssemblyScript => crate::assemblyscript::generate(&model, options),
        Language::Python => crate::python::generate(&model, options),
        Language::JavaScript => crate::javascript::generate(&model, options),
        Language::Proto => crate::proto::generate(&model, options),
        Language::OpenApi => crate::openapi::generate(&model, options),
        Language::Markdown => crate::markdown::generate(&model, options),
    }?;
    if Language::PROGRAMMING.contains(&language) {
        output.add("wit/world.wit", &model.wit);
    }
    Ok(output)
}
