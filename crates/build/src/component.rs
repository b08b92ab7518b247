//! Core modules become components.
//!
//! Compilers for `wasm32-unknown-unknown` write a core module with the description of its world in a custom section;
//! those for `wasm32-wasip2` write a component. Both are welcome here, and a component comes out.

use wasmparser::Parser;
use wit_component::ComponentEncoder;

use crate::Error;

/// What a WebAssembly file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A core module.
    Module,
    /// A component.
    Component,
}

/// What `wasm` holds, by its header.
///
/// # Errors
/// [`Error::NotWasm`] when it is neither a module nor a component.
pub fn kind(wasm: &[u8]) -> Result<Kind, Error> {
    if Parser::is_component(wasm) {
        return Ok(Kind::Component);
    }
    if Parser::is_core_wasm(wasm) {
        return Ok(Kind::Module);
    }
    Err(Error::NotWasm)
}

/// The component that `wasm` is, or that its world section says it should become; validated in the second case.
///
/// # Errors
/// [`Error::NotWasm`], or [`Error::Encoding`] when the module does not fit its world.
pub fn encode_component(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    if kind(wasm)? == Kind::Component {
        return Ok(wasm.to_vec());
    }
    ComponentEncoder::default()
        .validate(true)
        .module(wasm)
        .and_then(ComponentEncoder::encode)
        .map_err(|error| Error::Encoding {
            reason: format!("{error:#}"),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_file_is_not_taken_for_webassembly() {
        assert!(matches!(encode_component(b"(module)"), Err(Error::NotWasm)));
    }

    #[test]
    fn a_module_without_a_world_becomes_the_empty_component() {
        let module = b"\0asm\x01\0\0\0";
        let component = encode_component(module).unwrap();
        assert_eq!(kind(&component).unwrap(), Kind::Component);
    }

    #[test]
    fn a_component_passes_unchanged() {
        let component = encode_component(b"\0asm\x01\0\0\0").unwrap();
        assert_eq!(encode_component(&component).unwrap(), component);
    }
}
