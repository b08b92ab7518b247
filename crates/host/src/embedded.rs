//! The manifest inside a component.

use plugwright_manifest::{Error, Manifest};
use wasmparser::{Parser, Payload};

/// The manifest that `plugwright build` put into `component`; nothing when it holds none or cannot be read as a component,
/// which loading it will tell.
///
/// The manifest says what the author claims and asks for. Nothing follows from it: what a plugin may do is in its grants.
///
/// # Errors
/// When the manifest inside is malformed.
pub fn embedded_manifest(component: &[u8]) -> Result<Option<Manifest>, Error> {
    if !Parser::is_component(component) {
        return Ok(None);
    }
    section(component)
        .map(Manifest::from_canonical_json)
        .transpose()
}

/// Only of the outermost component: what it contains may be anyone's.
fn section(component: &[u8]) -> Option<&[u8]> {
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        match payload.ok()? {
            Payload::Version { .. } => depth = depth.saturating_add(1),
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section)
                if depth == 1 && section.name() == Manifest::SECTION =>
            {
                return Some(section.data());
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_without_a_manifest_and_a_file_that_is_none_have_none() {
        let component = wat::parse_str("(component)").unwrap();
        assert!(embedded_manifest(&component).unwrap().is_none());
        assert!(embedded_manifest(b"text").unwrap().is_none());
        assert!(embedded_manifest(&component[..7]).unwrap().is_none());
    }

    #[test]
    fn a_manifest_of_a_component_inside_is_not_taken_for_its_own() {
        let inner = r#"(component (component (@custom "plugwright:manifest" "{}")))"#;
        let inner = wat::parse_str(inner).unwrap();
        assert!(embedded_manifest(&inner).unwrap().is_none());
        let own = wat::parse_str(r#"(component (@custom "plugwright:manifest" "{}"))"#).unwrap();
        assert!(
            embedded_manifest(&own).is_err(),
            "an empty manifest is malformed"
        );
    }
}
