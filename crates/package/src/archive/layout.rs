//! The entries of an archive, one after the other.

use std::collections::HashMap;

use plugwright_manifest::Digest;

use crate::oci::MediaType;
use crate::{Attachment, Blob, Error, FileSet, PackageInfo};

/// The index, and the blobs in the order in which they follow it. No blob is there twice.
pub(super) struct Layout {
    pub(super) index: Vec<u8>,
    pub(super) blobs: Vec<(Blob, Source)>,
    roles: Roles,
}

/// Where the bytes of a blob come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// They are derived.
    Document(Vec<u8>),
    /// They are the content of the packages.
    Given,
}

/// What a blob is taken for. Bytes that are taken for two things would be read once and trusted twice, so each has one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It names others, or describes a component.
    Document,
    /// It is what runs.
    Component,
    /// A file, an attachment, or the empty configuration: nothing here looks into it.
    Opaque,
}

/// The roles of the blobs so far.
#[derive(Default)]
pub(super) struct Roles(HashMap<Digest, (u64, Role)>);

impl Roles {
    /// Notes that `blob` comes next, in this role. False if it came before, in the same role.
    pub(super) fn is_new(&mut self, blob: Blob, role: Role) -> Result<bool, Error> {
        match self.0.insert(blob.digest, (blob.size, role)) {
            None => Ok(true),
            Some((size, Role::Opaque)) if role == Role::Opaque && size == blob.size => Ok(false),
            Some(_) => Err(Error::Document {
                document: "index",
                problem: format!("{} stands for two things", blob.digest),
            }),
        }
    }
}

impl Layout {
    pub(super) fn new(index: Vec<u8>) -> Self {
        Self {
            index,
            blobs: Vec::new(),
            roles: Roles::default(),
        }
    }

    pub(super) fn package(&mut self, package: &PackageInfo) -> Result<(), Error> {
        let documents = package.documents();
        self.document(documents.manifest)?;
        self.document(documents.config)?;
        self.push(package.component(), Role::Component, Source::Given)
    }

    pub(super) fn files(&mut self, files: &FileSet, artifact_type: MediaType) -> Result<(), Error> {
        self.document(files.manifest(artifact_type))?;
        self.empty()?;
        files
            .iter()
            .try_for_each(|(_, blob)| self.push(*blob, Role::Opaque, Source::Given))
    }

    pub(super) fn attachment(&mut self, attachment: &Attachment) -> Result<(), Error> {
        self.document(attachment.document())?;
        self.empty()?;
        self.push(attachment.content, Role::Opaque, Source::Given)
    }

    pub(super) fn document(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        let blob = Blob::of(&bytes);
        self.push(blob, Role::Document, Source::Document(bytes))
    }

    fn empty(&mut self) -> Result<(), Error> {
        let source = Source::Document(b"{}".to_vec());
        self.push(Blob::of(b"{}"), Role::Opaque, source)
    }

    fn push(&mut self, blob: Blob, role: Role, source: Source) -> Result<(), Error> {
        if self.roles.is_new(blob, role)? {
            self.blobs.push((blob, source));
        }
        Ok(())
    }
}
