//! The guests that every contender runs, built from one source.

use anyhow::{Context as _, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
use wit_component::ComponentEncoder;

/// The same workloads as a component, as a component with a heap in its initial memory, and for Extism.
pub struct Guests {
    pub component: Vec<u8>,
    pub component_heap: Vec<u8>,
    pub extism: Vec<u8>,
    /// Components with an interpreter inside, by language, of those that were built.
    pub interpreted: Vec<(String, Vec<u8>)>,
}

/// Names the folder where the components of other languages are, which `cargo xtask bench` builds.
const FOLDER_VARIABLE: &str = "PLUGWRIGHT_BENCH_GUESTS";

impl Guests {
    /// Builds what is not built.
    pub fn build() -> Result<Self> {
        let target = "wasm32-unknown-unknown";
        cargo(&["build", "--release", "--target", target])?;
        let out = guests().join("target").join(target).join("release");
        let read = |name: &str| std::fs::read(out.join(name)).context("a built guest");
        let (plain, extism) = (read("guest_component.wasm")?, read("guest_extism.wasm")?);
        // The feature makes another module of the same name, so it goes to a folder of its own.
        cargo(&[
            "rustc", "--release", "--target", target, "-p", "guest-component", "--features", "initial-heap",
            "--target-dir", "target/heap", "--", "-C", "link-arg=--initial-heap=1048576",
        ])?;
        let heap = guests().join("target/heap").join(target).join("release/guest_component.wasm");
        Ok(Self {
            component: encode(&plain)?,
            component_heap: encode(&std::fs::read(heap).context("a built guest")?)?,
            extism,
            interpreted: interpreted()?,
        })
    }
}

/// Where the echoes in all languages are, which `cargo xtask bench` builds.
pub fn echoes() -> Option<PathBuf> {
    std::env::var_os(FOLDER_VARIABLE).map(|folder| Path::new(&folder).join("echo"))
}

fn interpreted() -> Result<Vec<(String, Vec<u8>)>> {
    let Some(folder) = std::env::var_os(FOLDER_VARIABLE) else {
        println!("{FOLDER_VARIABLE} is not set, so there are no rows of other languages; `cargo xtask bench` sets it");
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).context("the folder of the guests cannot be read")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            found.push((language, std::fs::read(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

/// The same plugin with other bytes: a custom section with a number makes it distinct.
pub fn numbered(wasm: &[u8], number: u32) -> Vec<u8> {
    let mut wasm = wasm.to_vec();
    wasm.extend([0, 8, 3]);
    wasm.extend(b"num");
    wasm.extend(number.to_le_bytes());
    wasm
}

fn guests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("guests")
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("cargo");
    // What was set for this program's own build is not meant for the guests.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR"] {
        command.env_remove(name);
    }
    let status = command.args(arguments).current_dir(guests()).status().context("cargo does not start")?;
    ensure!(status.success(), "the guests do not build; `rustup target add wasm32-unknown-unknown` may help");
    Ok(())
}

fn encode(module: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default().module(module)?.validate(true).encode()
}
