//! The document that a schema stands in, which its references point into.

use serde_json::Value;

/// A JSON document whose root is a schema.
#[derive(Debug)]
pub struct Document(Value);

impl Document {
    /// Takes any JSON: what is no schema fails where it is used.
    pub fn new(root: Value) -> Self {
        Self(root)
    }

    /// The schema of the whole document.
    pub fn root(&self) -> &Value {
        &self.0
    }

    /// What a reference inside of the document points to (RFC 6901 in a URI fragment). None for other documents.
    pub fn resolve(&self, reference: &str) -> Option<&Value> {
        let fragment = reference.strip_prefix('#')?;
        self.0.pointer(&percent_decoded(fragment)?)
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            hex(rest.next()?)? << 4 | hex(rest.next()?)?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_pointers_with_escapes() {
        let document = Document::new(json!({"$defs": {"a/b c": {"type": "null"}}}));
        assert_eq!(
            document.resolve("#/$defs/a~1b%20c").unwrap(),
            &json!({"type": "null"})
        );
        assert_eq!(document.resolve("#").unwrap(), document.root());
        for other in ["other.json#/a", "#/$defs/none", "#/%f", "#/%ff"] {
            assert!(document.resolve(other).is_none(), "{other}");
        }
    }
}
