//! Trust that an operator keeps in files: public keys, and what those keys said of themselves.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use super::Trust;
use crate::{
    Error,
    bundle::{Bundle, parse_bundles},
    keys::PublicKey,
    limits::{BUNDLE_SET_BYTES, KEY_FILE_BYTES},
    statement::Predicate,
};

/// A list of all keys that can be trusted at once is smaller than this.
const KEYS_BYTES: usize = 4 * KEY_FILE_BYTES;

/// What is read from files before any of it is believed.
#[derive(Debug, Default)]
pub struct TrustFiles {
    keys: Vec<PublicKey>,
    statements: Vec<Bundle>,
}

impl TrustFiles {
    /// Reads a folder with public keys (`*.pub`) and statements about them (`*.sigstore.json`), or one file: a key in PEM, keys one
    /// to a line, or statements.
    ///
    /// # Errors
    /// [`Error::KeyIo`] for what cannot be read, [`Error::PublicKey`] for what is no key, [`Error::Bundle`] for what is no statement.
    pub fn read(&mut self, path: &Path) -> Result<(), Error> {
        if !path.is_dir() {
            return self.read_file(path);
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(path).map_err(|source| cannot(path, source))? {
            files.push(entry.map_err(|source| cannot(path, source))?.path());
        }
        files.sort();
        let relevant = |file: &&PathBuf| ends(file, ".sigstore.json") || ends(file, ".pub");
        files
            .iter()
            .filter(relevant)
            .try_for_each(|file| self.read_file(file))
    }

    /// Trusts the keys, then believes of the statements those that are by a trusted key about itself. Answers with why the others are
    /// ignored.
    ///
    /// # Errors
    /// [`Error::TooManyKeys`].
    pub fn apply(self, trust: &mut Trust) -> Result<Vec<String>, Error> {
        for key in self.keys {
            trust.key(key)?;
        }
        Ok(believe(trust, self.statements))
    }

    fn read_file(&mut self, path: &Path) -> Result<(), Error> {
        if is_statement(path) {
            let bytes = bounded(path, BUNDLE_SET_BYTES)?;
            self.statements.extend(parse_bundles(&bytes)?);
            return Ok(());
        }
        let bytes = bounded(path, KEYS_BYTES)?;
        if bytes.len() > KEYS_BYTES {
            let problem = "the file is too large for a file of keys";
            return Err(Error::PublicKey { problem });
        }
        let text = String::from_utf8(bytes).map_err(|_| Error::PublicKey {
            problem: "the file is not text",
        })?;
        if text.trim_start().starts_with("-----BEGIN") {
            self.keys.push(text.parse()?);
            return Ok(());
        }
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            // What stands behind a key is for people.
            let key = line.split_whitespace().next().unwrap_or_default();
            self.keys.push(key.parse()?);
        }
        Ok(())
    }
}

/// Successors first, each after the one before it; then revocations, which may be about successors.
fn believe(trust: &mut Trust, statements: Vec<Bundle>) -> Vec<String> {
    let (revocations, mut rotations): (Vec<_>, Vec<_>) =
        statements.into_iter().partition(is_revocation);
    loop {
        let before = rotations.len();
        rotations.retain(|bundle| trust.succeed(bundle).is_err());
        if rotations.len() == before {
            break;
        }
    }
    let mut ignored = Vec::new();
    for bundle in &rotations {
        ignored.extend(trust.succeed(bundle).err());
    }
    for bundle in &revocations {
        ignored.extend(trust.revoke(bundle).err());
    }
    ignored.iter().map(ToString::to_string).collect()
}

fn is_revocation(bundle: &Bundle) -> bool {
    let predicate = bundle
        .statement()
        .and_then(|statement| statement.predicate());
    matches!(predicate, Ok(Predicate::Revocation(_)))
}

fn is_statement(file: &Path) -> bool {
    ends(file, ".json")
}

fn ends(file: &Path, ending: &str) -> bool {
    file.to_str().is_some_and(|name| name.ends_with(ending))
}

/// The bytes of a file, or one more than `most`.
fn bounded(path: &Path, most: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes))
        .map_err(|source| cannot(path, source))?;
    Ok(bytes)
}

fn cannot(path: &Path, source: std::io::Error) -> Error {
    Error::KeyIo {
        path: path.to_owned(),
        source,
    }
}
