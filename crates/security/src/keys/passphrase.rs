//! What opens a private key.

use std::{fmt, path::Path};

use zeroize::Zeroizing;

use super::secret_file;
use crate::{
    Error,
    limits::{PASSPHRASE_BYTES, PASSPHRASE_CHARS},
};

/// A passphrase. It is wiped from memory when it is dropped, and nothing shows it.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase that opens a key which exists.
    ///
    /// # Errors
    /// [`Error::Passphrase`] when it is empty or longer than [`PASSPHRASE_BYTES`].
    pub fn new(text: Zeroizing<String>) -> Result<Self, Error> {
        if text.is_empty() || text.len() > PASSPHRASE_BYTES {
            let problem = "it is empty, or has more than 1024 bytes";
            return Err(Error::Passphrase { problem });
        }
        Ok(Self(text))
    }

    /// Reads the first line of a file that nobody else can read, for machines without a terminal.
    ///
    /// # Errors
    /// [`Error::KeyPermissions`] when others may read it, [`Error::KeyIo`] when it cannot be read.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let text = secret_file::read(path, PASSPHRASE_BYTES + 2)?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains('\n') {
            let problem = "its file has more than one line";
            return Err(Error::Passphrase { problem });
        }
        Self::new(Zeroizing::new(line.to_owned()))
    }

    /// Whether it may lock a new key.
    ///
    /// # Errors
    /// [`Error::Passphrase`] when it is shorter than [`PASSPHRASE_CHARS`] characters.
    pub(super) fn check_new(&self) -> Result<(), Error> {
        if self.0.chars().count() < PASSPHRASE_CHARS {
            let problem =
                "a new key needs one of at least 12 characters; a few random words are good";
            return Err(Error::Passphrase { problem });
        }
        Ok(())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
