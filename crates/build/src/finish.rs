//! The last step of a build: a compiler's output becomes the component that is published.

use plugwright_manifest::Manifest;

use crate::{
    Error,
    component::encode_component,
    declared::{check_declared, import_names},
    embed::embed,
};

/// The component that `wasm` is or becomes, checked against its manifest and with that inside. The same input gives the
/// same bytes.
///
/// # Errors
/// [`Error::Encoding`] when it does not fit its world, [`Error::Undeclared`] when it imports more than it declares.
pub fn finish(wasm: &[u8], manifest: &Manifest) -> Result<Vec<u8>, Error> {
    let component = encode_component(wasm)?;
    check_declared(&import_names(&component)?, &manifest.capabilities)?;
    embed(&component, manifest)
}

#[cfg(test)]
mod tests {
    use wasmparser::{Parser, Payload};

    use super::*;

    const MANIFEST: &str =
        "plugin:\n  id: acme:echo\n  version: 1.2.3\n  description: Says it again\n";

    fn manifest() -> Manifest {
        Manifest::parse("plugin.yaml", MANIFEST).unwrap()
    }

    fn component(text: &str) -> Vec<u8> {
        wat::parse_str(text).unwrap()
    }

    fn section(component: &[u8]) -> Vec<u8> {
        let mut payloads = Parser::new(0).parse_all(component);
        let found = payloads.find_map(|payload| match payload.unwrap() {
            Payload::CustomSection(section) if section.name() == Manifest::SECTION => {
                Some(section.data().to_vec())
            }
            _ => None,
        });
        found.unwrap()
    }

    #[test]
    fn the_manifest_can_be_read_back_from_the_component() {
        let built = finish(&component("(component)"), &manifest()).unwrap();
        assert_eq!(
            Manifest::from_canonical_json(&section(&built)).unwrap(),
            manifest()
        );
        let payload = wasm_metadata::Payload::from_binary(&built).unwrap();
        assert_eq!(payload.metadata().name.as_deref(), Some("acme:echo"));
        wasmparser::validate(&built).unwrap();
    }

    #[test]
    fn building_twice_gives_the_same_bytes() {
        let source = component("(component)");
        assert_eq!(
            finish(&source, &manifest()).unwrap(),
            finish(&source, &manifest()).unwrap()
        );
    }

    #[test]
    fn a_component_that_was_built_already_does_not_get_a_second_manifest() {
        let built = finish(&component("(component)"), &manifest()).unwrap();
        assert!(matches!(
            finish(&built, &manifest()),
            Err(Error::ManifestTwice)
        ));
    }

    #[test]
    fn a_component_that_asks_for_more_than_its_manifest_is_not_built() {
        let text = r#"(component (import "wasi:http/outgoing-handler@0.2.12" (instance)))"#;
        assert!(matches!(
            finish(&component(text), &manifest()),
            Err(Error::Undeclared { .. })
        ));
    }
}
