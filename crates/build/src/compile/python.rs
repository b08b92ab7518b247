//! Python, by componentize-py.
//!
//! componentize-py carries a whole CPython into the component, runs the plugin's modules once and keeps the memory that
//! they leave: what is imported at the top of a module costs nothing when the plugin runs.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use plugwright_codegen::{Source, python::lower};

use super::{Compile, program};
use crate::Error;

/// The module in `src/` that the component is made of.
const ENTRY: &str = "app";

/// What a project's `wit/` names where it wants the world's clock, random numbers and output to be real.
const WASI: &str = "wasi:";

pub(super) fn compile(project: Compile<'_>) -> Result<Vec<u8>, Error> {
    let build = Build::new(project)?;
    let mut command = project.compiler("componentize-py");
    command
        .args(["--quiet", "--wit-path"])
        .arg(&build.wit)
        .args(["--world", &build.world, "componentize", ENTRY])
        .args(["--python-path", "src", "--output"])
        .arg(&build.component)
        // Strings hash the same in each build, so that a build can be repeated.
        .env("PYTHONHASHSEED", "0");
    if !build.uses_wasi {
        command.arg("--stub-wasi");
    }
    program::run(&mut command)?;
    build.read()
}

/// Where one build reads and writes.
struct Build {
    wit: PathBuf,
    world: String,
    component: PathBuf,
    uses_wasi: bool,
}

impl Build {
    fn new(project: Compile<'_>) -> Result<Self, Error> {
        let lowered = lower(&Source::read(&[project.folder.join("wit")])?)?;
        let folder = project.scratch.join("python");
        let wit = folder.join("world.wit");
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&wit, &lowered.wit));
        written.map_err(|error| unusable(&folder, &error))?;
        Ok(Self {
            wit,
            world: project.world()?,
            component: folder.join("component.wasm"),
            uses_wasi: lowered.wit.contains(WASI),
        })
    }

    fn read(&self) -> Result<Vec<u8>, Error> {
        fs::read(&self.component).map_err(|error| unusable(&self.component, &error))
    }
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    Error::Compiler {
        program: "componentize-py".to_owned(),
        output: format!("{}: {error}", path.display()),
    }
}
