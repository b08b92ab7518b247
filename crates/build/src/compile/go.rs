//! Go, with TinyGo.
//!
//! The target is WebAssembly without a system: a plugin then asks its host for what its world says, and for nothing else.

use std::fs;

use wit_component::StringEncoding;

use super::{Compile, program};
use crate::Error;

/// How every plugin is compiled: a collector that knows what is a pointer, no goroutines, and a stack for real work.
const OPTIONS: &[&str] = &[
    "-target=wasm-unknown",
    "-gc=precise",
    "-scheduler=none",
    "-stack-size=64KB",
    "-opt=2",
    "-no-debug",
];

pub(super) fn compile(project: Compile<'_>) -> Result<Vec<u8>, Error> {
    let module = project.scratch.join("plugin.wasm");
    program::run(
        project
            .compiler("tinygo")
            .arg("build")
            .args(OPTIONS)
            .arg("-o")
            .arg(&module)
            .arg("."),
    )?;
    let module = fs::read(&module).map_err(|error| Error::Compiler {
        program: "tinygo".to_owned(),
        output: format!("its output cannot be read: {error}"),
    })?;
    project.component(module, StringEncoding::UTF8)
}
