//! Guests in Rust: packages of the workspace.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use cargo_metadata::PackageId;
use plugwright_build::Target;

use crate::{process, toolchain::Compiler, workspace::Workspace};

/// A package that is compiled to a component.
#[derive(Debug, Clone)]
pub(crate) struct RustGuest {
    /// The name of its package.
    pub(crate) package: String,
    /// The package as cargo knows it.
    pub(crate) id: PackageId,
    /// The compiler's target.
    pub(crate) target: Target,
    /// The name of the WebAssembly file that the compiler writes.
    pub(crate) artifact: String,
    /// Whether it also makes a library of Rust, so that its tests run natively.
    pub(crate) is_native: bool,
}

impl RustGuest {
    /// The module or component that cargo makes of it; what cargo says goes into the log `name`.
    ///
    /// # Errors
    /// When it does not compile.
    pub(super) fn compile(
        &self,
        name: &str,
        workspace: &Workspace,
        compiler: &Compiler,
    ) -> Result<Vec<u8>> {
        let output = workspace.guests_folder().join("build");
        let mut cargo = compiler.command("cargo");
        cargo
            .args(["build", "--profile", "guest", "--package", &self.package])
            .args(["--target", self.target.triple()])
            .arg("--target-dir")
            .arg(&output)
            .current_dir(workspace.root());
        let log: PathBuf = workspace.guests_folder().join("log").join(name);
        process::run_logged(&mut cargo, &log)?;
        let file = output
            .join(self.target.triple())
            .join("guest")
            .join(&self.artifact);
        fs::read(&file).with_context(|| format!("cargo did not write {}", file.display()))
    }
}
