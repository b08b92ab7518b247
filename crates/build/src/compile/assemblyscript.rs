//! `AssemblyScript`: `asc` makes a core module as the project's `asconfig.json` says. Strings cross the border as UTF-8: the
//! runtime widens what is ASCII 16 characters at a time, and a host with UTF-8 copies bytes.

use std::{fs, path::PathBuf};

use wit_component::StringEncoding;

use super::{Compile, program};
use crate::Error;

pub(super) fn compile(project: Compile<'_>) -> Result<Vec<u8>, Error> {
    let module = module_path(&project)?;
    let mut asc = project.compiler("asc");
    asc.args(["--target", "release", "--outFile"]).arg(&module);
    program::run(&mut asc)?;
    let bytes = fs::read(&module).map_err(|error| failed(&error))?;
    project.component(bytes, StringEncoding::UTF8)
}

/// Where the core module goes: an absolute path, since the compiler runs in the project's folder.
fn module_path(project: &Compile<'_>) -> Result<PathBuf, Error> {
    let name = project.world()?;
    let path = project.scratch.join("assemblyscript").join(name);
    fs::create_dir_all(&path).map_err(|error| failed(&error))?;
    let path = path.canonicalize().map_err(|error| failed(&error))?;
    Ok(path.join("module.wasm"))
}

fn failed(error: &std::io::Error) -> Error {
    Error::Compiler {
        program: "asc".to_owned(),
        output: error.to_string(),
    }
}
