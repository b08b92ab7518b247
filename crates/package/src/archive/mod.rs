//! `.plug`: OCI artifacts in one file.
//!
//! The file is an uncompressed tar archive of an [OCI image layout](https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md),
//! so that any tool of that world reads it. Ours reads only what ours writes: the bytes of an archive are a function of its
//! content, and each byte is either hashed or compared with the one that would have been written.

mod blobs;
mod contents;
mod header;
mod input;
mod layout;
mod read;
mod write;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use plugwright_manifest::Digest;

pub use contents::{ArchiveKind, Contents};
pub use read::read;

use crate::{
    Attachment, AttachmentKind, Blob, BlobStore, Content, Entry, Error, Files, Limits, Package,
    PackageInfo,
};
use contents::{Packages, Root};

/// The ending of an archive's name.
pub const EXTENSION: &str = "plug";

/// The bytes that every archive begins with.
pub const MAGIC: &[u8] = b"oci-layout\0";

const MARKER_ENTRY: &str = "oci-layout";
const INDEX_ENTRY: &str = "index.json";

fn blob_entry(digest: Digest) -> String {
    format!("blobs/{}", digest.to_string().replace(':', "/"))
}

/// An archive, with where the bytes of its blobs are.
#[derive(Clone, Debug)]
pub struct Archive {
    contents: Contents,
    sources: HashMap<Blob, Content>,
}

impl Archive {
    /// The archive of one plugin.
    ///
    /// # Errors
    /// [`Error::Limit`]; [`Error::Document`] if two parts of it have the same bytes and cannot share them.
    pub fn plugin(package: Package, limits: &Limits) -> Result<Self, Error> {
        let assets = package.info.assets().zip(package.assets);
        let mut contents = Contents::new(Root::Plugin(Box::new(package.info)));
        contents.assets.extend(assets);
        Self {
            contents,
            sources: package.contents,
        }
        .within(limits)
    }

    /// The archive of all packages of `archives`, with what is attached to them.
    ///
    /// # Errors
    /// [`Error::Together`] if there is none, or one of them twice; otherwise as [`Archive::plugin`].
    pub fn bundle(archives: Vec<Self>, limits: &Limits) -> Result<Self, Error> {
        Self::join(archives, Root::Bundle)?.within(limits)
    }

    /// As [`Archive::bundle`], with what a registry says about the packages.
    ///
    /// # Errors
    /// As [`Archive::bundle`].
    pub fn kit(archives: Vec<Self>, metadata: Files, limits: &Limits) -> Result<Self, Error> {
        let Files { set, contents } = metadata;
        let mut kit = Self::join(archives, |packages| Root::Kit(packages, set))?;
        kit.sources.extend(contents);
        kit.within(limits)
    }

    /// Reads the archive in the file at `path`. Components, assets and attachments stay in the file.
    ///
    /// # Errors
    /// As [`read`].
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::Read)?;
        let mut places = Places {
            path: path.to_owned(),
            found: HashMap::new(),
        };
        let contents = read(file, limits, &mut places)?;
        Ok(Self {
            contents,
            sources: places.found,
        })
    }

    /// What it holds.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// The bytes of `blob`, which are checked again: a file may have changed since it was opened.
    ///
    /// # Errors
    /// [`Error::Read`] if they cannot be read, or are of another archive; [`Error::Changed`].
    pub fn bytes(&self, blob: Blob) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.source(blob)?
            .open()
            .and_then(|mut source| source.read_to_end(&mut bytes))
            .map_err(Error::Read)?;
        if Blob::of(&bytes) == blob {
            Ok(bytes)
        } else {
            Err(Error::Changed { blob: blob.digest })
        }
    }

    /// Attaches something to the package, bundle or kit with the digest `subject`. No digest changes by that.
    ///
    /// # Errors
    /// [`Error::Together`] if there is no such subject here; [`Error::Limit`]; [`Error::Document`] as in [`Archive::plugin`].
    pub fn attach(
        &mut self,
        subject: Digest,
        kind: AttachmentKind,
        bytes: Vec<u8>,
        limits: &Limits,
    ) -> Result<(), Error> {
        Error::over(
            "the size of an attachment",
            bytes.len() as u64,
            limits.attachment,
        )?;
        let subject = self
            .contents
            .subjects()
            .remove(&subject)
            .ok_or_else(|| Error::Together {
                problem: format!("{subject} is not in the archive that something is attached to"),
            })?;
        let attachment = Attachment {
            kind,
            content: Blob::of(&bytes),
            subject,
        };
        let mut extended = self.clone();
        extended.sources.insert(attachment.content, bytes.into());
        let digest = attachment.descriptor().digest;
        extended.contents.attachments.insert(digest, attachment);
        *self = extended.within(limits)?;
        Ok(())
    }

    fn join(archives: Vec<Self>, root: impl FnOnce(Packages) -> Root) -> Result<Self, Error> {
        let mut packages = Packages::new();
        for package in archives
            .iter()
            .flat_map(|archive| archive.contents.packages())
        {
            add(&mut packages, package.clone())?;
        }
        if packages.is_empty() {
            return Err(Error::Together {
                problem: "there is none".to_owned(),
            });
        }
        let mut joined = Self {
            contents: Contents::new(root(packages)),
            sources: HashMap::new(),
        };
        for archive in archives {
            joined.sources.extend(archive.sources);
            joined.contents.take_over(archive.contents);
        }
        Ok(joined)
    }

    /// Refuses what a reader with these limits would.
    fn within(self, limits: &Limits) -> Result<Self, Error> {
        let contents = &self.contents;
        Error::too_many(
            "the number of packages",
            contents.packages().count(),
            limits.packages,
        )?;
        Error::too_many(
            "the number of attachments",
            contents.attachments.len(),
            limits.attachments,
        )?;
        let layout = contents.layout()?;
        let documents = layout.blobs.iter().filter_map(|(blob, source)| {
            matches!(source, layout::Source::Document(_)).then_some(blob.size)
        });
        for size in documents.chain([layout.index.len() as u64]) {
            Error::over("the size of a document", size, limits.document)?;
        }
        Error::over(
            "the size of the archive",
            write::size(&layout),
            limits.archive,
        )?;
        Ok(self)
    }

    fn source(&self, blob: Blob) -> Result<&Content, Error> {
        self.sources.get(&blob).ok_or_else(|| {
            Error::Read(io::Error::new(
                io::ErrorKind::NotFound,
                format!("{} is not in it", blob.digest),
            ))
        })
    }
}

/// Adds a package to a list that names each once.
fn add(packages: &mut Packages, package: PackageInfo) -> Result<(), Error> {
    let key = (package.id().clone(), package.version().clone());
    if packages.contains_key(&key) {
        return Err(Error::Together {
            problem: format!("{} {} is there twice", key.0, key.1),
        });
    }
    packages.insert(key, package);
    Ok(())
}

/// Notes where blobs are, and leaves them there.
struct Places {
    path: PathBuf,
    found: HashMap<Blob, Content>,
}

impl BlobStore for Places {
    type Sink = io::Sink;

    fn begin(&mut self, _: &Entry) -> io::Result<io::Sink> {
        Ok(io::sink())
    }

    fn commit(&mut self, entry: &Entry, _: io::Sink) -> io::Result<()> {
        let place = Content::File {
            path: self.path.clone(),
            offset: entry.offset,
            size: entry.blob.size,
        };
        self.found.insert(entry.blob, place);
        Ok(())
    }
}
