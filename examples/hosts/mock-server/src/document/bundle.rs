//! A schema that is complete in itself: with everything that it refers to, at the places that it refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::pointer::target;
use super::{Document, Pointer};

impl Document {
    /// The schema at a pointer together with what it refers to, so that its references lead somewhere in a document of
    /// its own. None if there is no schema.
    pub(crate) fn bundle(&self, at: &Pointer) -> Option<Value> {
        let mut bundle = self.at(at)?.clone();
        let mut known = BTreeSet::new();
        let mut open = references(&bundle);
        while let Some(pointer) = open.pop() {
            let Some(value) = self
                .at(&pointer)
                .filter(|_| known.insert(pointer.as_str().to_owned()))
            else {
                continue;
            };
            open.extend(references(value));
            place(&mut bundle, &pointer, value.clone());
        }
        Some(bundle)
    }
}

fn references(value: &Value) -> Vec<Pointer> {
    match value {
        Value::Object(object) => {
            let own = object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| target(reference).ok());
            own.into_iter()
                .chain(object.values().flat_map(references))
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Puts a value at a pointer. A place within a list cannot be made alone, so such a reference stays dangling.
fn place(root: &mut Value, pointer: &Pointer, value: Value) {
    let tokens: Vec<String> = pointer
        .as_str()
        .split('/')
        .skip(1)
        .map(|t| t.replace("~1", "/").replace("~0", "~"))
        .collect();
    let Some((last, folders)) = tokens.split_last() else {
        return;
    };
    let mut current = root;
    for folder in folders {
        let Value::Object(object) = current else {
            return;
        };
        current = object
            .entry(folder.as_str())
            .or_insert_with(|| Value::Object(Map::new()));
    }
    if let Value::Object(object) = current {
        object.entry(last.as_str()).or_insert(value);
    }
}
