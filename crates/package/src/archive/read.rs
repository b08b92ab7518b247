//! Reading: what comes next is always known before it comes.

use std::collections::HashMap;
use std::io::Read;

use plugwright_manifest::Digest;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::blobs::Blobs;
use super::contents::{Contents, Packages, Root};
use super::layout::Role;
use super::{INDEX_ENTRY, MARKER_ENTRY, add};
use crate::component::{ComponentFacts, Scan};
use crate::oci::{Descriptor, ImageIndex, ImageManifest, LAYOUT_MARKER, MediaType, canonical};
use crate::{Attachment, AttachmentKind, Blob, BlobStore, Error, FileSet, Limits, PackageInfo};

/// Reads an archive from its first byte to its last, and hands each blob to `store` as it streams past.
///
/// Nothing is believed that is not the one thing that could be written there: the header of each entry, each document, the
/// order of all. What is in `store` may be used once this returns, not before.
///
/// # Errors
/// [`Error::Read`] and [`Error::Store`] for the two ends; any other for a package that is refused.
pub fn read<R: Read, S: BlobStore>(
    source: R,
    limits: &Limits,
    store: &mut S,
) -> Result<Contents, Error> {
    Reader {
        blobs: Blobs::new(source, limits, store),
        limits,
    }
    .archive()
}

struct Reader<'a, R, S> {
    blobs: Blobs<'a, R, S>,
    limits: &'a Limits,
}

