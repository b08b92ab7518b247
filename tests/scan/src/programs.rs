//! Small programs in Rust, compiled to WebAssembly at every level of optimisation: the same source is quite another program
//! when its loops are unrolled, and a scan has to recognise all of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::module;

/// The levels of optimisation that published plugins are built with; `0` is what a developer runs.
pub const LEVELS: [&str; 5] = ["1", "2", "3", "s", "z"];

/// A program in the folder `programs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program(&'static str);

impl Program {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

/// Programs that search for a proof of work.
pub fn miners() -> [Program; 4] {
    [
        "mine_sha256d",
        "mine_midstate",
        "mine_keccak",
        "mine_blake2s",
    ]
    .map(Program)
}

/// Programs that hash and do not mine.
pub fn hashers() -> [Program; 4] {
    ["hash_files", "hash_password", "hash_stream", "hash_tree"].map(Program)
}

/// The component that a program is at one level of optimisation.
pub fn compiled(program: Program, level: &str) -> Vec<u8> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("programs")
        .join(format!("{}.rs", program.0));
    let out = folder().join(format!("{}-{level}.wasm", program.0));
    let compiler = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "cdylib",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args([
            "-A",
            "warnings",
            "-C",
            "panic=abort",
            "-C",
            "strip=debuginfo",
        ])
        .arg(format!("-Copt-level={level}"))
        .arg(&source)
        .arg("-o")
        .arg(&out)
        .output()
        .unwrap();
    let problem = String::from_utf8_lossy(&compiler.stderr);
    assert!(
        compiler.status.success(),
        "{}: {problem}; the target comes with `rustup target add wasm32-unknown-unknown`",
        source.display()
    );
    module(&std::fs::read(out).unwrap())
}

/// Of this process alone: tests run at the same time.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("plugwright-scan-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
