//! The files of a folder, and which of them are ready to be read.

use super::look::Look;
use super::settle::{Settling, Step};
use plugwright_manifest::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A folder is for the plugins that somebody develops: more files than this are somebody's mistake.
const FILES: usize = 1_000;

/// A folder, and what is known of its files.
pub(super) struct Folder {
    path: PathBuf,
    quiet: Duration,
    largest: u64,
    files: BTreeMap<String, Settling>,
}

/// What a look at the folder found.
#[derive(Default)]
pub(super) struct Found {
    /// Files that were read.
    pub(super) read: Vec<(String, io::Result<ReadFile>)>,
    /// Files that have not looked the same for long enough.
    pub(super) changing: Vec<String>,
    /// Files that are not there any more.
    pub(super) gone: Vec<String>,
    /// When to look again because a file has just changed.
    pub(super) look_again: Option<Duration>,
}

/// The content of a file.
pub(super) struct ReadFile {
    pub(super) bytes: Arc<[u8]>,
    pub(super) digest: Digest,
}

impl Folder {
    pub(super) fn new(path: PathBuf, quiet: Duration, largest: u64) -> Self {
        Self {
            path,
            quiet,
            largest,
            files: BTreeMap::new(),
        }
    }

    /// Looks at every file. Links are followed: what they point to counts.
    pub(super) fn look(&mut self, now: Instant) -> Found {
        let mut found = Found::default();
        let Ok(names) = self.names() else {
            // Gone, unmounted or not readable: what runs goes on, and the next look may see it again.
            return found;
        };
        let known: Vec<String> = self.files.keys().cloned().collect();
        found.gone = known
            .into_iter()
            .filter(|name| !names.contains(name))
            .collect();
        for name in &found.gone {
            self.files.remove(name);
        }
        for name in names {
            self.look_at(name, now, &mut found);
        }
        found
    }

    fn look_at(&mut self, name: String, now: Instant, found: &mut Found) {
        let path = self.path.join(&name);
        let settling = self.files.entry(name.clone()).or_default();
        match settling.look(now, looks(&path), self.quiet) {
            Step::Rest => {}
            Step::LookAgain(wait) => {
                found.changing.push(name);
                found.look_again = Some(found.look_again.map_or(wait, |known| known.min(wait)));
            }
            Step::Read => match read(&path, self.largest) {
                Ok(Some(file)) => found.read.push((name, Ok(file))),
                Ok(None) => {
                    settling.read_again();
                    found.look_again = Some(self.quiet);
                }
                Err(error) => found.read.push((name, Err(error))),
            },
        }
    }

    /// Takes a file as if it had just changed.
    pub(super) fn read_again(&mut self, name: &str) {
        if let Some(settling) = self.files.get_mut(name) {
            settling.read_again();
        }
    }

    /// Components by their extension; hidden files are editors' own.
    fn names(&self) -> io::Result<BTreeSet<String>> {
        let entries = fs::read_dir(&self.path)?;
        let names = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.') && has_extension(name));
        Ok(names.take(FILES).collect())
    }
}

fn has_extension(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "wasm")
}

fn looks(path: &Path) -> Option<Look> {
    let metadata = fs::metadata(path).ok()?;
    metadata.is_file().then(|| Look::of(&metadata))
}

/// Reads from one open file, so that what is read is one file whatever is renamed meanwhile; nothing if it changed under the
/// reader.
fn read(path: &Path, largest: u64) -> io::Result<Option<ReadFile>> {
    let mut file = fs::File::open(path)?;
    let before = Look::of(&file.metadata()?);
    let mut bytes = Vec::new();
    file.by_ref().take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        let message = format!("it is larger than {largest} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    let unchanged = Look::of(&file.metadata()?) == before && looks(path) == Some(before);
    Ok(unchanged.then(|| ReadFile {
        digest: Digest::of(&bytes),
        bytes: bytes.into(),
    }))
}