impl<R: Read, S: BlobStore> Reader<'_, R, S> {
    fn archive(mut self) -> Result<Contents, Error> {
        self.marker()?;
        let index = self.index()?;
        let list: ImageIndex = parse("index", &index)?;
        let (root, companions) = list.manifests.split_first().ok_or_else(unexpected)?;
        let mut contents = Contents::new(self.root(root)?);
        let subjects = contents.subjects();
        for companion in companions {
            self.companion(companion, &mut contents, &subjects)?;
        }
        self.blobs.input.end()?;
        self.compare(&contents, &index)?;
        Ok(contents)
    }

    fn marker(&mut self) -> Result<(), Error> {
        let size = LAYOUT_MARKER.len() as u64;
        self.blobs.input.header(MARKER_ENTRY, size)?;
        let mut marker = [0; LAYOUT_MARKER.len()];
        self.blobs.input.exact(&mut marker, MARKER_ENTRY)?;
        if marker != LAYOUT_MARKER {
            return Err(Error::Archive {
                entry: MARKER_ENTRY.to_owned(),
                problem: "it is an image layout of another version",
            });
        }
        self.blobs.input.padding(MARKER_ENTRY, size)
    }

    fn index(&mut self) -> Result<Vec<u8>, Error> {
        let size = self.blobs.input.header_of_any_size(INDEX_ENTRY)?;
        Error::over("the size of the index", size, self.limits.document)?;
        let mut index = vec![0; usize::try_from(size).unwrap_or_default()];
        self.blobs.input.exact(&mut index, INDEX_ENTRY)?;
        self.blobs.input.padding(INDEX_ENTRY, size)?;
        Ok(index)
    }

    fn root(&mut self, root: &Descriptor) -> Result<Root, Error> {
        match (root.media_type, root.artifact_type) {
            (MediaType::ImageManifest, Some(MediaType::WasmConfig)) => {
                Ok(Root::Plugin(Box::new(self.package(root)?)))
            }
            (MediaType::ImageIndex, Some(MediaType::Bundle)) => match self.list(root)? {
                (packages, None) => Ok(Root::Bundle(packages)),
                _ => Err(unexpected()),
            },
            (MediaType::ImageIndex, Some(MediaType::Kit)) => match self.list(root)? {
                (packages, Some(metadata)) => Ok(Root::Kit(packages, metadata)),
                _ => Err(unexpected()),
            },
            _ => Err(unexpected()),
        }
    }

    /// The packages of a bundle or kit, and the metadata of a kit.
    fn list(&mut self, root: &Descriptor) -> Result<(Packages, Option<FileSet>), Error> {
        let list: ImageIndex = parse("list of packages", &self.blobs.document(root.blob())?)?;
        Error::too_many(
            "the number of packages",
            list.manifests.len(),
            self.limits.packages.saturating_add(1),
        )?;
        let mut packages = Packages::new();
        let mut metadata = None;
        for item in &list.manifests {
            match (item.media_type, item.artifact_type) {
                (MediaType::ImageManifest, Some(MediaType::WasmConfig)) => {
                    add(&mut packages, self.package(item)?)?;
                }
                (MediaType::ImageManifest, Some(MediaType::KitMetadata)) if metadata.is_none() => {
                    metadata = Some(self.files(item)?);
                }
                _ => return Err(unexpected()),
            }
        }
        Error::too_many(
            "the number of packages",
            packages.len(),
            self.limits.packages,
        )?;
        Ok((packages, metadata))
    }

    fn package(&mut self, package: &Descriptor) -> Result<PackageInfo, Error> {
        let bytes = self.blobs.document(package.blob())?;
        let manifest: ImageManifest = parse("manifest", &bytes)?;
        let [layer] = &manifest.layers[..] else {
            return Err(Error::Document {
                document: "manifest",
                problem: "a package has exactly one layer".to_owned(),
            });
        };
        Error::over(
            "the size of the component",
            layer.size,
            self.limits.component,
        )?;
        let config = self.blobs.document(manifest.config.blob())?;
        let facts = self.component(layer.blob())?;
        let info = PackageInfo::derive(facts, layer.blob());
        let derived = info.documents();
        same("configuration", "its component", &derived.config, &config)?;
        same("manifest", "its component", &derived.manifest, &bytes)?;
        Ok(info)
    }

    fn companion(
        &mut self,
        companion: &Descriptor,
        contents: &mut Contents,
        subjects: &HashMap<Digest, Descriptor>,
    ) -> Result<(), Error> {
        let artifact_type = companion.artifact_type.ok_or_else(unexpected)?;
        if artifact_type == MediaType::Assets {
            let files = self.assets(companion, contents)?;
            contents.assets.insert(companion.digest, files);
            return Ok(());
        }
        let kind = AttachmentKind::of(artifact_type).ok_or_else(unexpected)?;
        Error::too_many(
            "the number of attachments",
            contents.attachments.len() + 1,
            self.limits.attachments,
        )?;
        let attachment = self.attachment(kind, companion, subjects)?;
        contents.attachments.insert(companion.digest, attachment);
        Ok(())
    }

    /// Files that a component names.
    fn assets(&mut self, assets: &Descriptor, contents: &Contents) -> Result<FileSet, Error> {
        let named = |package: &PackageInfo| package.assets() == Some(assets.digest);
        if contents.packages().any(named) {
            return self.files(assets);
        }
        Err(Error::Mismatch {
            document: "list of assets",
            of: "any component",
        })
    }

    /// An artifact that consists of files.
    fn files(&mut self, artifact: &Descriptor) -> Result<FileSet, Error> {
        let bytes = self.blobs.document(artifact.blob())?;
        let manifest: ImageManifest = parse("list of files", &bytes)?;
        let files = FileSet::from_manifest(&manifest, self.limits)?;
        let artifact_type = artifact.artifact_type.ok_or_else(unexpected)?;
        same(
            "list of files",
            "its files",
            &files.manifest(artifact_type),
            &bytes,
        )?;
        self.empty(&manifest)?;
        for (_, blob) in files.iter() {
            self.blobs.read(*blob, Role::Opaque, |_| Ok(()))?;
        }
        Ok(files)
    }

    fn attachment(
        &mut self,
        kind: AttachmentKind,
        artifact: &Descriptor,
        subjects: &HashMap<Digest, Descriptor>,
    ) -> Result<Attachment, Error> {
        let bytes = self.blobs.document(artifact.blob())?;
        let manifest: ImageManifest = parse("attachment", &bytes)?;
        self.empty(&manifest)?;
        let attachment = Attachment::from_manifest(kind, manifest, self.limits)?;
        same("attachment", "its content", &attachment.document(), &bytes)?;
        if subjects.get(&attachment.subject()) != Some(&attachment.subject) {
            return Err(Error::Mismatch {
                document: "attachment",
                of: "any package in it",
            });
        }
        self.blobs
            .read(attachment.content, Role::Opaque, |_| Ok(()))?;
        Ok(attachment)
    }

    /// The configuration of an artifact that has none.
    fn empty(&mut self, manifest: &ImageManifest) -> Result<(), Error> {
        if manifest.config != Descriptor::empty() {
            return Err(unexpected());
        }
        self.blobs
            .read(manifest.config.blob(), Role::Opaque, |_| Ok(()))
    }

    fn component(&mut self, blob: Blob) -> Result<ComponentFacts, Error> {
        let mut scan = Scan::new(self.limits);
        self.blobs
            .read(blob, Role::Component, |bytes| scan.feed(bytes))?;
        scan.finish()
    }

    /// Whether this is what would be written for `contents`: the same index, the same blobs in the same order.
    fn compare(&self, contents: &Contents, index: &[u8]) -> Result<(), Error> {
        let layout = contents.layout()?;
        same("index", "its packages", &layout.index, index)?;
        if layout
            .blobs
            .iter()
            .map(|(blob, _)| blob)
            .eq(self.blobs.order())
        {
            return Ok(());
        }
        Err(Error::Mismatch {
            document: "order",
            of: "its packages",
        })
    }
}

fn parse<T: DeserializeOwned + Serialize>(
    document: &'static str,
    bytes: &[u8],
) -> Result<T, Error> {
    canonical::decode(bytes).map_err(|problem| Error::Document { document, problem })
}

fn same(
    document: &'static str,
    of: &'static str,
    derived: &[u8],
    found: &[u8],
) -> Result<(), Error> {
    if derived == found {
        return Ok(());
    }
    Err(Error::Mismatch { document, of })
}

fn unexpected() -> Error {
    Error::Document {
        document: "index",
        problem: "it names an artifact that has no place there".to_owned(),
    }
}
