//! What a component imports against what its manifest asks for.

use plugwright_manifest::Capabilities;
use plugwright_manifest::imports::{Authority, CapabilityKind, authority};
use wasmparser::{Parser, Payload};

use crate::Error;

/// The names of what `component` imports, in its order.
///
/// # Errors
/// [`Error::Malformed`] when it is no valid component.
pub fn import_names(component: &[u8]) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(Error::malformed)? {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    names.push(import.map_err(Error::malformed)?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

/// Refuses imports that `capabilities` do not cover. All of them are named in one error.
///
/// # Errors
/// [`Error::Undeclared`].
pub fn check_declared(imports: &[String], capabilities: &Capabilities) -> Result<(), Error> {
    let undeclared = imports.iter().filter_map(|import| match authority(import) {
        Authority::Needs(kind) if !kind.is_in(capabilities) => {
            Some(format!("  {import} needs the capability `{kind}`"))
        }
        Authority::Never => Some(format!("  {import} cannot be granted to a plugin")),
        _ => None,
    });
    let undeclared: Vec<String> = undeclared.collect();
    if undeclared.is_empty() {
        Ok(())
    } else {
        Err(Error::Undeclared {
            imports: undeclared,
        })
    }
}

/// The capabilities that the manifest asks for and no import uses: an operator would grant them for nothing.
pub fn unused_capabilities(imports: &[String], capabilities: &Capabilities) -> Vec<CapabilityKind> {
    let used = |kind: CapabilityKind| {
        let serves = |import: &String| matches!(authority(import), Authority::Needs(k) | Authority::Empty(k) if k == kind);
        imports.iter().any(serves)
    };
    CapabilityKind::ALL
        .into_iter()
        .filter(|kind| kind.is_in(capabilities) && !used(*kind))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(imports: &[&str]) -> Vec<String> {
        imports.iter().map(|name| (*name).to_owned()).collect()
    }

    fn asking_for_config() -> Capabilities {
        let mut capabilities = Capabilities::none();
        capabilities.config.insert("issuer".parse().unwrap());
        capabilities
    }

    #[test]
    fn every_import_without_a_capability_is_named_at_once() {
        let imports = names(&[
            "wasi:config/store@0.2.0-rc.1",
            "wasi:http/outgoing-handler@0.2.12",
            "wasi:sockets/tcp@0.2.12",
        ]);
        let error = check_declared(&imports, &asking_for_config())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("`http`") && error.contains("wasi:sockets/tcp"),
            "{error}"
        );
        assert!(!error.contains("wasi:config"), "{error}");
    }

    #[test]
    fn what_every_runtime_imports_needs_no_capability() {
        let imports = names(&[
            "wasi:cli/environment@0.2.12",
            "wasi:filesystem/types@0.2.12",
            "wasi:clocks/wall-clock@0.2.12",
        ]);
        assert!(check_declared(&imports, &Capabilities::none()).is_ok());
    }

    #[test]
    fn a_capability_that_nothing_uses_is_reported() {
        assert_eq!(
            unused_capabilities(&[], &asking_for_config()),
            [CapabilityKind::Config]
        );
        assert!(
            unused_capabilities(
                &names(&["wasi:config/store@0.2.0-rc.1"]),
                &asking_for_config()
            )
            .is_empty()
        );
    }

    #[test]
    fn only_the_imports_of_the_component_itself_count() {
        let text = r#"(component (import "a" (func)) (component (import "b" (func))))"#;
        assert_eq!(import_names(&wat::parse_str(text).unwrap()).unwrap(), ["a"]);
    }
}
