//! Guests that nobody wrote: the generator's own echo of a world, in every language, so that languages can be compared.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use plugwright_build::{Compile, compile};
use plugwright_codegen::{Language, Options, Output, Source, Stubs, generate};

use crate::{
    key::Key,
    progress,
    toolchain::{self, Compiler},
    workspace::Workspace,
};

/// Builds the echo of the world in `wit` for each language into `folder/LANGUAGE.wasm`, where it changed.
///
/// # Errors
/// When a language cannot express the world, or its compiler fails.
pub(crate) fn build_echoes(workspace: &Workspace, wit: &Path, folder: &Path) -> Result<()> {
    let source = Source::read(&[wit])?;
    let options = Options {
        stubs: Stubs::Echo,
        package: None,
    };
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    for language in Language::PROGRAMMING {
        let project = generate(&source, None, language, &options)?;
        Echo::new(language, project, folder)?.build(workspace)?;
    }
    Ok(())
}

struct Echo {
    language: Language,
    project: Output,
    compiler: Compiler,
    component: PathBuf,
}

impl Echo {
    fn new(language: Language, project: Output, folder: &Path) -> Result<Self> {
        Ok(Self {
            language,
            project,
            compiler: toolchain::ensure_for(language)?,
            component: folder.join(format!("{language}.wasm")),
        })
    }

    fn build(&self, workspace: &Workspace) -> Result<()> {
        let step = progress::step(format!("echo in {}", self.language));
        let record = self.component.with_extension("fingerprint");
        let fingerprint = self.fingerprint();
        if self.component.is_file()
            && fs::read_to_string(&record).is_ok_and(|known| known == fingerprint)
        {
            step.in_place("unchanged");
            return Ok(());
        }
        let bytes = self.compile(workspace)?;
        fs::write(&self.component, &bytes)?;
        fs::write(&record, fingerprint)?;
        step.done(&format!("{} kB", bytes.len().div_ceil(1000)));
        Ok(())
    }

    /// What the component is made from: the compiler and the generated project.
    fn fingerprint(&self) -> String {
        let mut key = Key::default();
        key.add(&self.compiler.version);
        for (path, text) in self.project.files() {
            key.add(path.as_os_str().as_encoded_bytes()).add(text);
        }
        key.finish()
    }

    fn compile(&self, workspace: &Workspace) -> Result<Vec<u8>> {
        let scratch = workspace.guests_folder().join(self.language.name());
        let folder = workspace
            .guests_folder()
            .join("echo")
            .join(self.language.name());
        fs::create_dir_all(&scratch)?;
        self.project.write_to(&folder)?;
        let project = Compile {
            folder: &folder,
            scratch: &scratch,
            path: Some(self.compiler.path()),
        };
        Ok(compile(self.language, project)?)
    }
}
