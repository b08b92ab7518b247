//! Where the blobs of a package go while it is read. The reader decides what a blob is called; a package has no say.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Blob;

/// A blob in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, which the bytes that follow have to match.
    pub blob: Blob,
    /// Where its bytes begin in the archive.
    pub offset: u64,
}

/// A place for blobs.
///
/// Bytes are written as they stream past, before their digest is known. Only [`BlobStore::commit`] says that they are those
/// that the package names; a sink that is dropped without it is to be thrown away.
pub trait BlobStore {
    /// What the bytes of one blob are written to.
    type Sink: Write;

    /// Makes place for a blob.
    ///
    /// # Errors
    /// When there is none.
    fn begin(&mut self, entry: &Entry) -> io::Result<Self::Sink>;

    /// Keeps a blob: its bytes are complete and match its digest.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn commit(&mut self, entry: &Entry, sink: Self::Sink) -> io::Result<()>;
}

/// Keeps nothing: for reading what a package is, and for checking that it is whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard;

impl BlobStore for Discard {
    type Sink = io::Sink;

    fn begin(&mut self, _: &Entry) -> io::Result<io::Sink> {
        Ok(io::sink())
    }

    fn commit(&mut self, _: &Entry, _: io::Sink) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps blobs in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(HashMap<Blob, Vec<u8>>);

impl MemoryStore {
    /// The bytes of `blob`, if they were read.
    pub fn get(&self, blob: Blob) -> Option<&[u8]> {
        self.0.get(&blob).map(Vec::as_slice)
    }
}

impl BlobStore for MemoryStore {
    type Sink = Vec<u8>;

    fn begin(&mut self, _: &Entry) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn commit(&mut self, entry: &Entry, sink: Vec<u8>) -> io::Result<()> {
        self.0.insert(entry.blob, sink);
        Ok(())
    }
}

/// Keeps each blob as a file in a folder of its own. The file's name is the digest in hexadecimal digits.
///
/// Until [`FolderStore::keep`] the folder is provisional: dropping the store removes it with all that is in it, so that a
/// package that is refused at its last byte leaves nothing behind.
#[derive(Debug)]
pub struct FolderStore {
    folder: PathBuf,
    kept: bool,
}

impl FolderStore {
    /// Makes the folder.
    ///
    /// # Errors
    /// When it exists already, or cannot be made.
    pub fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            kept: false,
        })
    }

    /// The file of `blob`.
    pub fn path(&self, blob: Blob) -> PathBuf {
        self.folder.join(hex(blob))
    }

    /// Leaves the folder where it is.
    pub fn keep(mut self) -> PathBuf {
        self.kept = true;
        self.folder.clone()
    }

    fn unfinished(&self, blob: Blob) -> PathBuf {
        self.folder.join(format!("{}.part", hex(blob)))
    }
}

impl BlobStore for FolderStore {
    type Sink = File;

    fn begin(&mut self, entry: &Entry) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(self.unfinished(entry.blob))
    }

    fn commit(&mut self, entry: &Entry, sink: File) -> io::Result<()> {
        sink.sync_all()?;
        fs::rename(self.unfinished(entry.blob), self.path(entry.blob))
    }
}

impl Drop for FolderStore {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing better can be done about a folder that cannot be removed.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn hex(blob: Blob) -> String {
    let text = blob.digest.to_string();
    text.strip_prefix("sha256:").unwrap_or(&text).to_owned()
}
