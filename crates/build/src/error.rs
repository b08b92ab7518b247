//! What can go wrong between a folder of source and a finished component.

use std::path::PathBuf;

/// Why a component could not be made. Each message names what to change in the plugin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is neither a core module nor a component.
    #[error(
        "the file is not WebAssembly: it starts with neither the header of a module nor that of a component"
    )]
    NotWasm,
    /// The module cannot become a component: it lacks an export of its world, imports what the world does not have,
    /// or carries no description of its world at all.
    #[error("the module cannot become a component: {reason}")]
    Encoding {
        /// What the encoder found, with its causes, on one line.
        reason: String,
    },
    /// The component cannot be read or extended.
    #[error("the component is malformed: {reason}")]
    Malformed {
        /// What is wrong with it.
        reason: String,
    },
    /// The component imports what its manifest does not ask for, or what nobody can grant.
    #[error("the component imports more than its manifest asks for:\n{}\nadd the capabilities to the manifest, or remove what uses them", .imports.join("\n"))]
    Undeclared {
        /// Each import, with the capability that stands behind it.
        imports: Vec<String>,
    },
    /// A manifest is in the component already: it was built before.
    #[error("the component has a manifest inside; build it from its source again")]
    ManifestTwice,
    /// A compiler failed, or is not there.
    #[error("{program} failed:\n{output}")]
    Compiler {
        /// The compiler.
        program: String,
        /// The end of what it said.
        output: String,
    },
    /// The project's WIT is malformed, or holds several worlds.
    #[error(transparent)]
    Wit(#[from] plugwright_codegen::Error),
    /// The manifest is malformed.
    #[error(transparent)]
    Manifest(#[from] plugwright_manifest::Error),
    /// The folder is no plugin project.
    #[error("{}: {problem}", .folder.display())]
    Project {
        /// The folder that was looked at.
        folder: PathBuf,
        /// What it lacks, and what to do.
        problem: String,
    },
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWasm => "PW-BUILD-NOT-WASM",
            Self::Encoding { .. } => "PW-BUILD-ENCODING",
            Self::Malformed { .. } => "PW-BUILD-MALFORMED",
            Self::Undeclared { .. } => "PW-BUILD-UNDECLARED",
            Self::ManifestTwice => "PW-BUILD-MANIFEST-TWICE",
            Self::Compiler { .. } => "PW-BUILD-COMPILER",
            Self::Wit(error) => error.code(),
            Self::Manifest(error) => error.code(),
            Self::Project { .. } => "PW-BUILD-PROJECT",
        }
    }

    pub(crate) fn malformed(error: impl std::fmt::Display) -> Self {
        Self::Malformed {
            reason: format!("{error:#}"),
        }
    }
}
