//! What a component says about itself: its manifest, what it was built from, its licence.
//!
//! All of it are claims, except that code and claims cannot be exchanged apart once they are signed together.

mod audit_data;
mod dependency;
mod licenses;
mod manifest;
mod producers;
mod sbom;

pub use dependency::{Dependency, DependencySource};
pub use sbom::Sbom;

use std::collections::BTreeSet;

use plugwright_manifest::{Digest, Manifest};
use wasmparser::{CustomSectionReader, KnownCustom};

use super::ScanOptions;
use super::position::Position;
use super::report::{Findings, Place, Rule, shown};
use licenses::Claims;
use manifest::Embedded;

/// The most dependencies that are taken from one list.
const MAX_DEPENDENCIES: usize = 100_000;

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    manifests: Vec<Embedded>,
    dependencies: BTreeSet<Dependency>,
    licenses: Claims,
}

impl Metadata {
    /// Reads a custom section, if it is one that says something about the component. `at_top` is false in nested ones.
    pub(super) fn section(
        &mut self,
        section: &CustomSectionReader<'_>,
        at_top: bool,
        findings: &mut Findings,
        position: &Position,
    ) -> bool {
        let place = |length: usize| position.place(section.data_offset(), length, section.name());
        match section.name() {
            Manifest::SECTION if at_top => {
                self.manifests
                    .push(Embedded::read(section.data(), place(section.data().len())));
            }
            ".dep-v0" => self.audit_data(section.data(), place(section.data().len()), findings),
            "licenses" if at_top => self
                .licenses
                .add(&String::from_utf8_lossy(section.data()), place(0)),
            _ => match section.as_known() {
                KnownCustom::Producers(producers) => self.take(producers::read(producers)),
                _ => return false,
            },
        }
        true
    }

    fn audit_data(&mut self, data: &[u8], place: Place, findings: &mut Findings) {
        match audit_data::read(data) {
            Ok(found) => self.take(found),
            Err(problem) => {
                findings.add(Rule::DependencyData, place, &format!(".dep-v0: {problem}"));
            }
        }
    }

    fn take(&mut self, found: Vec<Dependency>) {
        let room = MAX_DEPENDENCIES.saturating_sub(self.dependencies.len());
        self.dependencies.extend(found.into_iter().take(room));
    }

    /// The manifest that counts, after comparing the one inside with the one beside it.
    pub(super) fn manifest(
        &mut self,
        options: &ScanOptions<'_>,
        findings: &mut Findings,
    ) -> Option<Manifest> {
        manifest::choose(
            std::mem::take(&mut self.manifests),
            options.manifest,
            findings,
        )
    }

    /// Compares dependencies and licences with what is known and allowed.
    pub(super) fn judge(
        mut self,
        manifest: Option<&Manifest>,
        in_data: Vec<Dependency>,
        digest: &Digest,
        options: &ScanOptions<'_>,
        findings: &mut Findings,
    ) {
        self.take(in_data);
        if let Some(sbom) = options.sbom {
            self.sbom(sbom, digest, findings);
        }
        if let Some(advisories) = options.advisories {
            for dependency in &self.dependencies {
                advisories.judge(dependency, findings);
            }
        }
        let stated = manifest.and_then(|manifest| manifest.metadata.license.as_ref());
        if let Some(stated) = stated {
            self.licenses.add(stated.as_str(), whole());
        }
        if let Some(allowed) = options.licenses {
            self.licenses.judge(allowed, findings);
        }
    }

    fn sbom(&mut self, sbom: &Sbom, digest: &Digest, findings: &mut Findings) {
        if let Some(other) = sbom.subject().filter(|subject| *subject != digest) {
            let what =
                format!("the SBOM is about {other}, not about this component; it is ignored");
            findings.add(Rule::DependencyData, whole(), &what);
            return;
        }
        self.take(sbom.dependencies().to_vec());
        for (name, license) in sbom.licenses() {
            self.licenses.add_of(&shown(name, 60), license, whole());
        }
    }
}

fn whole() -> Place {
    Place {
        part: "component".to_owned(),
        ..Place::default()
    }
}
