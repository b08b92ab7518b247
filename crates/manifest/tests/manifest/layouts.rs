//! The same manifest written in the layouts that are only read, for the round trip.
//!
//! Tools write the nested layout alone. What the others look like is made here from the canonical form, by moving keys.

use plugwright_manifest::Manifest;
use serde_json::{Map, Value, json};

/// The nested form as JSON, signature included.
fn nested(manifest: &Manifest) -> Map<String, Value> {
    let bytes = manifest.to_canonical_json();
    let mut json: Value = serde_json::from_slice(&bytes).unwrap();
    if let Some(signature) = &manifest.metadata.signature {
        json["plugin"]["signature"] = json!(signature.as_str());
    }
    let Value::Object(nested) = json else {
        panic!("not an object")
    };
    nested
}

/// The nested layout as JSON.
pub(crate) fn nested_json(manifest: &Manifest) -> String {
    Value::Object(nested(manifest)).to_string()
}

/// A flat `plugin.yaml`: JSON is YAML.
pub(crate) fn flat_yaml(manifest: &Manifest) -> String {
    let mut flat = nested(manifest);
    let Some(Value::Object(plugin)) = flat.remove("plugin") else {
        panic!("no plugin")
    };
    flat.extend(plugin);
    format!("{:#}", Value::Object(flat))
}

/// A TOML manifest with `[metadata]`, crates directly in `[dependencies]`, and the SDK for the version of the interface.
pub(crate) fn toml(manifest: &Manifest) -> String {
    let mut document = nested(manifest);
    let mut metadata = Map::new();
    let plugin = document["plugin"].as_object_mut().unwrap();
    for key in ["category", "tags", "license"] {
        metadata.extend(plugin.remove(key).map(|value| (key.to_owned(), value)));
    }
    let api = plugin.remove("api");
    let dependencies = document
        .entry("dependencies")
        .or_insert_with(|| json!({}))
        .as_object_mut()
        .unwrap();
    if let Some(Value::Object(crates)) = dependencies.remove("build") {
        dependencies.extend(crates);
    }
    dependencies.extend(api.map(|api| ("plugwright-plugin-sdk".to_owned(), api)));
    document.insert("metadata".to_owned(), Value::Object(metadata));
    toml::to_string(&document).unwrap()
}
