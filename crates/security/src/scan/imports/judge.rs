//! Imports against the manifest's capabilities and the operator's grant. A pure comparison.

use plugwright_manifest::imports::{Authority, CapabilityKind, authority};
use plugwright_manifest::{Capabilities, Manifest};

use super::Import;
use crate::scan::report::{Findings, Place, Rule};

/// Says what is imported and not declared or granted, and what is declared or granted and not imported.
pub(super) fn judge(
    imports: &[Import],
    manifest: Option<&Manifest>,
    grant: Option<&Capabilities>,
    findings: &mut Findings,
) {
    let declared = manifest.map(|manifest| &manifest.capabilities);
    for import in imports {
        judge_import(import, declared, grant, findings);
    }
    if let Some(declared) = declared {
        for kind in unused(imports, declared) {
            findings.add(
                Rule::UnusedCapability,
                whole(),
                &format!("`{kind}` is declared, and no import uses it"),
            );
        }
    }
    if let Some(grant) = grant {
        for kind in unused(imports, grant) {
            findings.add(
                Rule::UnusedGrant,
                whole(),
                &format!("`{kind}` is granted, and no import uses it"),
            );
        }
    }
    if let (Some(declared), Some(grant)) = (declared, grant) {
        for missing in declared.missing_from(grant) {
            findings.add(
                Rule::UngrantedCapability,
                whole(),
                &format!("not granted: {missing}"),
            );
        }
    }
}

fn judge_import(
    import: &Import,
    declared: Option<&Capabilities>,
    grant: Option<&Capabilities>,
    findings: &mut Findings,
) {
    let name = &import.name;
    match authority(&import.interface) {
        Authority::Needs(kind) => {
            if declared.is_some_and(|declared| !kind.is_in(declared)) {
                let what = format!("{name} needs the capability `{kind}`");
                findings.add(Rule::UndeclaredImport, import.place.clone(), &what);
            }
            if grant.is_some_and(|grant| !kind.is_in(grant)) {
                let what = format!("{name} needs a grant of `{kind}`");
                findings.add(Rule::UngrantedImport, import.place.clone(), &what);
            }
        }
        Authority::Never => findings.add(Rule::ForbiddenImport, import.place.clone(), name),
        Authority::Embedder => findings.add(Rule::UnknownImport, import.place.clone(), name),
        Authority::Free | Authority::Empty(_) => {}
    }
}

fn unused(imports: &[Import], capabilities: &Capabilities) -> impl Iterator<Item = CapabilityKind> {
    let uses = |import: &Import, kind| match authority(&import.interface) {
        Authority::Needs(used) | Authority::Empty(used) => used == kind,
        _ => false,
    };
    CapabilityKind::ALL
        .into_iter()
        .filter(|kind| kind.is_in(capabilities))
        .filter(move |kind| !imports.iter().any(|import| uses(import, *kind)))
}

fn whole() -> Place {
    Place {
        part: "component".to_owned(),
        ..Place::default()
    }
}
