//! Guests in other languages than Rust: folders with a manifest and the language's build file.

use std::path::PathBuf;

use anyhow::Result;
use plugwright_build::{Compile, compile};
use plugwright_codegen::Language;

use crate::{toolchain::Compiler, workspace::Workspace};

/// A folder of source that is compiled to a component.
#[derive(Debug, Clone)]
pub(crate) struct ForeignGuest {
    /// What it is written in.
    pub(crate) language: Language,
    /// Where it is.
    pub(crate) folder: PathBuf,
}

impl ForeignGuest {
    /// The component that its compiler makes of it.
    ///
    /// # Errors
    /// When it does not compile; the message has the end of what the compiler said.
    pub(super) fn compile(&self, workspace: &Workspace, compiler: &Compiler) -> Result<Vec<u8>> {
        let scratch = workspace.guests_folder().join(self.language.name());
        std::fs::create_dir_all(&scratch)?;
        let project = Compile {
            folder: &self.folder,
            scratch: &scratch,
            path: Some(compiler.path()),
        };
        Ok(compile(self.language, project)?)
    }

    /// The folder of the SDK that it is written with.
    pub(super) fn sdk(&self, workspace: &Workspace) -> PathBuf {
        workspace.root().join("sdk").join(self.language.name())
    }
}
