//! The folder of an author's keys.
//!
//! A key `NAME` is `NAME.key` (the encrypted private key, for the owner alone) and `NAME.pub` (the public key in PEM). What became of it stands
//! beside it in statements that the key signed itself: `NAME.rotation.sigstore.json`, `NAME.revocation.sigstore.json`. Nothing is ever overwritten.

use std::path::{Path, PathBuf};

use plugwright_manifest::{Label, Slug};

use super::{KeyId, Passphrase, PrivateKey, PublicKey, secret_file};
use crate::{
    Error, Timestamp,
    bundle::Bundle,
    limits::KEY_FILE_BYTES,
    signature::Trust,
    statement::{Revocation, Rotation},
};

const PRIVATE: &str = "key";
const PUBLIC: &str = "pub";
const ROTATION: &str = "rotation.sigstore.json";
const REVOCATION: &str = "revocation.sigstore.json";

/// The keys in a folder that only their owner can write.
#[derive(Debug)]
pub struct KeyStore {
    folder: PathBuf,
}

/// A key as the folder has it, without its private half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Its name, which is this folder's only.
    pub name: Slug,
    /// The public key.
    pub public: PublicKey,
    /// What became of it.
    pub state: KeyState,
}

/// What became of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyState {
    /// It signs.
    Active,
    /// It handed over to another key, and does not sign any more.
    Succeeded(KeyId),
    /// It must not be trusted any more.
    Revoked(Timestamp),
}

impl KeyStore {
    /// The keys in `folder`, which is made for the owner alone if it is missing.
    ///
    /// # Errors
    /// [`Error::KeyPermissions`] when others may write into it.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        secret_file::private_folder(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Makes a key and keeps it under `passphrase`.
    ///
    /// # Errors
    /// [`Error::KeyExists`] when the name is taken, [`Error::Passphrase`] for a passphrase that is too short.
    pub fn create(&self, name: &Slug, passphrase: &Passphrase) -> Result<StoredKey, Error> {
        let key = PrivateKey::generate()?;
        self.keep(name, &key, passphrase)
    }

    fn keep(
        &self,
        name: &Slug,
        key: &PrivateKey,
        passphrase: &Passphrase,
    ) -> Result<StoredKey, Error> {
        let public = self.path(name, PUBLIC);
        if public.exists() {
            return Err(Error::KeyExists { path: public });
        }
        let pem = key.to_encrypted_pem(passphrase)?;
        secret_file::create(&self.path(name, PRIVATE), &pem)?;
        secret_file::create_public(&public, &key.public().to_pem())?;
        Ok(StoredKey {
            name: name.clone(),
            public: *key.public(),
            state: KeyState::Active,
        })
    }

    /// All keys, by name.
    ///
    /// # Errors
    /// [`Error::KeyIo`] when the folder cannot be read; the errors of [`find`](Self::find).
    pub fn list(&self) -> Result<Vec<StoredKey>, Error> {
        let io = |source| secret_file::io_error(&self.folder, source);
        let mut names = Vec::new();
        for entry in self.folder.read_dir().map_err(io)? {
            let file = entry.map_err(io)?.file_name();
            let stem = file.to_str().and_then(|file| file.strip_suffix(".pub"));
            names.extend(stem.and_then(|stem| stem.parse::<Slug>().ok()));
        }
        names.sort();
        names.iter().map(|name| self.find(name)).collect()
    }

    /// A key by its name, with what became of it.
    ///
    /// # Errors
    /// [`Error::KeyUnknown`] for no such name; [`Error::KeyStatement`] when a statement beside it is not by the key.
    pub fn find(&self, name: &Slug) -> Result<StoredKey, Error> {
        let path = self.path(name, PUBLIC);
        if !path.exists() {
            return Err(Error::KeyUnknown {
                name: name.as_str().to_owned(),
            });
        }
        let public: PublicKey = secret_file::read_public(&path, KEY_FILE_BYTES)?.parse()?;
        let state = self.state(name, public)?;
        Ok(StoredKey {
            name: name.clone(),
            public,
            state,
        })
    }

    /// The statement that revokes a key, or hands over to another, if there is one.
    ///
    /// # Errors
    /// [`Error::Bundle`] for a file that is none.
    pub fn statements(&self, name: &Slug) -> Result<Vec<Bundle>, Error> {
        let bundles = [ROTATION, REVOCATION].map(|kind| self.statement(name, kind));
        bundles.into_iter().filter_map(Result::transpose).collect()
    }

