//! The plugins of this repository, as `cargo xtask guests` built them.

use std::path::{Path, PathBuf};

/// A built plugin.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The name of its file.
    pub name: String,
    /// Its component.
    pub bytes: Vec<u8>,
}

/// All built plugins, by name.
pub fn guests() -> Vec<Guest> {
    let folder = folder();
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; build the guests with `cargo xtask guests` or run `cargo xtask test`",
            folder.display()
        )
    });
    let files = entries.map(|entry| entry.unwrap().path());
    let components = files.filter(|file| {
        file.extension()
            .is_some_and(|extension| extension == "wasm")
    });
    let mut guests: Vec<Guest> = components.map(|file| read(&file)).collect();
    guests.sort_by(|a, b| a.name.cmp(&b.name));
    guests
}

fn read(file: &Path) -> Guest {
    Guest {
        name: file.file_stem().unwrap().to_string_lossy().into_owned(),
        bytes: std::fs::read(file).unwrap(),
    }
}

fn folder() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/guests/components");
    std::env::var_os("PLUGWRIGHT_GUESTS").map_or(built, PathBuf::from)
}
