//! What can be signed: a `.plug` that names itself, or any file that the caller names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_manifest::{Digest, PluginId, Version, parse_version};
use plugwright_package::{Archive, ArchiveKind, Endpoints, Limits, PackageInfo};
use plugwright_security::{
    policy::RegistryOrigin,
    signature::Expected,
    statement::{Kind, Subject, Tool},
};

use crate::{
    archive::{self, is_archive},
    blame::of_security,
    exit::Fault,
};

/// The most bytes of a file that is no package.
const FILE_BYTES: u64 = 1 << 30;

/// What a file that does not say it itself is called.
#[derive(Debug, Args)]
pub(crate) struct NameArgs {
    /// What the file is, if it is no package of one plugin: `namespace:name@version`.
    #[arg(long = "as", value_name = "ID@VERSION", value_parser = title)]
    title: Option<(PluginId, Version)>,
}

/// A file with its digest and what is known of it.
pub(crate) struct Signable {
    digest: Digest,
    kind: Kind,
    named: Option<(PluginId, Version)>,
    archive: Option<Archive>,
    component: Option<Vec<u8>>,
}

impl Signable {
    /// Reads it.
    pub(crate) fn open(file: &Path, name: &NameArgs) -> Result<Self> {
        if is_archive(file)? {
            return Self::open_archive(file, name);
        }
        let cannot = || format!("{} cannot be read", file.display());
        if fs::metadata(file).with_context(cannot)?.len() > FILE_BYTES {
            return Err(Fault::usage(
                "PW-SIGN-SIZE",
                "a file that is no package has at most 1 GiB",
            )
            .into());
        }
        let bytes = fs::read(file).with_context(cannot)?;
        Ok(Self {
            digest: Digest::of(&bytes),
            kind: Kind::Plugin,
            named: name.title.clone(),
            archive: None,
            component: Some(bytes),
        })
    }

    fn open_archive(file: &Path, name: &NameArgs) -> Result<Self> {
        let archive =
            Archive::open(file, &limits()).map_err(|error| archive::blame(file, error))?;
        let contents = archive.contents();
        let only = (contents.kind() == ArchiveKind::Plugin)
            .then(|| contents.packages().next())
            .flatten();
        let own = only.map(|package| (package.id().clone(), package.version().clone()));
        if own.is_some() && name.title.is_some() && own != name.title {
            let message = "the package says itself what it is, and it is something else";
            return Err(Fault::usage("PW-SIGN-NAME", message).into());
        }
        let component = only
            .map(|package| archive.bytes(package.component()))
            .transpose();
        Ok(Self {
            digest: contents.digest(),
            kind: kind(contents.kind()),
            named: own.or_else(|| name.title.clone()),
            component: component.map_err(|error| archive::blame(file, error))?,
            archive: Some(archive),
        })
    }

    /// What is signed, or should have been.
    pub(crate) fn subject(&self, origin: RegistryOrigin) -> Result<Subject> {
        let Some((id, version)) = self.named.clone() else {
            let message =
                "this file does not say what it is; say it with `--as namespace:name@version`";
            return Err(Fault::usage("PW-SIGN-NAME", message).into());
        };
        Subject::new(origin, id, version, self.kind, self.digest).map_err(of_security)
    }

    /// What a good signature has to be about.
    pub(crate) fn expected(&self, origin: Option<RegistryOrigin>) -> Expected {
        let mut expected = Expected::digest(self.digest);
        if let Some((id, version)) = self.named.clone() {
            expected = expected.package(id, version, self.kind);
        }
        match origin {
            Some(origin) => expected.origin(origin),
            None => expected,
        }
    }

    pub(crate) fn digest(&self) -> &Digest {
        &self.digest
    }

    pub(crate) fn archive(&self) -> Option<&Archive> {
        self.archive.as_ref()
    }

    pub(crate) fn into_archive(self) -> Option<Archive> {
        self.archive
    }

    /// The manifest of the one plugin in it names this repository.
    pub(crate) fn repository(&self) -> Option<String> {
        let mut packages = self.archive.as_ref()?.contents().packages();
        let link = |package: &PackageInfo| {
            package
                .manifest()
                .metadata
                .repository
                .as_ref()
                .map(ToString::to_string)
        };
        packages.next().and_then(link)
    }

    /// The tools that the component says it was made with.
    pub(crate) fn tools(&self) -> Vec<Tool> {
        let Some(component) = &self.component else {
            return Vec::new();
        };
        let Ok(payload) = wasm_metadata::Payload::from_binary(component) else {
            return Vec::new();
        };
        let mut tools = Vec::new();
        for (_, field) in payload
            .metadata()
            .producers
            .iter()
            .flat_map(|producers| producers.iter())
        {
            tools.extend(field.iter().map(|(name, version)| Tool {
                name: name.clone(),
                version: version.clone(),
            }));
        }
        tools
    }
}

/// Those of packages in general. A signature starts nothing, so a remote plugin may be anywhere.
pub(crate) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.endpoints = Endpoints::Any;
    limits
}

/// Where the signatures of a file are that has no place for them.
pub(crate) fn beside(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".sigstore.json");
    path.into()
}

fn kind(kind: ArchiveKind) -> Kind {
    match kind {
        ArchiveKind::Plugin => Kind::Plugin,
        ArchiveKind::Bundle => Kind::Bundle,
        ArchiveKind::Kit => Kind::Kit,
    }
}

fn title(text: &str) -> Result<(PluginId, Version), String> {
    let (id, version) = text
        .split_once('@')
        .ok_or("write `namespace:name@version`")?;
    let id = id
        .parse()
        .map_err(|error: plugwright_manifest::Error| error.to_string())?;
    let version = parse_version(version).map_err(|error| error.to_string())?;
    Ok((id, version))
}
