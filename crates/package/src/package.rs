//! One plugin as an OCI artifact: a manifest, a configuration, and the component as its only layer.
//!
//! Manifest and configuration are derived from the component, byte for byte. Whoever has the component can make them
//! again, and whoever reads them compares: there is no second description of a plugin that could say something else.

use std::collections::HashMap;

use plugwright_manifest::{Digest, Manifest, PluginId, Version};

use crate::component::{ComponentFacts, with_assets};
use crate::oci::{
    Annotations, ComponentSummary, Descriptor, ImageManifest, MediaType, SchemaVersion, WasmConfig,
    canonical,
};
use crate::{Blob, Content, Error, FileSet, Files, Limits, PluginKind};

/// What is known of a package: everything that its documents say, read from its component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageInfo {
    facts: ComponentFacts,
    component: Blob,
    document: Blob,
}

/// The two documents of a package.
pub(crate) struct Documents {
    pub(crate) config: Vec<u8>,
    pub(crate) manifest: Vec<u8>,
}

/// A package with its content, before it is written.
#[derive(Clone, Debug)]
pub struct Package {
    pub(crate) info: PackageInfo,
    pub(crate) assets: Option<FileSet>,
    pub(crate) contents: HashMap<Blob, Content>,
}

impl Package {
    /// The package of `component`, which has its manifest inside, with `assets` if there are any. The component is validated.
    ///
    /// # Errors
    /// [`Error::Component`], [`Error::Manifest`], [`Error::Endpoint`], [`Error::Limit`].
    pub fn new(component: Vec<u8>, assets: Option<Files>, limits: &Limits) -> Result<Self, Error> {
        Error::over(
            "the size of the component",
            component.len() as u64,
            limits.component,
        )?;
        let (assets, mut contents) = match assets {
            Some(files) => (Some(files.set), files.contents),
            None => (None, HashMap::new()),
        };
        let component = match &assets {
            Some(files) => with_assets(component, Digest::of(&files.manifest(MediaType::Assets))),
            None => component,
        };
        let facts = ComponentFacts::of(&component, limits)?;
        if facts.assets.is_some() && assets.is_none() {
            return Err(Error::Component {
                problem: "it names assets, which are missing".to_owned(),
            });
        }
        let blob = Blob::of(&component);
        contents.insert(blob, component.into());
        Ok(Self {
            info: PackageInfo::derive(facts, blob),
            assets,
            contents,
        })
    }

    /// What is known of it.
    pub fn info(&self) -> &PackageInfo {
        &self.info
    }
}

impl PackageInfo {
    pub(crate) fn derive(facts: ComponentFacts, component: Blob) -> Self {
        let mut info = Self {
            facts,
            component,
            document: component,
        };
        info.document = Blob::of(&info.documents().manifest);
        info
    }

    /// The digest of the package: of its OCI manifest, which names every other blob. Signing does not change it.
    pub fn digest(&self) -> Digest {
        self.document.digest
    }

    /// Its id.
    pub fn id(&self) -> &PluginId {
        &self.facts.manifest.id
    }

    /// Its version.
    pub fn version(&self) -> &Version {
        &self.facts.manifest.version
    }

    /// How it runs.
    pub fn kind(&self) -> PluginKind {
        self.facts.kind()
    }

    /// The manifest inside the component.
    pub fn manifest(&self) -> &Manifest {
        &self.facts.manifest
    }

    /// The component, which is what runs.
    pub fn component(&self) -> Blob {
        self.component
    }

    /// The digest of the manifest of its assets, if it has any.
    pub fn assets(&self) -> Option<Digest> {
        self.facts.assets
    }

    /// The names of what the component imports, in its order.
    pub fn imports(&self) -> &[String] {
        &self.facts.imports
    }

    /// The names of what it exports, in its order.
    pub fn exports(&self) -> &[String] {
        &self.facts.exports
    }

    /// The OCI manifest, as others name it.
    pub(crate) fn document(&self) -> Blob {
        self.document
    }

    /// How an index names the package.
    pub(crate) fn descriptor(&self) -> Descriptor {
        let name = self.id().as_str().replace(':', "/");
        let reference = format!("{name}:{}", self.version());
        Descriptor {
            annotations: Annotations::from([(REFERENCE.to_owned(), reference)]),
            artifact_type: Some(MediaType::WasmConfig),
            ..Descriptor::new(MediaType::ImageManifest, self.document)
        }
    }

    pub(crate) fn documents(&self) -> Documents {
        let summary = ComponentSummary {
            exports: self.facts.exports.clone(),
            imports: self.facts.imports.clone(),
        };
        let config = canonical::encode(&WasmConfig::new(self.component.digest, summary));
        let manifest = canonical::encode(&ImageManifest {
            annotations: self.annotations(),
            artifact_type: None,
            config: Descriptor::new(MediaType::WasmConfig, Blob::of(&config)),
            layers: vec![self.layer()],
            media_type: MediaType::ImageManifest,
            schema_version: SchemaVersion,
            subject: None,
        });
        Documents { config, manifest }
    }

    /// With a file name, by which OCI tools save it.
    fn layer(&self) -> Descriptor {
        let name = format!("{}.wasm", self.id().name());
        Descriptor {
            annotations: Annotations::from([(TITLE.to_owned(), name)]),
            ..Descriptor::new(MediaType::Wasm, self.component)
        }
    }

    /// What registries show without looking inside.
    fn annotations(&self) -> Annotations {
        let manifest = &self.facts.manifest;
        let mut annotations = Annotations::from([
            (TITLE.to_owned(), manifest.id.to_string()),
            (
                "org.opencontainers.image.version".to_owned(),
                manifest.version.to_string(),
            ),
            (
                "dev.plugwright.kind".to_owned(),
                self.kind().as_str().to_owned(),
            ),
        ]);
        let mut add = |key: &str, value: Option<String>| {
            annotations.extend(value.map(|value| (key.to_owned(), value)));
        };
        let description = manifest.description.to_string();
        let metadata = &manifest.metadata;
        add(
            "org.opencontainers.image.description",
            (!description.is_empty()).then_some(description),
        );
        add(
            "org.opencontainers.image.licenses",
            metadata.license.as_ref().map(ToString::to_string),
        );
        add(
            "org.opencontainers.image.source",
            metadata.repository.as_ref().map(ToString::to_string),
        );
        add(
            "dev.plugwright.assets",
            self.facts.assets.as_ref().map(ToString::to_string),
        );
        annotations
    }
}

const TITLE: &str = "org.opencontainers.image.title";
pub(crate) const REFERENCE: &str = "org.opencontainers.image.ref.name";
