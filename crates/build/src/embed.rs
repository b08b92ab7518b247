//! The manifest inside the component, so that the two cannot drift apart.

use plugwright_manifest::Manifest;
use wasm_encoder::{ComponentSection as _, CustomSection};
use wasm_metadata::{AddMetadata, AddMetadataField};
use wasmparser::{Parser, Payload};

use crate::Error;

/// `component` with its manifest in [`Manifest::SECTION`], and with the name, version and description where other tools
/// of the ecosystem look for them.
pub(crate) fn embed(component: &[u8], manifest: &Manifest) -> Result<Vec<u8>, Error> {
    if has_manifest(component)? {
        return Err(Error::ManifestTwice);
    }
    let mut extended = metadata(manifest)
        .to_wasm(component)
        .map_err(Error::malformed)?;
    let data = manifest.to_canonical_json();
    CustomSection {
        name: Manifest::SECTION.into(),
        data: data.into(),
    }
    .append_to_component(&mut extended);
    Ok(extended)
}

fn has_manifest(component: &[u8]) -> Result<bool, Error> {
    for payload in Parser::new(0).parse_all(component) {
        if let Payload::CustomSection(section) = payload.map_err(Error::malformed)?
            && section.name() == Manifest::SECTION
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn metadata(manifest: &Manifest) -> AddMetadata {
    let mut add = AddMetadata::default();
    add.name = AddMetadataField::Set(manifest.id.to_string());
    add.processed_by = vec![(
        "plugwright-build".to_owned(),
        env!("CARGO_PKG_VERSION").to_owned(),
    )];
    add.version = AddMetadataField::Set(wasm_metadata::Version::new(manifest.version.to_string()));
    add.description = AddMetadataField::Set(wasm_metadata::Description::new(
        manifest.description.to_string(),
    ));
    // Only a well-formed SPDX expression goes where tools expect one; the manifest keeps the author's words.
    let license = manifest
        .metadata
        .license
        .as_ref()
        .and_then(|license| wasm_metadata::Licenses::new(license.as_str()).ok());
    if let Some(license) = license {
        add.licenses = AddMetadataField::Set(license);
    }
    add
}
