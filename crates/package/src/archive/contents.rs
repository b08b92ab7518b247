//! What an archive holds, and in which order.
//!
//! The order is a function of the content: index, then each artifact before its parts, packages by name, attachments by digest.
//! Writing follows it; reading ends by asking whether the bytes that came were in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use plugwright_manifest::{Digest, PluginId, Version};

use super::layout::Layout;
use crate::oci::{Annotations, Descriptor, ImageIndex, MediaType, canonical};
use crate::package::REFERENCE;
use crate::{Attachment, Blob, Error, FileSet, PackageInfo};

/// What an archive is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveKind {
    /// One plugin.
    Plugin,
    /// Several plugins that are handed over together.
    Bundle,
    /// Plugins with what a registry says about them, to install without a network.
    Kit,
}

impl ArchiveKind {
    /// The word for it in documents and statements.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::Bundle => "bundle",
            Self::Kit => "kit",
        }
    }
}

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub(super) root: Root,
    /// By the digest of their manifest.
    pub(super) assets: BTreeMap<Digest, FileSet>,
    /// By the digest of their manifest.
    pub(super) attachments: BTreeMap<Digest, Attachment>,
}

/// What the archive is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Plugin(Box<PackageInfo>),
    Bundle(Packages),
    Kit(Packages, FileSet),
}

/// Packages by id and version.
pub(super) type Packages = BTreeMap<(PluginId, Version), PackageInfo>;

impl Contents {
    /// What the archive is about, and nothing that belongs to it yet.
    pub(super) fn new(root: Root) -> Self {
        Self {
            root,
            assets: BTreeMap::new(),
            attachments: BTreeMap::new(),
        }
    }

    /// What the archive is for.
    pub fn kind(&self) -> ArchiveKind {
        match &self.root {
            Root::Plugin(_) => ArchiveKind::Plugin,
            Root::Bundle(_) => ArchiveKind::Bundle,
            Root::Kit(..) => ArchiveKind::Kit,
        }
    }

    /// The digest of what it is about: the package's for one plugin, the list's for a bundle or a kit. This is what is signed.
    pub fn digest(&self) -> Digest {
        self.root_descriptor().digest
    }

    /// The packages, by id and version.
    pub fn packages(&self) -> impl Iterator<Item = &PackageInfo> {
        let (one, many) = match &self.root {
            Root::Plugin(package) => (Some(&**package), None),
            Root::Bundle(packages) | Root::Kit(packages, _) => (None, Some(packages.values())),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// The files that `package` brings along.
    pub fn assets(&self, package: &PackageInfo) -> Option<&FileSet> {
        self.assets.get(&package.assets()?)
    }

    /// What a registry says about the packages of a kit.
    pub fn metadata(&self) -> Option<&FileSet> {
        match &self.root {
            Root::Kit(_, metadata) => Some(metadata),
            _ => None,
        }
    }

    /// What is attached to the packages and to the bundle, in the order of their digests.
    pub fn attachments(&self) -> impl Iterator<Item = &Attachment> {
        self.attachments.values()
    }

    /// The bytes of all components, assets, metadata and attachments.
    pub fn size(&self) -> u64 {
        let components = self.packages().map(|package| package.component().size);
        let files = self
            .assets
            .values()
            .chain(self.metadata())
            .map(FileSet::size);
        let attachments = self.attachments().map(|attachment| attachment.content.size);
        components.chain(files).chain(attachments).sum()
    }

    /// Takes over what belongs to the packages of `other`. What is attached to its list as a whole says nothing about another
    /// list.
    pub(super) fn take_over(&mut self, other: Self) {
        let subjects = self.subjects();
        let about_these = other
            .attachments
            .into_iter()
            .filter(|(_, attachment)| subjects.contains_key(&attachment.subject()));
        self.attachments.extend(about_these);
        self.assets.extend(other.assets);
    }

    /// What something can be attached to, and how it is named then.
    pub(super) fn subjects(&self) -> HashMap<Digest, Descriptor> {
        let packages = self
            .packages()
            .map(|package| Descriptor::new(MediaType::ImageManifest, package.document()));
        let root = self.root_descriptor();
        let root = Descriptor::new(root.media_type, root.blob());
        packages
            .chain([root])
            .map(|subject| (subject.digest, subject))
            .collect()
    }

    /// The artifacts in the order in which the archive has them, and all else after the one that names it.
    pub(super) fn layout(&self) -> Result<Layout, Error> {
        let mut layout = Layout::new(self.index());
        match &self.root {
            Root::Plugin(package) => layout.package(package)?,
            Root::Bundle(packages) => self.list(&mut layout, packages, None)?,
            Root::Kit(packages, metadata) => self.list(&mut layout, packages, Some(metadata))?,
        }
        for assets in self.named_assets() {
            let files = self.assets.get(&assets).ok_or(Error::Mismatch {
                document: "list of assets",
                of: "a component",
            })?;
            layout.files(files, MediaType::Assets)?;
        }
        self.attachments()
            .try_for_each(|attachment| layout.attachment(attachment))?;
        Ok(layout)
    }

    fn list(
        &self,
        layout: &mut Layout,
        packages: &Packages,
        metadata: Option<&FileSet>,
    ) -> Result<(), Error> {
        layout.document(self.bundle_index())?;
        packages
            .values()
            .try_for_each(|package| layout.package(package))?;
        metadata.map_or(Ok(()), |files| layout.files(files, MediaType::KitMetadata))
    }

    /// `index.json`: the root, then what belongs to it.
    fn index(&self) -> Vec<u8> {
        let assets = self.named_assets().into_iter().filter_map(|digest| {
            let files = self.assets.get(&digest)?;
            Some(files_descriptor(files, MediaType::Assets))
        });
        let attachments = self.attachments().map(Attachment::descriptor);
        let manifests = [self.root_descriptor()]
            .into_iter()
            .chain(assets)
            .chain(attachments);
        canonical::encode(&ImageIndex::new(None, manifests.collect()))
    }

    fn root_descriptor(&self) -> Descriptor {
        let artifact_type = match &self.root {
            Root::Plugin(package) => return package.descriptor(),
            Root::Bundle(_) => MediaType::Bundle,
            Root::Kit(..) => MediaType::Kit,
        };
        let name = self.kind().as_str().to_owned();
        Descriptor {
            annotations: Annotations::from([(REFERENCE.to_owned(), name)]),
            artifact_type: Some(artifact_type),
            ..Descriptor::new(MediaType::ImageIndex, Blob::of(&self.bundle_index()))
        }
    }

    /// The list of a bundle or kit.
    fn bundle_index(&self) -> Vec<u8> {
        let packages = self.packages().map(PackageInfo::descriptor);
        let metadata = self
            .metadata()
            .map(|files| files_descriptor(files, MediaType::KitMetadata));
        let artifact_type = match self.kind() {
            ArchiveKind::Kit => MediaType::Kit,
            ArchiveKind::Bundle | ArchiveKind::Plugin => MediaType::Bundle,
        };
        let manifests = packages.chain(metadata).collect();
        canonical::encode(&ImageIndex::new(Some(artifact_type), manifests))
    }

    fn named_assets(&self) -> BTreeSet<Digest> {
        self.packages().filter_map(PackageInfo::assets).collect()
    }
}

fn files_descriptor(files: &FileSet, artifact_type: MediaType) -> Descriptor {
    Descriptor {
        artifact_type: Some(artifact_type),
        ..Descriptor::new(
            MediaType::ImageManifest,
            Blob::of(&files.manifest(artifact_type)),
        )
    }
}
