//! The blobs of an archive, one after the other: from the source through the hash into the store.

use std::io::{Read, Write as _};

use plugwright_manifest::Digest;
use sha2::{Digest as _, Sha256};

use super::blob_entry;
use super::input::Input;
use super::layout::{Role, Roles};
use crate::{Blob, BlobStore, Entry, Error, Limits};

const CHUNK: usize = 64 * 1024;

pub(super) struct Blobs<'a, R, S> {
    pub(super) input: Input<R>,
    store: &'a mut S,
    limits: &'a Limits,
    roles: Roles,
    order: Vec<Blob>,
    buffer: Vec<u8>,
}

impl<'a, R: Read, S: BlobStore> Blobs<'a, R, S> {
    pub(super) fn new(source: R, limits: &'a Limits, store: &'a mut S) -> Self {
        Self {
            input: Input::new(source, limits),
            store,
            limits,
            roles: Roles::default(),
            order: Vec::new(),
            buffer: vec![0; CHUNK],
        }
    }

    /// The blobs that were read, in the order in which they came.
    pub(super) fn order(&self) -> &[Blob] {
        &self.order
    }

    /// All bytes of a document.
    pub(super) fn document(&mut self, blob: Blob) -> Result<Vec<u8>, Error> {
        Error::over("the size of a document", blob.size, self.limits.document)?;
        let mut bytes = Vec::new();
        self.read(blob, Role::Document, |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })?;
        Ok(bytes)
    }

    /// The entry of `blob`, unless it was there before. A wrong digest is told before whatever `look` finds in the wrong bytes.
    pub(super) fn read(
        &mut self,
        blob: Blob,
        role: Role,
        mut look: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if !self.roles.is_new(blob, role)? {
            return Ok(());
        }
        let name = blob_entry(blob.digest);
        self.input.header(&name, blob.size)?;
        let entry = Entry {
            blob,
            offset: self.input.position(),
        };
        let mut sink = self.store.begin(&entry).map_err(Error::Store)?;
        let mut looked = Ok(());
        let found = self.bytes(&name, blob.size, |part| {
            if looked.is_ok() {
                looked = look(part);
            }
            sink.write_all(part).map_err(Error::Store)
        })?;
        if found != blob.digest {
            return Err(Error::Digest {
                expected: blob.digest,
                found,
            });
        }
        looked?;
        self.input.padding(&name, blob.size)?;
        self.store.commit(&entry, sink).map_err(Error::Store)?;
        self.order.push(blob);
        Ok(())
    }

    /// Passes on the next `size` bytes, and returns their digest.
    fn bytes(
        &mut self,
        entry: &str,
        size: u64,
        mut each: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<Digest, Error> {
        let mut hash = Sha256::new();
        let mut left = size;
        while left > 0 {
            let most = usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK));
            let buffer = self.buffer.get_mut(..most).unwrap_or_default();
            let count = self.input.some(buffer, entry)?;
            let part = buffer.get(..count).unwrap_or_default();
            left -= count as u64;
            hash.update(part);
            each(part)?;
        }
        Ok(Digest::from(<[u8; 32]>::from(hash.finalize())))
    }
}
