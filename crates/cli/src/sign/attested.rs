//! What is said of a package beside its name: how it was built, and what it is made of.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_manifest::Label;
use plugwright_security::{
    limits::STATEMENT_BYTES,
    statement::{Audited, Bom, Component, Provenance, Statement, Subject},
};

use super::source::Source;
use crate::{blame::of_security, exit::Fault, verify::signable::Signable};

/// Which statements are attached.
#[derive(Debug, Args)]
pub(super) struct AttestedArgs {
    /// Attach this provenance: the predicate of SLSA v1, in JSON.
    #[arg(long, value_name = "FILE")]
    provenance: Option<PathBuf>,
    /// Attach this bill of materials: CycloneDX in JSON, or a `Cargo.lock`.
    #[arg(long, value_name = "FILE")]
    sbom: Option<PathBuf>,
    /// Make both from the folder of the source: its repository and commit, the tools that the component names, its `Cargo.lock`.
    #[arg(long, value_name = "FOLDER")]
    source: Option<PathBuf>,
}

/// What an auditor says instead of what an author says.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// Say that you audited it, and not that it is yours: what you looked at, in a line.
    #[arg(long, value_name = "SCOPE", conflicts_with_all = ["provenance", "sbom", "source"])]
    audited: Option<Label>,
}

impl AuditArgs {
    /// The statement of an auditor, if it is one who signs.
    pub(super) fn statement(&self, subject: &Subject) -> Result<Option<Statement>> {
        let Some(scope) = self.audited.clone() else {
            return Ok(None);
        };
        let audited = Audited { scope };
        let statement = audited.to_statement(&subject.title(), *subject.digest());
        statement.map(Some).map_err(of_security)
    }
}

impl AttestedArgs {
    pub(super) fn statements(
        &self,
        signable: &Signable,
        subject: &Subject,
    ) -> Result<Vec<Statement>> {
        let source = self.source.as_deref().map(Source::of).transpose()?;
        let provenance = match (&self.provenance, &source) {
            (Some(file), _) => Some(provenance_of(file)?),
            (None, Some(source)) => Some(Provenance::of_build(&source.build(signable.tools()))),
            (None, None) => None,
        };
        let bom = match (&self.sbom, &source) {
            (Some(file), _) => Some(bom_of(file, subject)?),
            (None, Some(source)) => source.crates()?.map(|crates| bom(subject, &crates)),
            (None, None) => None,
        };
        let (title, digest) = (subject.title(), *subject.digest());
        let provenance = provenance.map(|provenance| provenance.to_statement(&title, digest));
        let bom = bom.map(|bom| bom.to_statement(&title, digest));
        Ok(provenance.into_iter().chain(bom).collect())
    }
}

fn bom(subject: &Subject, crates: &std::collections::BTreeSet<Component>) -> Bom {
    Bom::of_crates(
        subject.id().as_str(),
        &subject.version().to_string(),
        crates,
    )
}

fn provenance_of(file: &Path) -> Result<Provenance> {
    Provenance::from_json(&read(file)?).map_err(of_security)
}

fn bom_of(file: &Path, subject: &Subject) -> Result<Bom> {
    let bytes = read(file)?;
    if file.extension().is_none_or(|extension| extension != "lock") {
        return Bom::from_json(&bytes).map_err(of_security);
    }
    let text = String::from_utf8_lossy(&bytes);
    let crates = Component::of_cargo_lock(&text, subject.id().name()).map_err(of_security)?;
    Ok(bom(subject, &crates))
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let cannot = || format!("{} cannot be read", file.display());
    let size = fs::metadata(file).with_context(cannot)?.len();
    if size > STATEMENT_BYTES as u64 {
        let message = format!("{} has more than 3 MiB", file.display());
        return Err(Fault::usage("PW-SIGN-SIZE", message).into());
    }
    fs::read(file).with_context(cannot)
}
