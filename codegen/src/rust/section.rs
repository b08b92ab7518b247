//! The section that tells the component's world to whoever makes a component of the compiled module.
//!
//! wit-bindgen describes the tables that it was given. Ours differ from the WIT in names and aliases, so the description of
//! the true world takes its place.

use std::fmt::Write as _;

use wit_component::StringEncoding;

use super::failed;
use crate::{Error, Model};

const START: &str = "pub static __WIT_BINDGEN_COMPONENT_TYPE: [u8; ";
const END: &str = "\";\n";
const LINE: usize = 80;

/// `code` with the description of the world that `model` was made from.
pub(super) fn replace(code: &str, model: &Model) -> Result<String, Error> {
    let broken = || failed("wit-bindgen wrote no description of the world");
    let (before, rest) = code.split_once(START).ok_or_else(broken)?;
    let (_, after) = rest.split_once(END).ok_or_else(broken)?;
    let bytes = wit_component::metadata::encode(
        &model.resolve,
        model.id,
        StringEncoding::UTF8,
        None,
        false,
    )
    .map_err(|error| failed(format!("{error:#}")))?;
    Ok(format!(
        "{before}{START}{}] = *b\"\\\n{}{END}{after}",
        bytes.len(),
        literal(&bytes)
    ))
}

/// The inside of a byte string literal, broken into lines.
fn literal(bytes: &[u8]) -> String {
    let mut literal = String::new();
    let mut start = 0;
    for byte in bytes {
        if literal.len() - start >= LINE {
            literal.push_str("\\\n");
            start = literal.len();
        }
        match byte {
            b'\\' => literal.push_str("\\\\"),
            b'"' => literal.push_str("\\\""),
            b'!'..=b'~' => literal.push(char::from(*byte)),
            // Writing into a string cannot fail.
            other => _ = write!(literal, "\\x{other:02x}"),
        }
    }
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_as_a_literal() {
        assert_eq!(literal(b"a\"\\\x00 \xff"), "a\\\"\\\\\\x00\\x20\\xff");
        assert!(literal(&[0; 100]).lines().all(|line| line.len() < LINE + 5));
    }
}
