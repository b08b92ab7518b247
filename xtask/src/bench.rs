//! `cargo xtask bench`: the measurements live in a workspace of their own, whose dependencies (other engines among
//! them) nobody else should have to build.
//!
//! It builds its guests in Rust itself. Those with an interpreter inside need other compilers and take long to make, so they
//! are built here and only when what they are made from has changed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{
    exit::Verdict,
    guest,
    key::Key,
    process, progress,
    toolchain::{self, Compiler},
    workspace::Workspace,
};

/// Names the folder of the components that are built here.
const FOLDER_VARIABLE: &str = "PLUGWRIGHT_BENCH_GUESTS";

/// The WIT of those guests, beside their folders.
const WIT: &str = "sum.wit";

/// Measure calls, loading and memory beside raw wasmtime and Extism.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// `[--json FILE] [--rounds N] [NAME…]`: a name selects the rows that begin with it, as `call.record` or `load`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// A guest in a language that brings its interpreter along.
struct Interpreted {
    language: &'static str,
    source: &'static str,
    /// The compiler and its arguments, run in the folder of the source; the component's path comes last.
    argv: &'static [&'static str],
}

const INTERPRETED: [Interpreted; 2] = [
    Interpreted {
        language: "python",
        source: "app.py",
        argv: &[
            "componentize-py",
            "-q",
            "-d",
            "../sum.wit",
            "-w",
            "sum",
            "componentize",
            "app",
            "--stub-wasi",
            "-o",
        ],
    },
    Interpreted {
        language: "javascript",
        source: "app.js",
        argv: &[
            "jco",
            "componentize",
            "app.js",
            "--wit",
            "../sum.wit",
            "--world-name",
            "sum",
            "--disable",
            "all",
            "-o",
        ],
    },
];

/// Builds the guests, then runs the benchmark on them.
pub(crate) fn run(args: &BenchArgs) -> Result<Verdict> {
    let workspace = Workspace::read()?;
    toolchain::ensure("rust")?;
    let folder = workspace.guests_folder().join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    for guest in &INTERPRETED {
        guest.build(workspace.root(), &folder)?;
    }
    let echo = workspace.root().join("bench/guests/echo.wit");
    guest::build_echoes(&workspace, &echo, &folder.join("echo"))?;
    let status = Command::new("cargo")
        .args([
            "run",
            "--release",
            "--ignore-rust-version",
            "--manifest-path",
            "bench/Cargo.toml",
            "--",
        ])
        .args(&args.args)
        .current_dir(workspace.root())
        .env(FOLDER_VARIABLE, folder)
        .status()
        .context("cargo does not start")?;
    Ok(status.success().into())
}

impl Interpreted {
    fn build(&self, root: &Path, folder: &Path) -> Result<()> {
        let compiler = toolchain::ensure(self.language)?;
        let sources = root.join("bench/guests");
        let component = folder.join(format!("{}.wasm", self.language));
        let record = folder.join(format!("{}.fingerprint", self.language));
        let fingerprint = self.fingerprint(&sources, &compiler)?;
        let step = progress::step(format!("benchmark guest in {}", self.language));
        if component.is_file()
            && fs::read_to_string(&record).is_ok_and(|known| known == fingerprint)
        {
            step.in_place("unchanged");
            return Ok(());
        }
        self.compile(&sources, &component, &compiler)?;
        fs::write(&record, fingerprint)
            .with_context(|| format!("{} cannot be written", record.display()))?;
        step.done("built");
        Ok(())
    }

    /// What the component is made from: compiler, command, source and WIT.
    fn fingerprint(&self, sources: &Path, compiler: &Compiler) -> Result<String> {
        let mut key = Key::default();
        key.add(&compiler.version);
        for word in self.argv {
            key.add(word);
        }
        key.add_path(&sources.join(self.language).join(self.source))?
            .add_path(&sources.join(WIT))?;
        Ok(key.finish())
    }

    fn compile(&self, sources: &Path, component: &Path, compiler: &Compiler) -> Result<()> {
        let (program, arguments) = self.argv.split_first().context("an empty command")?;
        let mut command = compiler.command(program);
        command
            .args(arguments)
            .arg(component)
            .current_dir(sources.join(self.language));
        process::run_logged(&mut command, &log(component))
    }
}

fn log(component: &Path) -> PathBuf {
    component.with_extension("log")
}