    fn statement(&self, name: &Slug, kind: &str) -> Result<Option<Bundle>, Error> {
        let path = self.path(name, kind);
        if !path.exists() {
            return Ok(None);
        }
        let text = secret_file::read_public(&path, KEY_FILE_BYTES)?;
        Bundle::parse(text.as_bytes()).map(Some)
    }

    fn state(&self, name: &Slug, public: PublicKey) -> Result<KeyState, Error> {
        let mut own = Trust::nobody();
        own.key(public)?;
        if let Some(bundle) = self.statement(name, REVOCATION)? {
            return Ok(KeyState::Revoked(own.revoke(&bundle)?.since));
        }
        if let Some(bundle) = self.statement(name, ROTATION)? {
            return Ok(KeyState::Succeeded(own.succeed(&bundle)?.new.id()));
        }
        Ok(KeyState::Active)
    }

    /// Opens a key that may sign.
    ///
    /// # Errors
    /// [`Error::KeyRetired`] for a key that was revoked or has a successor, [`Error::KeyPassphrase`] for a wrong passphrase,
    /// [`Error::KeyPermissions`] when others may read the file.
    pub fn unlock(&self, name: &Slug, passphrase: &Passphrase) -> Result<PrivateKey, Error> {
        let stored = self.find(name)?;
        let retired = |problem| Error::KeyRetired {
            name: name.as_str().to_owned(),
            problem,
        };
        match stored.state {
            KeyState::Active => self.open_private(&stored, passphrase),
            KeyState::Succeeded(_) => Err(retired("has a successor; sign with that")),
            KeyState::Revoked(_) => Err(retired("was revoked; make a new one")),
        }
    }

    fn open_private(
        &self,
        stored: &StoredKey,
        passphrase: &Passphrase,
    ) -> Result<PrivateKey, Error> {
        let text = secret_file::read(&self.path(&stored.name, PRIVATE), KEY_FILE_BYTES)?;
        let key = PrivateKey::from_encrypted_pem(&text, passphrase)?;
        if *key.public() != stored.public {
            let problem = "it is not the other half of the public key beside it";
            return Err(Error::PrivateKey { problem });
        }
        Ok(key)
    }

    /// Hands over from `old` to a new key `name`. The statement about it, signed by the old key, is kept beside the old key.
    ///
    /// # Errors
    /// Those of [`unlock`](Self::unlock) and [`create`](Self::create). If writing stops in the middle, the new key exists and the old one still signs.
    pub fn rotate(
        &self,
        old: &Slug,
        passphrase: &Passphrase,
        name: &Slug,
        new_passphrase: &Passphrase,
        time: Timestamp,
    ) -> Result<StoredKey, Error> {
        let key = self.unlock(old, passphrase)?;
        let new = self.create(name, new_passphrase)?;
        let rotation = Rotation {
            old: *key.public(),
            new: new.public,
            time,
        };
        self.write(
            old,
            ROTATION,
            &Bundle::sign(&rotation.to_statement()?, &key)?,
        )?;
        Ok(new)
    }

    /// Revokes a key as of `since`. A key with a successor can be revoked too.
    ///
    /// # Errors
    /// [`Error::KeyRetired`] when it was revoked before; those of [`unlock`](Self::unlock).
    pub fn revoke(
        &self,
        name: &Slug,
        passphrase: &Passphrase,
        since: Timestamp,
        reason: Label,
    ) -> Result<Bundle, Error> {
        let stored = self.find(name)?;
        if matches!(stored.state, KeyState::Revoked(_)) {
            return Err(Error::KeyRetired {
                name: name.as_str().to_owned(),
                problem: "was revoked before",
            });
        }
        let key = self.open_private(&stored, passphrase)?;
        let revocation = Revocation {
            key: key.public().id(),
            since,
            reason,
        };
        let bundle = Bundle::sign(&revocation.to_statement()?, &key)?;
        self.write(name, REVOCATION, &bundle)?;
        Ok(bundle)
    }

    fn write(&self, name: &Slug, kind: &str, bundle: &Bundle) -> Result<(), Error> {
        secret_file::create_public(&self.path(name, kind), &(bundle.to_json() + "\n"))
    }

    fn path(&self, name: &Slug, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", name.as_str()))
    }
}

#[cfg(test)]
mod tests;
