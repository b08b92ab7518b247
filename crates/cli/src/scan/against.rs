//! The files that a component is compared with.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_manifest::Manifest;
use plugwright_security::{
    grant::Grant,
    scan::{Advisories, LicenseList, Rule, Sbom, ScanOptions},
};

use crate::{blame::of_security, exit::Fault};

/// What the component is compared with.
#[derive(Debug, Args)]
pub(super) struct AgainstArgs {
    /// The manifest that it should have; without it, the one inside is believed.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// What it is granted.
    #[arg(long, value_name = "FILE")]
    grant: Option<PathBuf>,
    /// Known vulnerabilities, in the JSON format of OSV: a record, an array of them, or one a line.
    #[arg(long, value_name = "FILE")]
    advisories: Option<PathBuf>,
    /// What it was built from, in `CycloneDX` JSON.
    #[arg(long, value_name = "FILE")]
    sbom: Option<PathBuf>,
    /// The licences that are allowed, by their SPDX ids.
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    licenses: Vec<String>,
    /// Codes of findings that are known and accepted; they are shown and do not count.
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    accept: Vec<Rule>,
}

/// The same, read.
pub(super) struct Against {
    manifest: Option<Manifest>,
    grant: Option<Grant>,
    advisories: Option<Advisories>,
    sbom: Option<Sbom>,
    licenses: Option<LicenseList>,
    accepted: Vec<Rule>,
}

impl Against {
    pub(super) fn read(args: &AgainstArgs) -> Result<Self> {
        let ids = args.licenses.iter().map(String::as_str);
        let licenses = (!args.licenses.is_empty()).then(|| LicenseList::parse(ids));
        Ok(Self {
            manifest: args.manifest.as_deref().map(manifest).transpose()?,
            grant: args.grant.as_deref().map(grant).transpose()?,
            advisories: parsed(args.advisories.as_deref(), Advisories::parse)?,
            sbom: parsed(args.sbom.as_deref(), Sbom::parse)?,
            licenses: licenses.transpose().map_err(of_security)?,
            accepted: args.accept.clone(),
        })
    }

    pub(super) fn options(&self) -> ScanOptions<'_> {
        let mut options = ScanOptions {
            manifest: self.manifest.as_ref(),
            grant: self.grant.as_ref().map(|grant| &grant.gives),
            advisories: self.advisories.as_ref(),
            sbom: self.sbom.as_ref(),
            licenses: self.licenses.as_ref(),
            accepted: self.accepted.iter().copied().collect(),
            ..ScanOptions::default()
        };
        if let Some(grant) = &self.grant {
            options.resources = grant.limits.resolve(&options.resources);
        }
        options
    }
}

fn manifest(file: &Path) -> Result<Manifest> {
    let parsed = Manifest::parse(&name(file), &text(file)?);
    parsed.map_err(|error| Fault::usage(error.code(), error.to_string()).into())
}

fn grant(file: &Path) -> Result<Grant> {
    Grant::parse(&name(file), &text(file)?).map_err(of_security)
}

fn parsed<T>(
    file: Option<&Path>,
    parse: impl Fn(&[u8]) -> Result<T, plugwright_security::Error>,
) -> Result<Option<T>> {
    let read = |file: &Path| -> Result<T> { parse(&bytes(file)?).map_err(of_security) };
    file.map(read).transpose()
}

fn name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn bytes(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}
