//! Bytes by their digest, and where they come from.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plugwright_manifest::Digest;
use sha2::{Digest as _, Sha256};

/// The name of some bytes: their digest and their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blob {
    /// SHA-256 of the bytes.
    pub digest: Digest,
    /// How many they are.
    pub size: u64,
}

impl Blob {
    /// The name of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            digest: Digest::of(bytes),
            size: bytes.len() as u64,
        }
    }
}

/// Where bytes are that go into an archive. Large ones stay in their file until they are written.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory, once however many archives they are in.
    Bytes(Arc<Vec<u8>>),
    /// In a file, `size` bytes from `offset` on.
    File {
        /// The file.
        path: PathBuf,
        /// Where they begin.
        offset: u64,
        /// How many they are.
        size: u64,
    },
}

impl Content {
    /// All of the file at `path`, with its name: it is read once here to be hashed, and again when it is written.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(path: &Path) -> io::Result<(Blob, Self)> {
        let mut hashing = Hashing::new(File::open(path)?);
        let size = io::copy(&mut hashing, &mut io::sink())?;
        let blob = hashing.finish();
        let content = Self::File {
            path: path.to_owned(),
            offset: 0,
            size,
        };
        Ok((blob, content))
    }

    /// A reader of exactly these bytes, or of fewer if the file became shorter.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Self::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Self::File { path, offset, size } => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(*offset))?;
                Ok(Box::new(file.take(*size)))
            }
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Arc::new(bytes))
    }
}

/// A reader that names what passes through it.
pub(crate) struct Hashing<R> {
    inner: R,
    hash: Sha256,
    size: u64,
}

impl<R: Read> Hashing<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            hash: Sha256::new(),
            size: 0,
        }
    }

    /// The name of all that was read.
    pub(crate) fn finish(self) -> Blob {
        let digest: [u8; 32] = self.hash.finalize().into();
        Blob {
            digest: digest.into(),
            size: self.size,
        }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        self.size += count as u64;
        Ok(count)
    }
}
